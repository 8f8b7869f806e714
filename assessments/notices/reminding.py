"""Letters before answers close, to everybody in an agency that has not sent everything: at most one a person a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from assessments.accounts.models import User
from assessments.agencies.models import Medium, Membership
from assessments.common.jobs.services import enqueue
from assessments.common.moments import days_until
from assessments.cycles.models import Enrolment
from assessments.notices.models import Reminder
from assessments.responses.enums import Status
from assessments.responses.models import Assessment

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


def unsent_of(user: User, now: datetime) -> list[Unsent]:
    """What she is reminded of, the most urgent first. Three queries."""
    mine = Exists(Membership.objects.filter(agency=OuterRef("agency"), user=user))
    return sorted(_unsent(_closing(now).filter(mine), now), key=lambda one: one.enrolment.cycle.closes_at)


def _people(now: datetime) -> list[tuple[int, date]]:
    """Whom to write to, with her agency's date, without those who have had their letter."""
    due: dict[int, date] = {}
    for one in _unsent(_closing(now), now):
        local = now.astimezone(ZoneInfo(one.enrolment.agency.time_zone))
        if local.hour in WAKING_HOURS:
            due[one.enrolment.agency_id] = local.date()
    members = Membership.objects.filter(agency__in=due, user__is_active=True).order_by("user", "agency")
    people = {user: due[agency] for user, agency in members.values_list("user", "agency")}
    had = set(Reminder.objects.filter(day__in=set(due.values())).values_list("user", "day"))
    return [person for person in people.items() if person not in had][:AT_ONCE]


def _closing(now: datetime) -> QuerySet[Enrolment]:
    """With a margin of a day: whose date counts is the agency's."""
    latest = now + timedelta(days=max(DAYS_BEFORE) + 1)
    cycles = Q(cycle__opens_at__lte=now, cycle__closes_at__gt=now, cycle__closes_at__lte=latest)
    return Enrolment.objects.filter(cycles).select_related("cycle", "agency")


def _unsent(enrolments: QuerySet[Enrolment], now: datetime) -> Iterator[Unsent]:
    due = [(enrolment, days) for enrolment in enrolments if (days := _days_left(enrolment, now)) in DAYS_BEFORE]
    states = _states_of_media([enrolment for enrolment, _days in due])
    for enrolment, days in due:
        media = states.get(enrolment.agency_id, [])
        if not media:
            yield Unsent(enrolment, None, False, days)
        for medium, by_cycle in media:
            status = by_cycle.get(enrolment.cycle_id)
            if status in (None, Status.DRAFT):
                yield Unsent(enrolment, medium, status is not None, days)


def _days_left(enrolment: Enrolment, now: datetime) -> int:
    return days_until(enrolment.cycle.closes_at, now, ZoneInfo(enrolment.agency.time_zone))


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
