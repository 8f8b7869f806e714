"""Letters before answers close, or before an evaluator's question is due, to everybody in an agency that has not sent
everything: at most one a person a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from assessments.accounts.models import User
from assessments.agencies.models import Agency, Medium, Membership
from assessments.common.jobs.services import enqueue
from assessments.common.moments import days_until
from assessments.cycles.models import Cycle, Enrolment
from assessments.notices.models import Reminder
from assessments.responses.enums import Status
from assessments.responses.models import Assessment, Return

DAYS_BEFORE = (30, 14, 7, 3, 1)
WAKING_HOURS = range(7, 20)
# What is left over is taken up when the clock asks next, minutes later.
AT_ONCE = 2000


@dataclass(frozen=True)
class Unsent:
    """What an agency has not sent in a cycle that closes in `days`. `medium` is None where it has entered none yet."""

    enrolment: Enrolment
    medium: Medium | None
    begun: bool
    days: int

    @property
    def cycle(self) -> Cycle:
        return self.enrolment.cycle

    @property
    def agency(self) -> Agency:
        return self.enrolment.agency


@dataclass(frozen=True)
class Asked:
    """What evaluators asked of an agency and must have back in `days`, about so many indicators."""

    question: Return
    days: int

    @property
    def cycle(self) -> Cycle:
        return self.question.assessment.cycle

    @property
    def agency(self) -> Agency:
        return self.question.assessment.agency

    @property
    def indicators(self) -> int:
        return self.question.indicators  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Due:
    """What one person is reminded of, each list with the most urgent first."""

    unsent: list[Unsent]
    asked: list[Asked]

    @property
    def first(self) -> Unsent | Asked | None:
        both: list[Unsent | Asked] = [*self.unsent, *self.asked]
        return min(both, key=lambda one: one.days, default=None)


def remind(now: datetime) -> int:
    """Asks for the letters that are due in this hour; how many."""
    asked = 0
    for user_id, day in _people(now):
        with transaction.atomic():
            _reminder, is_new = Reminder.objects.get_or_create(user_id=user_id, day=day)
            if is_new:
                enqueue(kind="notify_deadline", payload={"user": user_id, "at": now.isoformat()})
                asked += 1
    return asked


def due_of(user: User, now: datetime) -> Due:
    """Four queries."""
    agencies = Agency.objects.filter(memberships__user=user)
    unsent = _unsent(_closing(now).filter(agency__in=agencies), now)
    asked = _asked(_questions(now).filter(assessment__agency__in=agencies), now)
    return Due(
        unsent=sorted(unsent, key=lambda one: one.cycle.closes_at),
        asked=sorted(asked, key=lambda one: one.question.due_at),
    )


def _people(now: datetime) -> list[tuple[int, date]]:
    """Whom to write to, with her agency's date, without those who have had their letter."""
    near: list[Unsent | Asked] = [*_unsent(_closing(now), now), *_asked(_questions(now), now)]
    due: dict[int, date] = {}
    for one in near:
        local = now.astimezone(ZoneInfo(one.agency.time_zone))
        if local.hour in WAKING_HOURS:
            due[one.agency.pk] = local.date()
    members = Membership.objects.filter(agency__in=due, user__is_active=True).order_by("user", "agency")
    people = {user: due[agency] for user, agency in members.values_list("user", "agency")}
    had = set(Reminder.objects.filter(day__in=set(due.values())).values_list("user", "day"))
    return [person for person in people.items() if person not in had][:AT_ONCE]


def _closing(now: datetime) -> QuerySet[Enrolment]:
    cycles = Q(cycle__opens_at__lte=now, cycle__closes_at__gt=now, cycle__closes_at__lte=_latest(now))
    return Enrolment.objects.filter(cycles).select_related("cycle", "agency")


def _questions(now: datetime) -> QuerySet[Return]:
    """The newest question of each assessment that is with its agency, where that is due soon."""
    later = Return.objects.filter(assessment=OuterRef("assessment"), number__gt=OuterRef("number"))
    rows = Return.objects.filter(assessment__status=Status.RETURNED, due_at__gt=now, due_at__lte=_latest(now))
    related = ("assessment__cycle", "assessment__agency", "assessment__medium")
    return rows.exclude(Exists(later)).select_related(*related).annotate(indicators=Count("responses"))


def _latest(now: datetime) -> datetime:
    """With a margin of a day: whose date counts is the agency's."""
    return now + timedelta(days=max(DAYS_BEFORE) + 1)


def _asked(questions: QuerySet[Return], now: datetime) -> Iterator[Asked]:
    for question in questions:
        days = _days_left(question.due_at, question.assessment.agency, now)
        if days in DAYS_BEFORE:
            yield Asked(question, days)


def _unsent(enrolments: QuerySet[Enrolment], now: datetime) -> Iterator[Unsent]:
    left = [(one, _days_left(one.cycle.closes_at, one.agency, now)) for one in enrolments]
    due = [(enrolment, days) for enrolment, days in left if days in DAYS_BEFORE]
    states = _states_of_media([enrolment for enrolment, _days in due])
    for enrolment, days in due:
        media = states.get(enrolment.agency_id, [])
        if not media:
            yield Unsent(enrolment, None, False, days)
        for medium, by_cycle in media:
            status = by_cycle.get(enrolment.cycle_id)
            if status in (None, Status.DRAFT):
                yield Unsent(enrolment, medium, status is not None, days)


def _days_left(moment: datetime, agency: Agency, now: datetime) -> int:
    return days_until(moment, now, ZoneInfo(agency.time_zone))


def _states_of_media(enrolments: list[Enrolment]) -> dict[int, list[tuple[Medium, dict[UUID, str]]]]:
    """By agency: each medium with the status of its assessment in each of these cycles."""
    cycles = {enrolment.cycle_id for enrolment in enrolments}
    agencies = {enrolment.agency_id for enrolment in enrolments}
    assessments = Assessment.objects.filter(cycle__in=cycles).only("cycle", "medium", "status")
    found: dict[int, list[tuple[Medium, dict[UUID, str]]]] = {}
    for medium in Medium.objects.filter(agency__in=agencies).prefetch_related(Prefetch("assessments", assessments)):
        statuses = {one.cycle_id: one.status for one in medium.assessments.all()}
        found.setdefault(medium.agency_id, []).append((medium, statuses))
    return found
