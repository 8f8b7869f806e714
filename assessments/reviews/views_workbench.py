"""One indicator: the answer, its evidence, the verdict, and the talk about it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.accounts.requests import SignedInRequest
from assessments.common.errors import Denied, Invalid, why_not
from assessments.common.forms import add_errors
from assessments.responses.enums import Audience, Status
from assessments.responses.models import Response
from assessments.reviews import pages, policies, selectors
from assessments.reviews.forms import PHRASES, CommentForm, VerdictForm, typed_again, verdict_initial
from assessments.reviews.services import verdicts
from assessments.reviews.services.verdicts import Changed
from assessments.reviews.views import assessment_or_404, code_of


@require_GET
def workbench(request: SignedInRequest, pk: uuid.UUID, code: str) -> HttpResponse:
    return _desk_page(request, pk, code)


@require_http_methods(["GET", "POST"])
def verdict(request: SignedInRequest, pk: uuid.UUID, code: str) -> HttpResponse:
    response = _response_or_404(request, pk, code)
    if request.method == "GET":
        return redirect("reviews:workbench", pk, code)
    form = VerdictForm(request.POST, response=response)
    if not form.is_valid():
        return _desk_page(request, pk, code, form=form, status=422)
    try:
        verdicts.give_verdict(response=response, judgement=form.judgement(), actor=request.user, now=timezone.now())
    except Invalid as refusal:
        add_errors(form, refusal)
        return _desk_page(request, pk, code, form=form, status=422)
    except Denied as refusal:
        return _desk_page(request, pk, code, form=form, refusal=refusal)
    return _onward(request, response)


def _response_or_404(request: SignedInRequest, pk: uuid.UUID, code: str) -> Response:
    return get_object_or_404(selectors.responses_for(request.user), assessment=pk, indicator__code=code)


def _onward(request: SignedInRequest, response: Response) -> HttpResponse:
    pk, code = response.assessment_id, response.indicator.code
    messages.info(request, _("Verdict on %(code)s saved.") % {"code": code})
    goes_on = selectors.next_unreviewed_code(response) if "next" in request.POST else code
    if goes_on:
        return redirect(f"{reverse('reviews:workbench', args=[pk, goes_on])}#indicator")
    messages.info(request, _("No indicator waits for a verdict. What remains stands below."))
    return redirect("reviews:overview", pk)


@require_http_methods(["GET", "POST"])
def comment(request: SignedInRequest, pk: uuid.UUID, code: str) -> HttpResponse:
    response = _response_or_404(request, pk, code)
    if request.method == "GET":
        return redirect("reviews:workbench", pk, code)
    internal = request.POST.get("audience") == Audience.INTERNAL
    form = CommentForm.to(Audience.INTERNAL if internal else Audience.AGENCY, request.POST)
    if not form.is_valid():
        return _desk_page(request, pk, code, comment_form=form, status=422)
    given = form.cleaned_data
    try:
        verdicts.comment(
            response=response,
            text=given["text"],
            audience=Audience(given["audience"]),
            actor=request.user,
            now=timezone.now(),
        )
    except Invalid as refusal:
        add_errors(form, refusal)
        return _desk_page(request, pk, code, comment_form=form, status=422)
    except Denied as refusal:
        return _desk_page(request, pk, code, comment_form=form, refusal=refusal)
    return redirect(f"{reverse('reviews:workbench', args=[pk, code])}#thread")


def _desk_page(
    request: SignedInRequest,
    pk: uuid.UUID,
    code: str,
    form: VerdictForm | None = None,
    comment_form: CommentForm | None = None,
    refusal: Denied | None = None,
    status: int = 200,
) -> HttpResponse:
    """The workbench. What was typed stands in `form` or `comment_form`, whatever refused it."""
    assessment = assessment_or_404(request, pk)
    try:
        desk = pages.read_desk(assessment, code)
    except Response.DoesNotExist:
        raise Http404 from None
    context = {"desk": desk, "assessment": assessment, "phrases": PHRASES, **_forms(desk, form, comment_form)}
    if refusal:
        context |= _refused(refusal, desk, form)
    return render(request, "reviews/workbench.html", context, status=code_of(refusal) if refusal else status)


def _forms(desk: pages.Desk, form: VerdictForm | None, comment_form: CommentForm | None) -> dict[str, Any]:
    judged, assessment = desk.line.judged, desk.sheet.assessment
    comment_forms = {audience: CommentForm.to(audience) for audience in Audience}
    if comment_form:
        comment_forms[comment_form.initial["audience"]] = comment_form
    begun = assessment.status != Status.SUBMITTED
    return {
        "form": comment_form or form,
        "verdict_form": form or VerdictForm(initial=verdict_initial(judged), response=judged.response),
        "verdict_refused": why_not(policies.check_can_judge, assessment, judged.response) if begun else "",
        "comment_forms": comment_forms,
        "agency_refused": why_not(policies.check_can_comment, assessment, Audience.AGENCY),
    }


def _refused(refusal: Denied, desk: pages.Desk, form: VerdictForm | None) -> dict[str, Any]:
    context: dict[str, Any] = {"form": None, "errors": [("", refusal.message)], "refusal": refusal}
    if form is not None and isinstance(refusal, Changed):
        context["verdict_form"] = typed_again(form, refusal.current or desk.line.judged.verdict, desk.line.judged)
        context["errors"] = [("clash", refusal.message)]
    return context
