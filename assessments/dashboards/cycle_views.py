from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.accounts.requests import SignedInRequest
from assessments.common.forms import page_of
from assessments.common.moments import days_until
from assessments.cycles.models import Cycle
from assessments.dashboards import board as boards
from assessments.dashboards.forms import BoardSearch
from assessments.dashboards.overview import administrator_overview


@require_safe
def cycles(request: SignedInRequest) -> HttpResponse:
    rows = administrator_overview(request.user, timezone.now())
    if not rows and not request.user.is_administrator:
        raise PermissionDenied(_("Only administrators of a cycle see this page."))
    return render(request, "cycles/list.html", {"cycles": rows})


@require_safe
def board(request: SignedInRequest, pk: UUID) -> HttpResponse:
    cycle = get_object_or_404(Cycle.objects.run_by(request.user), pk=pk)
    now = timezone.now()
    labels = boards.LABELS_CLOSED if now >= cycle.closes_at else boards.LABELS
    search = BoardSearch(request.GET)
    asked = search.asked()
    rows = boards.board_rows(cycle, now)
    page = page_of(boards.find(rows, asked), request.GET.get("page"))
    context = {
        "cycle": cycle,
        "now": now,
        "is_open": cycle.accepts_answers(now),
        "days_left": days_until(cycle.closes_at if cycle.accepts_answers(now) else cycle.opens_at, now),
        "funnel": boards.funnel(rows, labels),
        "attention": boards.attention(rows),
        "search": search,
        "asked": asked,
        "page": page,
        "rows": boards.table(page, cycle, labels),
        "columns": _columns(asked),
        "link": settings.BASE_URL + reverse("dashboards:home"),
    }
    return render(request, "cycles/board.html", context)


def _columns(asked: boards.Asked) -> dict[str, dict[str, str]]:
    """For each sortable column: how it stands (aria-sort), and which way a click turns it."""
    return {
        name: {
            "aria": ("descending" if asked.descending else "ascending") if name == asked.sort else "none",
            "desc": "on" if name == asked.sort and not asked.descending else "",
        }
        for name in boards.SORTS
    }
