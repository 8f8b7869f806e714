"""Where a number comes from: a page for each node, and the two files from which anybody computes it again."""

from __future__ import annotations

import json
import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from assessments.accounts.requests import SignedInRequest
from assessments.questionnaires.levels_csv import write_levels
from assessments.results import selectors
from assessments.results.selectors import ResultPage
from assessments.results.trace import Side, sides_of
from assessments.results.trace_record import trace_record


@require_GET
def trace(request: SignedInRequest, pk: uuid.UUID, code: str = "") -> HttpResponse:
    """`code`: a node's, or none for the whole. `?side=self` asks for the agency's own levels."""
    page = _page(request, pk)
    side = _side(request, page)
    try:
        found = selectors.scored_of(page, side).trace(code)
    except KeyError:
        raise Http404 from None
    context = {
        "page": page,
        "result": page.result,
        "assessment": page.assessment,
        "trace": found,
        "side": side,
        "sides": sides_of(page.result.basis),
        "package": page.assessment.version.package,
        "file": _name(page, side),
        "counts_lowest": selectors.counts_not_known_lowest(page),
    }
    return render(request, "results/trace.html", context)


@require_GET
def trace_data(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    page = _page(request, pk)
    readings = {side: selectors.scored_of(page, side) for side in sides_of(page.result.basis)}
    document = trace_record(page.facts, page.result, page.finalisation, readings)
    name = f"{page.assessment.reference}-score-trace.json"
    return _file(json.dumps(document, ensure_ascii=False, indent=1), name, "application/json")


@require_GET
def levels(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The answers as `manage.py score` reads them."""
    page = _page(request, pk)
    side = _side(request, page)
    table = write_levels(page.assessment.version.package, selectors.scored_of(page, side).answers)
    return _file(table, _name(page, side), "text/csv; charset=utf-8")


def _page(request: SignedInRequest, pk: uuid.UUID) -> ResultPage:
    assessment = get_object_or_404(selectors.assessments_for(request.user, pk))
    return selectors.result_page(assessment, timezone.now())


def _side(request: SignedInRequest, page: ResultPage) -> Side:
    sides = sides_of(page.result.basis)
    return next((side for side in sides if side.value == request.GET.get("side")), sides[0])


def _name(page: ResultPage, side: Side) -> str:
    return f"{page.assessment.reference}-{side.value}.csv"


def _file(content: str, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
