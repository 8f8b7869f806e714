"""The people who have an account. Closing one ends all its rights at once; nothing is deleted."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.accounts.confirming import of_weight
from assessments.accounts.requests import SignedInRequest
from assessments.agencies import registry, registry_selectors
from assessments.agencies.registry_forms import PeopleSearch, PersonForm
from assessments.agencies.registry_views import check_register
from assessments.common.errors import Denied, Invalid
from assessments.common.forms import add_errors, page_of, searched


@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    check_register(request)
    search = PeopleSearch(request.GET)
    asked = searched(search)
    found = registry_selectors.search_people(
        registry_selectors.people_kept_by(request.user), words=asked.get("q", ""), only=asked.get("only", "")
    )
    page = page_of(found, request.GET.get("page"))
    return render(request, "agencies/registry_people.html", {"search": search, "page": page})


@require_http_methods(["GET", "POST"])
def person_add(request: SignedInRequest) -> HttpResponse:
    check_register(request)
    form = PersonForm(request.POST or None)
    if form.is_valid():
        try:
            user = registry.add_person(person=form.person(), actor=request.user, now=timezone.now())
        except Invalid as error:
            add_errors(form, error)
        else:
            messages.success(
                request, _("An account is made, and a letter to %(email)s is on its way.") % {"email": user.email}
            )
            return redirect("agencies:person", pk=user.pk)
    return render(request, "agencies/registry_person_form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    return _person_page(request, pk)


def _person_page(request: SignedInRequest, pk: int, refusal: str = "") -> HttpResponse:
    found = get_object_or_404(registry_selectors.people_kept_by(request.user), pk=pk)
    context = {
        "person": found,
        "memberships": found.memberships.select_related("agency").order_by("agency__name"),
        "errors": [("", refusal)] if refusal else None,
    }
    return render(request, "agencies/registry_person.html", context, status=403 if refusal else 200)


@require_POST
@of_weight
def person_close(request: SignedInRequest, pk: int) -> HttpResponse:
    return _change(request, pk, registry.close_account, _("The account is closed."))


@require_POST
@of_weight
def person_open(request: SignedInRequest, pk: int) -> HttpResponse:
    return _change(request, pk, registry.open_account, _("The account is open again."))


@require_POST
def person_invite(request: SignedInRequest, pk: int) -> HttpResponse:
    return _change(request, pk, registry.invite_again, _("A new letter is on its way."))


@require_POST
@of_weight
def person_copy_invitation(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(registry_selectors.people_kept_by(request.user), pk=pk)
    try:
        link = registry.copy_invitation(user=found, actor=request.user, now=timezone.now())
    except Denied as reason:
        return _person_page(request, pk, reason.message)
    return render(request, "agencies/registry_invitation.html", {"person": found, "link": settings.BASE_URL + link})


def _change(request: SignedInRequest, pk: int, service: Callable[..., None], done: str) -> HttpResponse:
    found = get_object_or_404(registry_selectors.people_kept_by(request.user), pk=pk)
    try:
        service(user=found, actor=request.user, now=timezone.now())
    except Denied as reason:
        return _person_page(request, pk, reason.message)
    messages.success(request, done)
    return redirect("agencies:person", pk=pk)
