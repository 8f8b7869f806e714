"""What an evaluator has to do, and one assessment at a glance."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from assessments.accounts.models import User
from assessments.accounts.requests import SignedInRequest
from assessments.common.errors import Closed, Denied, why_not
from assessments.common.forms import page_of
from assessments.responses.enums import Status
from assessments.responses.models import Assessment
from assessments.reviews import pages, policies, selectors
from assessments.reviews.forms import QueueFilter
from assessments.reviews.services.verdicts import Changed


@require_GET
def queue(request: SignedInRequest) -> HttpResponse:
    """Agency staff have no queue: for them there is no such page."""
    form = QueueFilter(request.GET, evaluator=request.user)
    page = _page_of(selectors.queue_of(request.user), form, request)
    rows = pages.with_age(page, timezone.now())
    awaited = list(selectors.awaited(request.user)) if page.number == 1 else []
    if not rows and not awaited and not _is_evaluator(request.user):
        raise Http404
    return render(
        request,
        "reviews/queue.html",
        {
            "filter": form,
            "filtered": bool(form.data.get("status") or form.data.get("cycle")),
            "page": page,
            "rows": rows,
            "awaited": awaited,
            "going_on": pages.continue_with(rows),
            "now": timezone.now(),
        },
    )


def _is_evaluator(user: User) -> bool:
    return user.assignments.exists()


def _page_of(rows: QuerySet[Assessment], form: QueueFilter, request: SignedInRequest) -> Page[Assessment]:
    chosen = form.cleaned_data if form.is_valid() else {}
    status = chosen.get("status") or QueueFilter.UNFINISHED
    if status == QueueFilter.UNFINISHED:
        rows = rows.exclude(status=Status.FINAL)
    elif status != QueueFilter.ALL:
        rows = rows.filter(status=status)
    if chosen.get("cycle"):
        rows = rows.filter(cycle=chosen["cycle"])
    return page_of(rows, request.GET.get("page"))


@require_GET
def overview(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    return overview_page(request, assessment_or_404(request, pk))


def assessment_or_404(request: SignedInRequest, pk: uuid.UUID) -> Assessment:
    return get_object_or_404(selectors.assessments_for(request.user), pk=pk)


def overview_page(request: SignedInRequest, assessment: Assessment, refusal: Denied | None = None) -> HttpResponse:
    read = pages.read_overview(assessment)
    context: dict[str, Any] = {
        "assessment": assessment,
        "sheet": read.sheet,
        "returns": read.returns,
        "changes": read.changes,
        "resume_refused": why_not(policies.check_is_overdue, read.returns[-1], timezone.now()) if read.returns else "",
        "errors": [("", refusal.message)] if refusal else [],
    }
    return render(request, "reviews/overview.html", context, status=code_of(refusal))


def code_of(refusal: Denied | None) -> int:
    """The HTTP status that says why a change was not made."""
    if refusal is None:
        return 200
    if isinstance(refusal, Changed):
        return 409
    return 423 if isinstance(refusal, Closed) else 403
