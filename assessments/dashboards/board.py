"""A cycle's board: a row for each enrolled agency and medium, also where nothing is begun. Counted by the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce, Greatest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.agencies.models import Membership, Role
from assessments.cycles.models import Cycle, Enrolment, EvaluatorAssignment
from assessments.dashboards.ribbons import Ribbon, ribbons_of
from assessments.responses.enums import Status
from assessments.responses.models import Assessment, Response, Return, StatusChange

NOT_STARTED = "NOT_STARTED"
IDLE_AFTER = timedelta(days=7)
SOON = timedelta(days=14)

# Who holds the ball, in the order of the work.
STAGES: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (_("With the agency"), (NOT_STARTED, Status.DRAFT, Status.RETURNED)),
    (_("With the evaluators"), (Status.SUBMITTED, Status.IN_REVIEW)),
    (_("Done"), (Status.FINAL,)),
)
LABELS: dict[str, str | Promise] = {
    NOT_STARTED: pgettext_lazy("assessment", "Not started"),
    Status.DRAFT: pgettext_lazy("assessment", "Being filled in"),
    Status.RETURNED: Status.RETURNED.label,
    Status.SUBMITTED: Status.SUBMITTED.label,
    Status.IN_REVIEW: Status.IN_REVIEW.label,
    Status.FINAL: Status.FINAL.label,
}
# After closing, a draft was simply never sent.
LABELS_CLOSED: dict[str, str | Promise] = {**LABELS, Status.DRAFT: pgettext_lazy("assessment", "Not sent")}
ATTENTION: dict[str, str | Promise] = {
    "not_started": _("not started, two weeks or less left"),
    "idle": _("being filled in, nothing saved for a week"),
    "unassigned": _("sent, but no evaluator"),
    "overdue": _("answer to the evaluators overdue"),
    "no_coordinator": _("nobody can send the answers: no coordinator"),
}
SORTS: dict[str, tuple[str, ...]] = {
    "agency": ("agency__name", "agency", "medium_name", "medium"),
    "state": ("rank", "agency__name", "agency", "medium_name", "medium"),
    "activity": ("last_activity", "agency__name", "agency", "medium_name", "medium"),
}


@dataclass(frozen=True)
class Asked:
    """What the reader of the board looks for."""

    words: str = ""
    state: str = ""
    attention: str = ""
    sort: str = "agency"
    descending: bool = False


def board_rows(cycle: Cycle, now: datetime) -> QuerySet[Enrolment]:
    """Each enrolment once a medium, with its state and what the filters need. Never an answer."""
    own = Q(agency__media__assessments__cycle=cycle)
    rows = Enrolment.objects.filter(cycle=cycle).annotate(
        started=FilteredRelation("agency__media__assessments", condition=own)
    )
    rows = rows.annotate(
        medium=F("agency__media__pk"),
        medium_name=F("agency__media__name"),
        medium_kind=F("agency__media__kind"),
        assessment=F("started__pk"),
        status=Coalesce(F("started__status"), Value(NOT_STARTED)),
        last_activity=_last_activity(),
        due_at=_due_at(),
    )
    return rows.annotate(rank=_rank(), **_attention(cycle, now))


def _last_activity() -> Greatest:
    saved = Response.objects.filter(assessment=OuterRef("started__pk")).order_by().values("assessment")
    moved = StatusChange.objects.filter(assessment=OuterRef("started__pk")).order_by().values("assessment")
    # PostgreSQL's GREATEST passes over NULL.
    return Greatest(
        Subquery(saved.annotate(last=Max("updated_at")).values("last")),
        Subquery(moved.annotate(last=Max("at")).values("last")),
    )


def _due_at() -> Subquery:
    asked = Return.objects.filter(assessment=OuterRef("started__pk")).order_by("-number")
    return Subquery(asked.values("due_at")[:1])


def _rank() -> Case:
    order = [status for _holder, statuses in STAGES for status in statuses]
    return Case(*[When(status=status, then=Value(place)) for place, status in enumerate(order)], default=Value(0))


def _attention(cycle: Cycle, now: datetime) -> dict[str, Case]:
    is_open, is_near = cycle.accepts_answers(now), cycle.closes_at - now <= SOON
    judges = EvaluatorAssignment.objects.filter(cycle=cycle, agency=OuterRef("agency"))
    coordinators = Membership.objects.filter(agency=OuterRef("agency"), role=Role.COORDINATOR, user__is_active=True)
    holds = {
        "unassigned": Q(status=Status.SUBMITTED) & ~Exists(judges),
        "overdue": Q(status=Status.RETURNED, due_at__lt=now),
    }
    if is_open:
        holds["idle"] = Q(status=Status.DRAFT, last_activity__lt=now - IDLE_AFTER)
        holds["no_coordinator"] = Q(status__in=[NOT_STARTED, Status.DRAFT]) & ~Exists(coordinators)
    if is_open and is_near:
        holds["not_started"] = Q(status=NOT_STARTED)
    return {f"is_{name}": Case(When(held, then=True), default=False) for name, held in holds.items()}


def find(rows: QuerySet[Enrolment], asked: Asked) -> QuerySet[Enrolment]:
    for word in asked.words.split():
        names = Q(agency__name__icontains=word) | Q(agency__short_name__icontains=word)
        places = Q(agency__code__icontains=word) | Q(agency__region__icontains=word)
        rows = rows.filter(names | places | Q(medium_name__icontains=word))
    if asked.state:
        rows = rows.filter(**{"status": asked.state})
    if f"is_{asked.attention}" in rows.query.annotations:
        rows = rows.filter(**{f"is_{asked.attention}": True})
    elif asked.attention:
        rows = rows.none()
    first, *rest = SORTS[asked.sort]
    return rows.select_related("agency").order_by(_sorted(first, asked.descending), *rest)


def _sorted(name: str, descending: bool) -> OrderBy:
    # What never happened counts as the longest ago.
    return F(name).desc(nulls_last=True) if descending else F(name).asc(nulls_first=True)


@dataclass(frozen=True)
class Tally:
    code: str
    label: str | Promise
    number: int
    # The stage bar's piece, as text: a decimal comma would not be read in a drawing.
    start: str = "0%"
    width: str = "0%"


@dataclass(frozen=True)
class Holder:
    """Who holds the ball, and how many in each of her states."""

    label: str | Promise
    counts: tuple[Tally, ...]

    @property
    def number(self) -> int:
        return sum(count.number for count in self.counts)


def funnel(rows: QuerySet[Enrolment], labels: dict[str, str | Promise]) -> tuple[Holder, ...]:
    """One query."""
    found = dict(rows.order_by().values_list("status").annotate(Count("pk")))  # type: ignore[misc]  # annotated
    total, before = sum(found.values()) or 1, 0
    holders = []
    for label, statuses in STAGES:
        counts = []
        for status in statuses:
            number = found.get(status, 0)
            counts.append(Tally(status, labels[status], number, _share(before, total), _share(number, total)))
            before += number
        holders.append(Holder(label, tuple(counts)))
    return tuple(holders)


def _share(number: int, total: int) -> str:
    return f"{100 * number / total:.2f}%"


def attention(rows: QuerySet[Enrolment]) -> list[Tally]:
    """What somebody should look at, in one query; what does not occur is left out."""
    names = [name for name in ATTENTION if f"is_{name}" in rows.query.annotations]
    numbers = rows.aggregate(**{name: Count("pk", filter=Q(**{f"is_{name}": True})) for name in names})
    return [Tally(name, ATTENTION[name], numbers[name]) for name in names if numbers[name]]


@dataclass(frozen=True)
class BoardRow:
    """A row of the table. `assessment` is None for what is not begun, and for a draft it is never linked."""

    enrolment: Enrolment
    label: str | Promise
    ribbon: Ribbon | None
    evaluators: tuple[EvaluatorAssignment, ...]

    @property
    def status(self) -> str:
        return self.enrolment.status  # type: ignore[attr-defined]  # annotated by board_rows


def table(page: Iterable[Enrolment], cycle: Cycle, labels: dict[str, str | Promise]) -> list[BoardRow]:
    """The rows of one page with progress and evaluators: four queries."""
    rows = list(page)
    ids = [row.assessment for row in rows if row.assessment]  # type: ignore[attr-defined]
    # Counts alone are read here, so the draft's own rule of sight does not apply.
    ribbons = ribbons_of(Assessment.objects.filter(pk__in=ids).only("pk", "version_id"))
    evaluators: dict[int, list[EvaluatorAssignment]] = defaultdict(list)
    agencies = {row.agency_id for row in rows}
    for given in EvaluatorAssignment.objects.filter(cycle=cycle, agency__in=agencies).select_related("evaluator"):
        evaluators[given.agency_id].append(given)
    return [_board_row(row, labels, ribbons, tuple(evaluators[row.agency_id])) for row in rows]


def _board_row(
    row: Enrolment,
    labels: dict[str, str | Promise],
    ribbons: dict[UUID, Ribbon],
    evaluators: tuple[EvaluatorAssignment, ...],
) -> BoardRow:
    return BoardRow(row, labels[row.status], ribbons.get(row.assessment), evaluators)  # type: ignore[attr-defined]
