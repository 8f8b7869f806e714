"""The agency's moves: start an assessment, check and send it, take it back."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.accounts.confirming import of_weight
from assessments.accounts.requests import SignedInRequest
from assessments.agencies.models import Agency
from assessments.common.errors import Denied, Invalid, why_not
from assessments.responses import pages, policies
from assessments.responses.access import CLASHED, UNUSABLE, agency_assessment, status_of
from assessments.responses.forms import SignatoryForm, StartForm
from assessments.responses.models import Assessment
from assessments.responses.pages import TaskList
from assessments.responses.services import moves
from assessments.responses.services.moves import Signatory


@require_http_methods(["GET", "POST"])
def start(request: SignedInRequest) -> HttpResponse:
    if not Agency.objects.of_member(request.user).exists():
        raise PermissionDenied
    now = timezone.now()
    form = StartForm(request.POST or None, user=request.user, now=now, initial=_asked_for(request))
    if request.method == "GET":
        return render(request, "responses/start.html", {"form": form})
    if not form.is_valid():
        return render(request, "responses/start.html", {"form": form}, status=UNUSABLE)
    try:
        assessment = moves.start_assessment(**form.cleaned_data, actor=request.user, now=now)
    except Denied as refusal:
        form.add_error(None, refusal.message)
        return render(request, "responses/start.html", {"form": form}, status=status_of(refusal))
    return redirect("responses:tasklist", pk=assessment.pk)


def _asked_for(request: SignedInRequest) -> dict[str, Any]:
    return {name: request.GET[name] for name in ("medium", "cycle") if name in request.GET}


@require_http_methods(["GET", "POST"])
@of_weight
def submit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    assessment, now = agency_assessment(request, pk), timezone.now()
    tasks = pages.task_list(assessment, pages.newest_return(assessment))
    refused = why_not(policies.check_can_submit, request.user, assessment, now)
    form = SignatoryForm(request.POST or None, initial=_last_signatory(assessment))
    if request.method == "GET":
        return _check_page(request, assessment, tasks, form, refused)
    if request.POST.get("stamp", tasks.stamp) != tasks.stamp:
        form.add_error(None, _("An answer was changed after you opened this page. Check it again, then send."))
        return _check_page(request, assessment, tasks, form, refused, status=CLASHED)
    if refused or form.is_valid():
        return _send(request, assessment, tasks, form, refused)
    return _check_page(request, assessment, tasks, form, refused, status=UNUSABLE)


def _send(
    request: SignedInRequest, assessment: Assessment, tasks: TaskList, form: SignatoryForm, refused: str
) -> HttpResponse:
    signatory = Signatory("", "") if refused else form.signatory()
    try:
        moves.submit(assessment_id=assessment.pk, signatory=signatory, actor=request.user, now=timezone.now())
    except Denied as refusal:
        status = UNUSABLE if tasks.gaps and not refused else status_of(refusal)
        return _check_page(request, assessment, tasks, form, refusal.message, status=status)
    except Invalid as refusal:
        for name, sentence in refusal.errors.items():
            form.add_error(name or None, sentence)
        return _check_page(request, assessment, tasks, form, refused, status=UNUSABLE)
    return redirect("responses:receipt", pk=assessment.pk)


def _last_signatory(assessment: Assessment) -> dict[str, str]:
    """Nothing is asked twice: the second sending starts from the first one's names."""
    sent = pages.newest_submission(assessment)
    return {"name": sent.signatory_name, "position": sent.signatory_position} if sent else {}


def _check_page(
    request: SignedInRequest,
    assessment: Assessment,
    tasks: TaskList,
    form: SignatoryForm,
    refused: str,
    status: int = 200,
) -> HttpResponse:
    package = assessment.version.package
    context = {
        "assessment": assessment,
        "as_of": timezone.now(),
        "tasks": tasks,
        "form": form,
        "refused": refused,
        "result": pages.self_score(package, tasks.rows),
        "package": package,
    }
    return render(request, "responses/submit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def withdraw(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    assessment, now = agency_assessment(request, pk), timezone.now()
    refused = why_not(policies.check_can_withdraw, request.user, assessment, now)
    context = {"assessment": assessment, "refused": refused}
    if request.method == "GET":
        return render(request, "responses/withdraw.html", context)
    try:
        moves.withdraw(assessment_id=assessment.pk, actor=request.user, now=now)
    except Denied as refusal:
        context["refused"] = refusal.message
        return render(request, "responses/withdraw.html", context, status=status_of(refusal))
    messages.info(request, _("The assessment is a draft again. The evaluators do not see it until you send it."))
    return redirect("responses:tasklist", pk=assessment.pk)
