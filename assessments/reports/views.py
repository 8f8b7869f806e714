"""Reports: the administrator's page of a cycle, what becomes of a request, and the files."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.accounts.models import Language
from assessments.accounts.requests import SignedInRequest
from assessments.common.errors import Denied
from assessments.common.forms import page_of
from assessments.common.jobs.models import Job
from assessments.common.jobs.selectors import silent_queues
from assessments.cycles.models import Cycle
from assessments.reports import selectors, services
from assessments.reports.collecting import bundle_name, file_name
from assessments.reports.models import Bundle, Report
from assessments.reports.services import QUEUE
from assessments.responses.models import Assessment

logger = logging.getLogger(__name__)


@require_GET
def cycle(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The whole page; to htmx the part that changes while files are being made."""
    found = get_object_or_404(Cycle.objects.run_by(request.user), pk=pk)
    template = "reports/_watch.html" if request.htmx else "reports/cycle.html"  # type: ignore[attr-defined]
    return render(request, template, _cycle_context(found, request.GET.get("page"), timezone.now()))


def _cycle_context(found: Cycle, number: str | None, now: datetime) -> dict[str, Any]:
    page = page_of(selectors.newest_finalisations(found), number)
    return {
        "cycle": found,
        "page": page,
        "rows": selectors.rows_with_reports(page),
        "bundles": selectors.bundles_of(found),
        "under_way": selectors.is_under_way(found),
        "worker_silent": bool(silent_queues([QUEUE], now)),
        "languages": Language.choices,
    }


@require_POST
def request_report(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """`pk`: the assessment; its newest result in the language that the form names."""
    assessment = get_object_or_404(Assessment.objects.visible_to(request.user).select_related("cycle"), pk=pk)
    finalisation = assessment.finalisations.last()
    if finalisation is None:
        raise Http404
    try:
        services.request_report(
            finalisation=finalisation, language=_language(request), actor=request.user, now=timezone.now()
        )
    except Denied as reason:
        raise PermissionDenied(reason.message) from reason
    return _back(request, assessment)


def _language(request: SignedInRequest) -> Language:
    try:
        return Language(request.POST.get("language", ""))
    except ValueError:
        raise Http404 from None


def _back(request: SignedInRequest, assessment: Assessment) -> HttpResponse:
    if request.POST.get("back") != "cycle":
        return redirect("results:result", assessment.pk)
    number = request.POST.get("page", "")
    query = f"?page={number}" if number.isdecimal() else ""
    return redirect(f"{_cycle_url(assessment.cycle_id)}{query}")


def _cycle_url(pk: uuid.UUID) -> str:
    return redirect("reports:cycle", pk).url


@require_GET
def status(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    now = timezone.now()
    report = get_object_or_404(Report.objects.visible_to(request.user, now).select_related("job"), pk=pk)
    if request.htmx:  # type: ignore[attr-defined]
        silent = bool(silent_queues([QUEUE], now))
        return render(request, "reports/_report_state.html", {"report": report, "worker_silent": silent, "watch": True})
    job = report.job
    return JsonResponse({"status": job.status, "done": job.done, "total": job.total, "ready": report.ready_at})


@require_GET
def download(request: SignedInRequest, pk: uuid.UUID) -> FileResponse:
    rows = Report.objects.visible_to(request.user, timezone.now()).exclude(ready_at=None)
    report = get_object_or_404(
        rows.select_related("finalisation__assessment__agency", "finalisation__assessment__medium"), pk=pk
    )
    finalisation = report.finalisation
    superseded = finalisation.assessment.finalisations.filter(number__gt=finalisation.number).exists()
    with translation.override(report.language):
        name = file_name(finalisation, superseded=superseded)
    return _file(request, report, name, "application/pdf")


def _file(request: SignedInRequest, row: Report | Bundle, name: str, content_type: str) -> FileResponse:
    logger.info("download of %s %s by user %s", type(row).__name__, row.pk, request.user.pk)
    try:
        content = default_storage.open(row.name)
    except FileNotFoundError:
        logger.error("the file of %s %s is not in the store", type(row).__name__, row.pk)
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename=name, content_type=content_type)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_POST
def bundle(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Cycle.objects.run_by(request.user), pk=pk)
    try:
        services.request_bundle(cycle=found, language=_language(request), actor=request.user, now=timezone.now())
    except Denied as reason:
        messages.error(request, reason.message)
    return redirect("reports:cycle", found.pk)


@require_GET
def bundle_download(request: SignedInRequest, pk: uuid.UUID) -> FileResponse:
    rows = Bundle.objects.visible_to(request.user).exclude(ready_at=None).select_related("cycle")
    found = get_object_or_404(rows, pk=pk)
    with translation.override(found.language):
        name = bundle_name(found.cycle, found.language)
    return _file(request, found, name, "application/zip")


@require_POST
def retry(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    try:
        services.retry_job(job_id=pk, actor=request.user)
    except Job.DoesNotExist:
        raise Http404 from None
    except Denied as reason:
        messages.error(request, reason.message)
    else:
        messages.info(request, _("It will be tried again."))
    found = selectors.cycles_of_job(Job.objects.get(pk=pk)).first()
    return redirect("reports:cycle", found.pk) if found else redirect("dashboards:home")
