"""The moves of a review: each asks once more before it is made, except beginning."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.accounts.confirming import of_weight
from assessments.accounts.requests import SignedInRequest
from assessments.common.errors import Denied, Invalid, why_not
from assessments.common.forms import add_errors
from assessments.responses.enums import Status
from assessments.responses.models import Assessment
from assessments.reviews import pages, policies
from assessments.reviews.forms import ReopenForm, ReturnForm, return_initial
from assessments.reviews.services import moves
from assessments.reviews.views import assessment_or_404, code_of, overview_page


@require_POST
def start(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    assessment = assessment_or_404(request, pk)
    try:
        moves.start_review(assessment_id=pk, actor=request.user, now=timezone.now())
    except Denied as refusal:
        return overview_page(request, assessment, refusal)
    messages.info(request, _("The review has begun."))
    first = pages.read_sheet(assessment).lines[0]
    return redirect("reviews:workbench", pk, first.code)


@require_http_methods(["GET", "POST"])
def return_to_agency(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    assessment = assessment_or_404(request, pk)
    sheet = pages.read_sheet(assessment)
    codes = [line.code for line in sheet.lines]
    if request.method == "GET":
        asked = [line.code for line in sheet.to_clarify()]
        initial = return_initial(asked, timezone.now(), assessment)
        return _return_page(request, sheet, ReturnForm(initial=initial, assessment=assessment, codes=codes))
    form = ReturnForm(request.POST, assessment=assessment, codes=codes)
    if not form.is_valid():
        return _return_page(request, sheet, form, status=422)
    try:
        _send(form, pk, request)
    except Invalid as refusal:
        form.refuse(refusal)
        return _return_page(request, sheet, form, status=422)
    except Denied as refusal:
        return _return_page(request, sheet, form, refusal)
    messages.info(request, _("Sent. The agency can answer these questions now."))
    return redirect("reviews:overview", pk)


def _send(form: ReturnForm, pk: uuid.UUID, request: SignedInRequest) -> None:
    moves.return_to_agency(
        assessment_id=pk,
        codes=form.cleaned_data["codes"],
        reason=form.cleaned_data["reason"],
        due_at=form.due_at(),
        actor=request.user,
        now=timezone.now(),
    )


def _return_page(
    request: SignedInRequest, sheet: pages.Sheet, form: ReturnForm, refusal: Denied | None = None, status: int = 200
) -> HttpResponse:
    chosen = set(form["codes"].value() or [])
    context = {
        "sheet": sheet,
        "assessment": sheet.assessment,
        "chosen": chosen,
        "opened": {group.element.code for group in sheet.groups for line in group.lines if line.code in chosen},
        "refused": why_not(policies.check_can_return, request.user, sheet.assessment),
        **_form_or_refusal(form, refusal),
    }
    return render(request, "reviews/return.html", context, status=code_of(refusal) if refusal else status)


def _form_or_refusal(form: object, refusal: Denied | None) -> dict[str, object]:
    return {"form": form, "errors": [("", refusal.message)] if refusal else []}


@require_http_methods(["GET", "POST"])
def resume(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    assessment = assessment_or_404(request, pk)
    refused = why_not(policies.check_can_resume, request.user, assessment, timezone.now())
    return _confirmed(request, assessment, moves.resume, "resume", refused, _("The review goes on."))


@require_http_methods(["GET", "POST"])
@of_weight
def finalise(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    assessment = assessment_or_404(request, pk)
    refused = why_not(policies.check_can_finalise, request.user, assessment)
    said = _("The review is finished. Answers, verdicts and messages to the agency are frozen.")
    return _confirmed(request, assessment, moves.finalise, "finalise", refused, said)


def _confirmed(
    request: SignedInRequest, assessment: Assessment, move: Callable[..., object], page: str, refused: str, said: str
) -> HttpResponse:
    """The page that asks once more, or the move itself."""
    refusal = None
    if request.method == "POST":
        try:
            move(assessment_id=assessment.pk, actor=request.user, now=timezone.now())
        except Denied as denied:
            refusal = denied
        else:
            messages.info(request, said)
            return redirect("reviews:overview", assessment.pk)
    errors = [("", refusal.message)] if refusal else []
    context = {"assessment": assessment, "sheet": pages.read_sheet(assessment), "refused": refused, "errors": errors}
    return render(request, f"reviews/{page}.html", context, status=code_of(refusal))


@require_http_methods(["GET", "POST"])
@of_weight
def reopen(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """For the cycle's administrator; an evaluator has no such page."""
    rows = Assessment.objects.run_by(request.user).exclude(status=Status.DRAFT)
    rows = rows.select_related("agency", "medium", "cycle")
    assessment = get_object_or_404(rows, pk=pk)
    form = ReopenForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _reopen_page(request, assessment, form, status=200 if request.method == "GET" else 422)
    try:
        moves.reopen(assessment_id=pk, reason=form.cleaned_data["reason"], actor=request.user, now=timezone.now())
    except Invalid as invalid:
        add_errors(form, invalid)
        return _reopen_page(request, assessment, form, status=422)
    except Denied as refusal:
        return _reopen_page(request, assessment, form, refusal)
    messages.info(request, _("Reopened. The evaluators can change their verdicts again."))
    return redirect("results:result", pk)


def _reopen_page(
    request: SignedInRequest, assessment: Assessment, form: ReopenForm, refusal: Denied | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "assessment": assessment,
        "refused": why_not(policies.check_can_reopen, request.user, assessment),
        **_form_or_refusal(form, refusal),
    }
    return render(request, "reviews/reopen.html", context, status=code_of(refusal) if refusal else status)
