"""A version's life: cloned into a draft, published, retired; a draft deleted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.accounts.confirming import of_weight
from assessments.accounts.requests import SignedInRequest
from assessments.authoring import pages, policies, selectors, services
from assessments.authoring.access import UNUSABLE, status_of, version_or_404
from assessments.authoring.forms import CloneForm, PublishForm
from assessments.common.errors import Denied, Invalid, why_not
from assessments.common.forms import add_errors
from assessments.questionnaires.models import Version


@require_http_methods(["GET", "POST"])
def clone(request: SignedInRequest, pk: int) -> HttpResponse:
    version = version_or_404(request, pk)
    form = CloneForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            draft = services.clone(
                version=version, number=form.cleaned_data["number"], actor=request.user, now=timezone.now()
            )
        except Invalid as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The draft is made. Nobody answers on it before it is published."))
            return redirect("instruments:version", draft.pk)
    context = {"version": version, "form": form}
    return render(request, "authoring/clone.html", context, status=UNUSABLE if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@of_weight
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    version = version_or_404(request, pk)
    refusal = why_not(policies.check_can_publish, request.user, version)
    form = PublishForm(request.POST if request.method == "POST" else None, initial={"seen": version.sha256})
    if not form.is_valid():
        return _publish_page(request, version, form, refusal, status=UNUSABLE if form.is_bound else 200)
    try:
        services.publish(version_id=pk, **form.cleaned_data, actor=request.user, now=timezone.now())
    except Denied as reason:
        return _publish_page(request, version, form, reason.message, status=status_of(reason))
    messages.success(request, _("Version %(number)s is published. Cycles can use it now.") % {"number": version.number})
    return redirect("instruments:version", pk)


def _publish_page(
    request: SignedInRequest, version: Version, form: PublishForm, refusal: str, *, status: int
) -> HttpResponse:
    before = selectors.others(version).filter(published_at__isnull=False).first()
    context: dict[str, Any] = {
        "version": version,
        "form": form,
        "may_publish": not why_not(policies.check_can_publish, request.user, version),
        "findings": pages.found(version, version.findings),
        "before": before,
        "lines": pages.changes(version, before.document, version.document) if before else [],
        "errors": [("", refusal)] if refusal else None,
    }
    return render(request, "authoring/publish.html", context, status=status)


@require_http_methods(["GET", "POST"])
@of_weight
def retire(request: SignedInRequest, pk: int) -> HttpResponse:
    version = version_or_404(request, pk)
    refusal, status = why_not(policies.check_can_retire, request.user, version), 200
    if request.method == "POST":
        try:
            services.retire(version_id=pk, actor=request.user, now=timezone.now())
        except Denied as reason:
            refusal, status = reason.message, status_of(reason)
        else:
            messages.success(request, _("Version %(number)s is retired.") % {"number": version.number})
            return redirect("instruments:version", pk)
    context = {"version": version, "refusal": refusal, "errors": [("", refusal)] if refusal else None}
    return render(request, "authoring/retire.html", context, status=status)


@require_http_methods(["GET", "POST"])
def delete(request: SignedInRequest, pk: int) -> HttpResponse:
    version = version_or_404(request, pk)
    refusal, status = why_not(policies.check_can_delete, request.user, version), 200
    if request.method == "POST":
        try:
            services.delete(version_id=pk, actor=request.user, now=timezone.now())
        except Denied as reason:
            refusal, status = reason.message, status_of(reason)
        else:
            messages.success(request, _("The draft %(number)s is deleted.") % {"number": version.number})
            return redirect("instruments:list")
    context = {"version": version, "refusal": refusal, "errors": [("", refusal)] if refusal else None}
    return render(request, "authoring/delete.html", context, status=status)
