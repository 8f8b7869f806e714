"""What each role finds first after signing in. A fixed number of queries, however many rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from assessments.accounts.models import User
from assessments.agencies.models import Agency, Medium, Membership
from assessments.common.moments import days_until
from assessments.cycles.models import Cycle, Enrolment
from assessments.dashboards.ribbons import Ribbon, ribbons_of
from assessments.responses.enums import Status
from assessments.responses.models import Assessment, Return, Submission
from assessments.responses.selectors import assessments_with_progress
from assessments.reviews.selectors import queue_of

SHOWN = 60


@dataclass(frozen=True)
class Row:
    """An assessment as its agency sees it in the list."""

    assessment: Assessment
    ribbon: Ribbon
    asked: Return | None
    receipt: Submission | None
    is_released: bool

    @property
    def status(self) -> Status:
        return Status(self.assessment.status)

    @property
    def to_do(self) -> bool:
        return self.status in (Status.DRAFT, Status.RETURNED)


@dataclass(frozen=True)
class Desk:
    """One cycle for one agency: what is under way, and which media could still be started."""

    agency: Agency
    cycle: Cycle
    is_open: bool
    days_left: int
    rows: tuple[Row, ...]
    startable: tuple[Medium, ...]


@dataclass(frozen=True)
class AgencyOverview:
    memberships: tuple[Membership, ...]
    returned: tuple[Row, ...]
    desks: tuple[Desk, ...]
    earlier: tuple[Row, ...]


def agency_overview(user: User, now: datetime) -> AgencyOverview:
    memberships = tuple(Membership.objects.filter(user=user).select_related("agency").order_by("agency__name"))
    rows = _rows_of(user, now)
    desks = _desks(memberships, rows, user, now)
    in_desks = {row.assessment.pk for desk in desks for row in desk.rows}
    return AgencyOverview(
        memberships=memberships,
        returned=tuple(row for row in rows if row.status == Status.RETURNED),
        desks=desks,
        earlier=tuple(row for row in rows if row.assessment.pk not in in_desks),
    )


def _rows_of(user: User, now: datetime) -> list[Row]:
    # Snapshots are long and not shown in a list.
    receipts = Prefetch("submissions", Submission.objects.defer("snapshot"), to_attr="sent")
    asked = Prefetch("returns", Return.objects.order_by("number"), to_attr="asked_back")
    found = assessments_with_progress(Assessment.objects.of_member(user)).prefetch_related(receipts, asked)
    assessments = list(found.order_by("-started_at", "pk")[:SHOWN])
    ribbons = ribbons_of(assessments)
    return [_row(assessment, ribbons[assessment.pk], now) for assessment in assessments]


def _row(assessment: Assessment, ribbon: Ribbon, now: datetime) -> Row:
    sent, asked = _prefetched(assessment, "sent"), _prefetched(assessment, "asked_back")
    is_returned = assessment.status == Status.RETURNED
    return Row(
        assessment=assessment,
        ribbon=ribbon,
        asked=asked[-1] if is_returned and asked else None,
        receipt=sent[-1] if sent and assessment.status != Status.DRAFT else None,
        is_released=assessment.status == Status.FINAL and assessment.cycle.is_released(now),
    )


def _prefetched(assessment: Assessment, name: str) -> list:
    return getattr(assessment, name)


def _desks(memberships: Sequence[Membership], rows: Iterable[Row], user: User, now: datetime) -> tuple[Desk, ...]:
    agencies = {membership.agency_id: membership.agency for membership in memberships}
    enrolments = (
        Enrolment.objects.filter(agency__in=agencies, cycle__closes_at__gt=now)
        .select_related("cycle")
        .order_by("cycle__closes_at", "agency__name")
    )
    media: dict[int, list[Medium]] = defaultdict(list)
    for medium in Medium.objects.visible_to(user):
        media[medium.agency_id].append(medium)
    return tuple(_desk(one.cycle, agencies[one.agency_id], rows, media[one.agency_id], now) for one in enrolments)


def _desk(cycle: Cycle, agency: Agency, rows: Iterable[Row], media: Iterable[Medium], now: datetime) -> Desk:
    own = tuple(row for row in rows if (row.assessment.cycle_id, row.assessment.agency_id) == (cycle.pk, agency.pk))
    started = {row.assessment.medium_id for row in own}
    return Desk(
        agency=agency,
        cycle=cycle,
        is_open=cycle.accepts_answers(now),
        days_left=days_until(cycle.closes_at if cycle.accepts_answers(now) else cycle.opens_at, now),
        rows=own,
        startable=tuple(medium for medium in media if medium.pk not in started),
    )


@dataclass(frozen=True)
class EvaluatorOverview:
    waiting: int
    in_review: int
    with_agency: int
    finished: int
    next_up: tuple[Assessment, ...]


def evaluator_overview(user: User) -> EvaluatorOverview:
    """Two queries: the counts of the own queue, and what has waited longest."""
    counted = Assessment.objects.for_evaluator(user).order_by().values_list("status").annotate(Count("pk"))
    counts = dict(counted)
    ready = queue_of(user).filter(status__in=[Status.SUBMITTED, Status.IN_REVIEW])[:5]
    return EvaluatorOverview(
        waiting=counts.get(Status.SUBMITTED, 0),
        in_review=counts.get(Status.IN_REVIEW, 0),
        with_agency=counts.get(Status.RETURNED, 0),
        finished=counts.get(Status.FINAL, 0),
        next_up=tuple(ready),
    )


@dataclass(frozen=True)
class CycleSummary:
    cycle: Cycle
    enrolled: int
    sent: int
    finished: int
    is_open: bool
    days_left: int


def administrator_overview(user: User, now: datetime) -> list[CycleSummary]:
    """One query."""
    assessments = Assessment.objects.run_by(user).filter(cycle=OuterRef("pk"))
    cycles = Cycle.objects.run_by(user).annotate(
        enrolled=_number(Enrolment.objects.filter(cycle=OuterRef("pk"))),
        sent=_number(assessments.exclude(status=Status.DRAFT)),
        finished=_number(assessments.filter(status=Status.FINAL)),
    )
    return [_summary(cycle, now) for cycle in cycles[:SHOWN]]


def _number(rows: QuerySet) -> Coalesce:
    """How many of these belong to the cycle outside."""
    counted = rows.order_by().values("cycle").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def _summary(cycle: Cycle, now: datetime) -> CycleSummary:
    is_open = cycle.accepts_answers(now)
    return CycleSummary(
        cycle=cycle,
        enrolled=cycle.enrolled,  # type: ignore[attr-defined]
        sent=cycle.sent,  # type: ignore[attr-defined]
        finished=cycle.finished,  # type: ignore[attr-defined]
        is_open=is_open,
        days_left=days_until(cycle.closes_at if is_open else cycle.opens_at, now),
    )
