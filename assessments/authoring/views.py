"""Instruments to read: the list, a version's page, its preview, what differs between two versions."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.accounts.requests import SignedInRequest
from assessments.agencies.models import MediumKind
from assessments.authoring import pages, policies, selectors
from assessments.authoring.access import check_writes, version_or_404
from assessments.authoring.forms import CompareForm
from assessments.authoring.previews import preview as previewed
from assessments.common.errors import why_not
from assessments.common.forms import page_of
from assessments.questionnaires.models import Version


@require_safe
def instruments(request: SignedInRequest) -> HttpResponse:
    check_writes(request)
    page = page_of(selectors.versions(), request.GET.get("page"))
    return render(request, "authoring/list.html", {"page": page})


@require_safe
def version(request: SignedInRequest, pk: int) -> HttpResponse:
    return version_page(request, version_or_404(request, pk))


def version_page(request: SignedInRequest, found: Version, refusal: str = "", status: int = 200) -> HttpResponse:
    package, findings = found.package, found.findings
    context: dict[str, Any] = {
        "version": found,
        "package": package,
        "lines": pages.tree(package, findings),
        "findings": pages.found(found, findings),
        "progress": pages.progress(found.document, package.languages),
        "cycles": selectors.cycles_using(found),
        "may_edit": found.is_draft,
        "may_retire": not why_not(policies.check_can_retire, request.user, found),
        "errors": [("", refusal)] if refusal else None,
    }
    return render(request, "authoring/version.html", context, status=status)


@require_safe
def preview(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    found = version_or_404(request, pk)
    elements = [element for element in found.package.elements if element.code == code]
    if not elements:
        raise Http404
    kind = request.GET.get("kind", "")
    kind = kind if kind in MediumKind.values else MediumKind.values[0]
    assessment, page = previewed(found, elements[0], kind=kind)
    context = {"version": found, "assessment": assessment, "page": page, "kinds": MediumKind.choices, "kind": kind}
    return render(request, "authoring/preview.html", context)


@require_safe
def differences(request: SignedInRequest, pk: int) -> HttpResponse:
    found = version_or_404(request, pk)
    others = {other.pk: other for other in selectors.others(found).defer("document")}
    form = CompareForm(others.values(), request.GET if "other" in request.GET else None)
    newest = None if form.is_bound else next(iter(others.values()), None)
    other = others[form.cleaned_data["other"]] if form.is_valid() else newest
    lines = pages.changes(found, other.document, found.document) if other else []
    context = {"version": found, "form": form, "other": other, "lines": lines}
    return render(request, "authoring/differences.html", context, status=422 if form.errors else 200)
