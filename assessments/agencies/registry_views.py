"""The register of agencies: kept by administrators; for anybody else it is not there."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.accounts.confirming import of_weight
from assessments.accounts.requests import SignedInRequest
from assessments.agencies import registry, registry_selectors
from assessments.agencies.models import Agency, Role
from assessments.agencies.registry_forms import AgencyForm, AgencySearch, MemberForm, RoleForm
from assessments.agencies.registry_policies import check_keeps_register
from assessments.common.errors import Denied, Invalid
from assessments.common.forms import add_errors, page_of, searched


def check_register(request: SignedInRequest) -> None:
    try:
        check_keeps_register(request.user)
    except Denied as reason:
        raise PermissionDenied(reason.message) from reason


@require_safe
def agencies(request: SignedInRequest) -> HttpResponse:
    check_register(request)
    search = AgencySearch(request.GET)
    asked = searched(search)
    found = registry_selectors.search_agencies(
        registry_selectors.agencies_kept_by(request.user), words=asked.get("q", ""), kind=asked.get("kind", "")
    )
    page = page_of(registry_selectors.with_people_counts(found), request.GET.get("page"))
    return render(request, "agencies/registry_list.html", {"search": search, "page": page})


@require_http_methods(["GET", "POST"])
def register(request: SignedInRequest) -> HttpResponse:
    check_register(request)
    return _agency_form(request, Agency())


@require_http_methods(["GET", "POST"])
def agency_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = registry_selectors.agencies_kept_by(request.user).select_related("parent")
    return _agency_form(request, get_object_or_404(rows, pk=pk))


def _agency_form(request: SignedInRequest, agency: Agency) -> HttpResponse:
    name = agency.name
    form = AgencyForm(request.POST or None, instance=agency)
    if form.is_valid():
        try:
            registry.save_agency(agency=form.instance, actor=request.user, now=timezone.now())
        except Invalid as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The agency is saved."))
            return redirect("agencies:agency", pk=form.instance.pk)
    context = {"form": form, "agency": agency, "agency_name": name}
    return render(request, "agencies/registry_agency_form.html", context, status=422 if form.is_bound else 200)


@require_safe
def agency(request: SignedInRequest, pk: int) -> HttpResponse:
    return _agency_page(request, pk)


def _agency_page(request: SignedInRequest, pk: int, refusal: str = "") -> HttpResponse:
    rows = registry_selectors.agencies_kept_by(request.user).select_related("parent")
    found = get_object_or_404(rows, pk=pk)
    context = {
        "agency": found,
        "members": registry_selectors.people_of(found),
        "media": found.media.all(),
        "roles": Role.choices,
        "errors": [("", refusal)] if refusal else None,
    }
    return render(request, "agencies/registry_agency.html", context, status=403 if refusal else 200)


@require_http_methods(["GET", "POST"])
@of_weight
def member_add(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(registry_selectors.agencies_kept_by(request.user), pk=pk)
    form = MemberForm(request.POST or None, initial={"time_zone": found.time_zone})
    if form.is_valid():
        try:
            member = registry.add_member(
                agency=found,
                person=form.person(),
                role=Role(form.cleaned_data["role"]),
                actor=request.user,
                now=timezone.now(),
            )
        except Invalid as error:
            add_errors(form, error)
        else:
            messages.success(request, _("%(name)s belongs to the agency now.") % {"name": member.user.name})
            return redirect("agencies:agency", pk=found.pk)
    context = {"form": form, "agency": found}
    return render(request, "agencies/registry_member_form.html", context, status=422 if form.is_bound else 200)


@require_POST
@of_weight
def member_role(request: SignedInRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(registry_selectors.memberships_kept_by(request.user), pk=pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _agency_page(request, member.agency_id, _("Choose one of the roles."))
    role = Role(form.cleaned_data["role"])
    try:
        registry.change_role(membership=member, role=role, actor=request.user, now=timezone.now())
    except Denied as reason:
        return _agency_page(request, member.agency_id, reason.message)
    messages.success(request, _("%(name)s: %(role)s.") % {"name": member.user.name, "role": role.label})
    return redirect("agencies:agency", pk=member.agency_id)


@require_POST
@of_weight
def member_end(request: SignedInRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(registry_selectors.memberships_kept_by(request.user), pk=pk)
    try:
        registry.end_membership(membership=member, actor=request.user, now=timezone.now())
    except Denied as reason:
        return _agency_page(request, member.agency_id, reason.message)
    messages.success(request, _("%(name)s no longer belongs to the agency.") % {"name": member.user.name})
    return redirect("agencies:agency", pk=member.agency_id)
