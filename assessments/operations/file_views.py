"""The stored files of an assessment, for its cycle's administrators: closing, destroying, reading what is closed."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.accounts.confirming import of_weight
from assessments.accounts.requests import SignedInRequest
from assessments.common.errors import Denied, Invalid, why_not
from assessments.common.forms import add_errors, page_of
from assessments.operations import policies, redacting
from assessments.operations.file_forms import CloseForm, DestroyForm
from assessments.responses.downloads import evidence_file
from assessments.responses.models import Assessment, Evidence

REFUSED, UNUSABLE = 403, 422


@require_GET
def files(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    assessment = _assessment(request, pk)
    rows = _with_files(request, assessment)
    page = page_of(rows.order_by("response__indicator__position", "added_at"), request.GET.get("page"))
    return render(request, "operations/files.html", {"assessment": assessment, "page": page})


@require_http_methods(["GET", "POST"])
@of_weight
def close(request: SignedInRequest, pk: uuid.UUID, evidence: uuid.UUID) -> HttpResponse:
    assessment, proof = _proof(request, pk, evidence)
    form = CloseForm(request.POST or None, request.FILES or None)
    if request.method == "GET":
        refused = why_not(policies.check_is_open, proof.file)
        return _page(request, "operations/file_close.html", assessment, proof, form, refused, status=200)
    if not form.is_valid():
        return _page(request, "operations/file_close.html", assessment, proof, form, status=UNUSABLE)
    try:
        redacting.close_file(file=proof.file, **form.cleaned_data, actor=request.user, now=timezone.now())
    except Invalid as refusal:
        add_errors(form, refusal)
        return _page(request, "operations/file_close.html", assessment, proof, form, status=UNUSABLE)
    except Denied as refusal:
        return _page(request, "operations/file_close.html", assessment, proof, form, refusal.message, status=REFUSED)
    messages.success(request, _("The file is closed. Only the administrators of this cycle can still read it."))
    return redirect("operations:files", assessment.pk)


@require_http_methods(["GET", "POST"])
@of_weight
def destroy(request: SignedInRequest, pk: uuid.UUID, evidence: uuid.UUID) -> HttpResponse:
    assessment, proof = _proof(request, pk, evidence)
    form = DestroyForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        refused = why_not(policies.check_is_closed, proof.file)
        return _page(request, "operations/file_destroy.html", assessment, proof, form, refused, status=200)
    if not form.is_valid():
        return _page(request, "operations/file_destroy.html", assessment, proof, form, status=UNUSABLE)
    try:
        redacting.destroy_file(file=proof.file, actor=request.user, now=timezone.now())
    except Denied as refusal:
        return _page(request, "operations/file_destroy.html", assessment, proof, form, refusal.message, status=REFUSED)
    messages.success(request, _("The file is destroyed. Its name, size, hash and the reason stay on record."))
    return redirect("operations:files", assessment.pk)


@require_GET
def original(request: SignedInRequest, pk: uuid.UUID, evidence: uuid.UUID) -> FileResponse:
    """What a closed file held, as long as it is not destroyed: for whoever has to decide on it."""
    _assessment_found, proof = _proof(request, pk, evidence)
    return evidence_file(proof.file, assessment=pk, evidence=evidence, reader=request.user)


def _assessment(request: SignedInRequest, pk: uuid.UUID) -> Assessment:
    rows = Assessment.objects.visible_to(request.user).run_by(request.user)
    return get_object_or_404(rows.with_instrument().select_related("agency", "medium"), pk=pk)


def _with_files(request: SignedInRequest, assessment: Assessment) -> QuerySet[Evidence]:
    """Also what was taken off its answer: the bytes are kept."""
    rows = Evidence.objects.visible_to(request.user).filter(response__assessment=assessment, file__isnull=False)
    return rows.with_file().select_related("response__indicator", "file__redaction__by")


def _proof(request: SignedInRequest, pk: uuid.UUID, evidence: uuid.UUID) -> tuple[Assessment, Any]:
    assessment = _assessment(request, pk)
    return assessment, get_object_or_404(_with_files(request, assessment), pk=evidence)


def _page(
    request: SignedInRequest,
    template: str,
    assessment: Assessment,
    proof: Evidence,
    form: Form,
    refused: str = "",
    *,
    status: int,
) -> HttpResponse:
    context = {"assessment": assessment, "proof": proof, "form": form, "refused": refused}
    return render(request, template, context, status=status)
