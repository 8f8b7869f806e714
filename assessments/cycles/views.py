"""What an administrator of a cycle sets up. To anybody else the cycle is not there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from assessments.accounts.confirming import of_weight
from assessments.accounts.requests import SignedInRequest
from assessments.common.errors import Closed, Denied, Invalid
from assessments.common.forms import add_errors, page_of, searched
from assessments.cycles import policies, selectors, services
from assessments.cycles.forms import CycleForm, EnrolSearch, EvaluatorSearch, PersonForm, ticked
from assessments.cycles.models import Cycle, CycleAdministrator, Enrolment, EvaluatorAssignment


def _cycle(request: SignedInRequest, pk: UUID) -> Cycle:
    return get_object_or_404(Cycle.objects.run_by(request.user), pk=pk)


def _status_of(reason: Denied) -> int:
    return 423 if isinstance(reason, Closed) else 403


@require_http_methods(["GET", "POST"])
def add(request: SignedInRequest) -> HttpResponse:
    try:
        policies.check_may_open_cycle(request.user)
    except Denied as reason:
        raise PermissionDenied(reason.message) from reason
    form = CycleForm(request.POST or None, now=timezone.now())
    if form.is_valid():
        services.open_cycle(cycle=form.instance, actor=request.user, now=timezone.now())
        messages.success(request, _("The cycle is set up. Enrol the agencies that take part."))
        return redirect("cycles:enrol", pk=form.instance.pk)
    return render(request, "cycles/form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@of_weight
def edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    cycle = _cycle(request, pk)
    name, now = cycle.name, timezone.now()
    form = CycleForm(request.POST or None, instance=cycle, now=now)
    context: dict[str, Any] = {"form": form, "cycle": cycle, "cycle_name": name}
    if not form.is_valid():
        return render(request, "cycles/form.html", context, status=422 if form.is_bound else 200)
    try:
        services.change_cycle(cycle=form.instance, actor=request.user, now=now)
    except Denied as reason:
        return render(
            request, "cycles/form.html", {**context, "errors": [("", reason.message)]}, status=_status_of(reason)
        )
    messages.success(request, _("The cycle is saved."))
    return redirect("cycles:detail", pk=pk)


@require_http_methods(["GET", "POST"])
def enrol(request: SignedInRequest, pk: UUID) -> HttpResponse:
    cycle = _cycle(request, pk)
    search = EnrolSearch(request.GET)
    asked = searched(search)
    found = selectors.matching(selectors.not_enrolled(cycle), asked.get("q", ""))
    found = found.filter(kind=asked["kind"]) if asked.get("kind") else found
    context: dict[str, Any] = {"cycle": cycle, "search": search, "page": page_of(found, request.GET.get("page"))}
    if request.method != "POST":
        return render(request, "cycles/enrol.html", context)
    chosen = found if "all" in request.POST else found.filter(pk__in=ticked(request.POST.getlist("agencies")))
    try:
        joined = services.enrol(cycle=cycle, agencies=chosen, actor=request.user, now=timezone.now())
    except Denied as reason:
        return render(
            request, "cycles/enrol.html", {**context, "errors": [("", reason.message)]}, status=_status_of(reason)
        )
    messages.success(request, _joined(joined))
    return redirect(request.get_full_path())


def _joined(number: int) -> str:
    if not number:
        return _("No agency was ticked, so none joined.")
    return ngettext("%(count)d agency joined.", "%(count)d agencies joined.", number) % {"count": number}


@require_POST
def leave(request: SignedInRequest, pk: UUID, enrolment: int) -> HttpResponse:
    row = get_object_or_404(Enrolment, cycle=_cycle(request, pk), pk=enrolment)
    try:
        services.leave(enrolment=row, actor=request.user, now=timezone.now())
    except Denied as reason:
        messages.error(request, reason.message)
    else:
        messages.success(request, _("%(agency)s no longer takes part.") % {"agency": row.agency.short_name})
    return redirect("cycles:evaluators", pk=pk)


@require_http_methods(["GET", "POST"])
@of_weight
def evaluators(request: SignedInRequest, pk: UUID) -> HttpResponse:
    cycle = _cycle(request, pk)
    form = PersonForm(request.POST or None)
    if form.is_valid():
        try:
            number = services.assign_evaluator(
                cycle=cycle,
                evaluator=services.person_with(form.cleaned_data["email"]),
                agencies=ticked(request.POST.getlist("agencies")),
                actor=request.user,
                now=timezone.now(),
            )
        except Invalid as error:
            add_errors(form, error)
        except Denied as reason:
            form.add_error(None, reason.message)
        else:
            messages.success(request, _assigned(number))
            return redirect(request.get_full_path())
    return _evaluators_page(request, cycle, form)


def _assigned(number: int) -> str:
    if not number:
        return _("Nothing changed: tick the agencies first; those that have this evaluator already stay as they are.")
    return ngettext("Assigned to %(count)d agency.", "Assigned to %(count)d agencies.", number) % {"count": number}


def _evaluators_page(request: SignedInRequest, cycle: Cycle, form: PersonForm) -> HttpResponse:
    search = EvaluatorSearch(request.GET)
    asked = searched(search)
    rows = selectors.enrolments_with_evaluators(
        cycle, words=asked.get("q", ""), only_without=bool(asked.get("without"))
    )
    context = {
        "cycle": cycle,
        "form": form,
        "search": search,
        "page": page_of(rows, request.GET.get("page")),
        "ticked": ticked(request.POST.getlist("agencies")),
        "known": selectors.evaluators_of(cycle),
        "may_leave": timezone.now() < cycle.opens_at,
    }
    return render(request, "cycles/evaluators.html", context, status=422 if form.is_bound else 200)


@require_POST
@of_weight
def assignment_end(request: SignedInRequest, pk: UUID, assignment: int) -> HttpResponse:
    rows = EvaluatorAssignment.objects.filter(cycle=_cycle(request, pk)).select_related("cycle", "evaluator", "agency")
    row = get_object_or_404(rows, pk=assignment)
    services.end_assignment(assignment=row, actor=request.user, now=timezone.now())
    messages.success(
        request,
        _("%(name)s no longer evaluates %(agency)s.") % {"name": row.evaluator.name, "agency": row.agency.short_name},
    )
    return redirect("cycles:evaluators", pk=pk)


@require_http_methods(["GET", "POST"])
@of_weight
def administrators(request: SignedInRequest, pk: UUID) -> HttpResponse:
    cycle = _cycle(request, pk)
    form = PersonForm(request.POST or None)
    if form.is_valid():
        try:
            person = services.person_with(form.cleaned_data["email"])
            services.add_administrator(cycle=cycle, person=person, actor=request.user, now=timezone.now())
        except Invalid as error:
            add_errors(form, error)
        else:
            messages.success(request, _("%(name)s runs this cycle now.") % {"name": person.name})
            return redirect("cycles:administrators", pk=pk)
    context = {"cycle": cycle, "form": form, "rows": selectors.administrators_of(cycle)}
    return render(request, "cycles/administrators.html", context, status=422 if form.is_bound else 200)


@require_POST
@of_weight
def administrator_end(request: SignedInRequest, pk: UUID, row: int) -> HttpResponse:
    rows = CycleAdministrator.objects.filter(cycle=_cycle(request, pk)).select_related("cycle", "user")
    found = get_object_or_404(rows, pk=row)
    try:
        services.end_administrator(row=found, actor=request.user, now=timezone.now())
    except Denied as reason:
        messages.error(request, reason.message)
    else:
        messages.success(request, _("%(name)s no longer runs this cycle.") % {"name": found.user.name})
        if found.user == request.user:
            return redirect("cycles:list")
    return redirect("cycles:administrators", pk=pk)
