"""A draft as a workbook: out, and in again with a dry run that changes nothing until it is confirmed."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.accounts.requests import SignedInRequest
from assessments.authoring import pages, policies, services
from assessments.authoring.access import CLOSED, UNUSABLE, status_of, version_or_404
from assessments.authoring.forms import SheetForm
from assessments.authoring.sheets.assembling import from_xlsx
from assessments.authoring.sheets.reading import SheetError
from assessments.authoring.sheets.writing import as_xlsx
from assessments.common.errors import Denied, why_not
from assessments.questionnaires.models import Version
from assessments.questionnaires.package import examine

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HOUR = 3600
MOST = 20


@require_safe
def download(request: SignedInRequest, pk: int) -> FileResponse:
    version = version_or_404(request, pk)
    name = f"{version.instrument.code}_{version.number}.xlsx"
    content = BytesIO(as_xlsx(version.document))
    return FileResponse(content, as_attachment=True, filename=name, content_type=XLSX)


@require_http_methods(["GET", "POST"])
def upload(request: SignedInRequest, pk: int) -> HttpResponse:
    """The dry run. Nothing is stored: what the workbook says travels, signed, with the page's button."""
    version = version_or_404(request, pk)
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    closed = why_not(policies.check_can_edit, request.user, version)
    if closed:
        return _page(request, version, SheetForm(), closed=closed, status=CLOSED if form.is_bound else 200)
    if not form.is_valid():
        return _page(request, version, form, status=UNUSABLE if form.is_bound else 200)
    try:
        document = from_xlsx(form.cleaned_data["file"], version.document)
    except SheetError as refusal:
        return _page(request, version, form, faults=refusal.sentences, status=UNUSABLE)
    lines = pages.changes(version, version.document, document)
    context: dict[str, Any] = {
        "version": version,
        "lines": lines,
        "findings": pages.found(version, examine(document)[1]),
        "carried": _signed(request, version, document) if lines else "",
    }
    return render(request, "authoring/sheet_dry_run.html", context)


def _page(
    request: SignedInRequest,
    version: Version,
    form: SheetForm,
    *,
    faults: list[str] | None = None,
    closed: str = "",
    status: int,
) -> HttpResponse:
    errors = [("id_file", sentence) for sentence in (faults or [])[:MOST]]
    context = {"version": version, "form": form, "closed": closed, "errors": errors}
    return render(request, "authoring/sheet.html", context, status=status)


@require_http_methods(["POST"])
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    version = version_or_404(request, pk)
    try:
        carried = signing.loads(request.POST.get("carried", ""), salt=_salt(request, version), max_age=HOUR)
    except signing.BadSignature:
        messages.error(request, _("This dry run is too old. Send the workbook again."))
        return redirect("instruments:sheet", pk)
    try:
        services.replace(
            version_id=pk,
            document=carried["document"],
            seen=carried["seen"],
            actor=request.user,
            now=timezone.now(),
        )
    except Denied as reason:
        return _page(request, version, SheetForm(), faults=[reason.message], status=status_of(reason))
    messages.success(request, _("The workbook is taken in."))
    return redirect("instruments:version", pk)


def _signed(request: SignedInRequest, version: Version, document: dict[str, Any]) -> str:
    content = {"seen": version.sha256, "document": document}
    return signing.dumps(content, salt=_salt(request, version), compress=True)


def _salt(request: SignedInRequest, version: Version) -> str:
    return f"sheet-{version.pk}-{request.user.pk}"
