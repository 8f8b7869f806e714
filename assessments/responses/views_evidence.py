"""What supports an answer, and the conversation about it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.accounts.requests import SignedInRequest
from assessments.common import formats
from assessments.common.errors import Denied, Invalid, why_not
from assessments.common.files.checking import HasPlace
from assessments.common.files.kinds import PNG
from assessments.common.files.serving import inert
from assessments.common.forms import add_errors
from assessments.responses import policies
from assessments.responses.access import UNUSABLE, agency_assessment, agency_response, status_of
from assessments.responses.downloads import evidence_file
from assessments.responses.enums import EvidenceKind
from assessments.responses.forms import EVIDENCE_FORMS, EvidenceForm, ReplyForm
from assessments.responses.models import Assessment, Evidence, Response, StoredFile
from assessments.responses.services import comments
from assessments.responses.services.evidence import add_evidence, remove_evidence
from assessments.responses.steps import card_address


@require_http_methods(["GET", "POST"])
def add(request: SignedInRequest, pk: uuid.UUID, code: str) -> HttpResponse:
    assessment, response = agency_response(request, pk, code)
    kind = (request.POST if request.method == "POST" else request.GET).get("kind", EvidenceKind.DOCUMENT)
    if kind not in EVIDENCE_FORMS:
        raise Http404
    form = EVIDENCE_FORMS[kind](request.POST or None, request.FILES or None, assessment=assessment)
    if request.method == "GET":
        refused = why_not(policies.check_can_answer, request.user, assessment, timezone.now())
        return _add_page(request, assessment, response, form, refused)
    if not form.is_valid():
        return _add_page(request, assessment, response, form, status=UNUSABLE)
    try:
        added = add_evidence(response=response, new=form.new_evidence(), actor=request.user, now=timezone.now())
    except HasPlace as question:
        form = form.asking_for_place()  # type: ignore[attr-defined]  # of the two kinds that take a file
        add_errors(form, question)
        return _add_page(request, assessment, response, form, status=UNUSABLE)
    except Invalid as refusal:
        add_errors(form, refusal)
        return _add_page(request, assessment, response, form, status=UNUSABLE)
    except Denied as refusal:
        return _add_page(request, assessment, response, form, refusal.message, status_of(refusal))
    _say_if_known(request, form, added)
    return redirect(_back(assessment, response))


def _say_if_known(request: SignedInRequest, form: EvidenceForm, added: Evidence) -> None:
    upload, file = form.cleaned_data.get("file"), added.file
    if upload and file and file.uploaded_at < added.added_at:
        sentence = _("This file was sent before, as '%(name)s' on %(date)s. It is kept once and used here too.")
        messages.info(request, sentence % {"name": file.given_name, "date": formats.day(file.uploaded_at)})


def _add_page(
    request: SignedInRequest,
    assessment: Assessment,
    response: Response,
    form: EvidenceForm,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "kinds": [EvidenceKind(kind) for kind in EVIDENCE_FORMS],
        "chosen": form.kind,
        "form": form,
        "refused": refused,
        **_about(assessment, response),
    }
    return render(request, "responses/evidence_add.html", context, status=status)


@require_http_methods(["GET", "POST"])
def remove(request: SignedInRequest, pk: uuid.UUID, evidence: uuid.UUID) -> HttpResponse:
    assessment = agency_assessment(request, pk)
    proof = get_object_or_404(_proofs(request, pk).select_related("response__indicator"), pk=evidence)
    context = {"proof": proof, **_about(assessment, proof.response)}
    if request.method == "GET":
        return render(request, "responses/evidence_remove.html", context)
    try:
        remove_evidence(evidence_id=evidence, actor=request.user, now=timezone.now())
    except Evidence.DoesNotExist as error:
        raise Http404 from error
    except Denied as refusal:
        context["refused"] = refusal.message
        return render(request, "responses/evidence_remove.html", context, status=status_of(refusal))
    return redirect(_back(assessment, proof.response))


@require_GET
def download(request: SignedInRequest, pk: uuid.UUID, evidence: uuid.UUID) -> FileResponse:
    """The agency's people, its evaluators and the cycle's administrators. Never shown in the site's own pages."""
    file = _file_or_404(request, pk, evidence)
    return evidence_file(file, assessment=pk, evidence=evidence, reader=request.user)


@require_GET
def preview(request: SignedInRequest, pk: uuid.UUID, evidence: uuid.UUID, number: int) -> FileResponse:
    """The picture of a page."""
    page = get_object_or_404(_file_or_404(request, pk, evidence).previews, number=number)
    return inert(page.name, filename=f"{number}.png", content_type=PNG)


def _file_or_404(request: SignedInRequest, pk: uuid.UUID, evidence: uuid.UUID) -> StoredFile:
    proof = get_object_or_404(_proofs(request, pk).with_file().filter(file__isnull=False), pk=evidence)  # type: ignore[attr-defined]
    if proof.file.readable is None:
        raise Http404
    return proof.file.readable


def _proofs(request: SignedInRequest, pk: uuid.UUID) -> QuerySet[Evidence]:
    return Evidence.objects.visible_to(request.user).in_use().filter(response__assessment=pk)


@require_http_methods(["GET", "POST"])
def reply(request: SignedInRequest, pk: uuid.UUID, code: str) -> HttpResponse:
    assessment, response = agency_response(request, pk, code)
    form = ReplyForm(request.POST or None)
    context = {"form": form, **_about(assessment, response)}
    if request.method == "GET":
        context["refused"] = why_not(policies.check_can_discuss, request.user, assessment)
        return render(request, "responses/reply.html", context)
    if not form.is_valid():
        return render(request, "responses/reply.html", context, status=UNUSABLE)
    try:
        comments.reply(response=response, text=form.cleaned_data["text"], actor=request.user, now=timezone.now())
    except Invalid as refusal:
        add_errors(form, refusal)
        return render(request, "responses/reply.html", context, status=UNUSABLE)
    except Denied as refusal:
        context["refused"] = refusal.message
        return render(request, "responses/reply.html", context, status=status_of(refusal))
    return redirect(_back(assessment, response))


def _about(assessment: Assessment, response: Response) -> dict[str, object]:
    text = assessment.version.package.indicators[response.indicator.code]
    return {
        "assessment": assessment,
        "response": response,
        "text": text,
        "required_from": assessment.version.package.evidence_required_from,
        "back": _back(assessment, response),
    }


def _back(assessment: Assessment, response: Response) -> str:
    text = assessment.version.package.indicators[response.indicator.code]
    return card_address(assessment, text.node, text.code)
