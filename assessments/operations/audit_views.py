"""The history of one assessment: on a page, and as a table."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessments.accounts.models import User
from assessments.accounts.requests import SignedInRequest
from assessments.common.forms import page_of
from assessments.common.tables import csv_lines
from assessments.operations.audit.entries import entries
from assessments.operations.audit.export import AT_ONCE, table, while_allowed
from assessments.operations.audit.forms import AuditFilter
from assessments.operations.audit.people import People, choices, ids_of, people_of
from assessments.operations.audit.scopes import Scope, audited_by, scope_of
from assessments.operations.audit.sources import actors, timeline


@dataclass(frozen=True)
class History:
    """What this reader asked to see of an assessment's history."""

    scope: Scope
    people: People
    form: AuditFilter
    rows: QuerySet


@require_GET
def audit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    history = _history(request, pk)
    page = page_of(history.rows, request.GET.get("page"))
    assessment = history.scope.assessment
    context = {
        "assessment": assessment,
        "scope": history.scope,
        "form": history.form,
        "page": page,
        "entries": list(entries(page, history.people, assessment.version.package)),
    }
    return render(request, "operations/audit.html", context)


@require_GET
def audit_export(request: SignedInRequest, pk: uuid.UUID) -> StreamingHttpResponse:
    history = _history(request, pk)
    assessment = history.scope.assessment
    rows = while_allowed(history.rows.iterator(chunk_size=AT_ONCE), partial(_may_read, request.user, pk))
    written = csv_lines(table(entries(rows, history.people, assessment.version.package)))
    name = f"{_('history')}_{assessment.reference}.csv"
    return StreamingHttpResponse(
        _in_language(written, translation.get_language()),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )


def _history(request: SignedInRequest, pk: uuid.UUID) -> History:
    """Foreign is missing: 404, also for those who see the assessment but may not read its history."""
    assessment = get_object_or_404(audited_by(request.user), pk=pk)
    scope = scope_of(assessment, timezone.now())
    found = actors(scope)
    people = people_of(scope, found)
    form = AuditFilter(request.GET, people=choices(people, found), codes=list(assessment.version.package.indicators))
    asked = ids_of(people, found, form.person_key) if form.person_key else frozenset()
    return History(scope, people, form, timeline(scope, form.wanted(asked)))


def _may_read(user: User, pk: uuid.UUID) -> bool:
    return User.objects.filter(pk=user.pk, is_active=True).exists() and audited_by(user).filter(pk=pk).exists()


def _in_language(lines: Iterator[str], language: str) -> Iterator[str]:
    """The lines are written after the middleware has put the reader's language away."""
    zone = timezone.get_current_timezone()
    while True:
        with translation.override(language), timezone.override(zone):
            line = next(lines, None)
        if line is None:
            return
        yield line
