"""Letters before answers close and before a question is due: to whom, when, how often, and what they say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.accounts.models import TimeZone, User
from assessments.common.jobs.models import Job, JobStatus
from assessments.common.jobs.tasks import run_job
from assessments.notices import reminding
from assessments.notices import tasks as tasks  # registers the letters
from assessments.notices.reminding import due_of, remind
from assessments.responses.enums import Status
from assessments.responses.models import Assessment, Return
from assessments.responses.services.moves import move
from tests.factories import World, make_medium

NOW = datetime(2031, 3, 12, 3, 0, tzinfo=UTC)  # ten in the morning in Jakarta


@pytest.fixture
def closing(world: World) -> Callable[[int], World]:
    """The world's cycle closes so many days from now."""

    def in_days(days: int) -> World:
        world.cycle.closes_at = NOW + timedelta(days=days, hours=2)
        world.cycle.release_at = world.cycle.closes_at
        world.cycle.save()
        return world

    return in_days


def written(now: datetime = NOW) -> dict[str, Any]:
    """Runs the clock's task and its jobs; the letters by receiver."""
    remind(now)
    write()
    return {letter.to[0]: letter for letter in mail.outbox}


def write() -> None:
    for job in Job.objects.filter(kind="notify_deadline", finished_at=None):
        run_job(job_id=str(job.pk))


@pytest.mark.parametrize("days", [30, 14, 7, 3, 1])
def test_everybody_of_the_agency_is_reminded(closing: Callable[[int], World], days: int) -> None:
    world = closing(days)
    assert set(written()) == {world.staff.email, world.coordinator.email}


@pytest.mark.parametrize("days", [31, 29, 15, 2, 0])
def test_on_other_days_nobody_is(closing: Callable[[int], World], days: int) -> None:
    closing(days)
    assert written() == {}


def test_once_a_day_however_often_the_clock_asks(closing: Callable[[int], World]) -> None:
    closing(3)
    assert len(written()) == 2
    written(NOW + timedelta(hours=1))
    assert len(mail.outbox) == 2


def test_what_is_sent_between_asking_and_writing_needs_no_letter(closing: Callable[[int], World]) -> None:
    world = closing(3)
    assert remind(NOW) == 2
    world.at(Status.SUBMITTED)
    mail.outbox.clear()
    write()
    assert mail.outbox == []
    assert not Job.objects.filter(kind="notify_deadline").exclude(status=JobStatus.DONE).exists()


@pytest.mark.parametrize(("status", "letters"), [(Status.DRAFT, 2), (Status.SUBMITTED, 0), (Status.RETURNED, 0)])
def test_what_was_sent_is_not_asked_for(closing: Callable[[int], World], status: Status, letters: int) -> None:
    closing(3).at(status)
    mail.outbox.clear()
    assert len(written()) == letters


def test_one_letter_names_all_that_is_unsent(closing: Callable[[int], World]) -> None:
    world = closing(7)
    world.start()
    other = make_medium(world.agency, name="Situs web dinas")
    world.staff.language = "en"
    world.staff.save()
    letters = written()
    english, indonesian = letters[world.staff.email], letters[world.coordinator.email]
    assert english.subject == f"7 days left: {world.cycle.name}"
    assert indonesian.subject == f"7 hari lagi: {world.cycle.name}"
    assert f"{world.medium.name} (begun)" in english.body
    assert f"{other.name} (not begun)" in english.body
    assert f"{other.name} (belum dimulai)" in indonesian.body
    assert "WIB" in english.body


@pytest.fixture
def asked(world: World) -> Callable[[int], Assessment]:
    """Sent, and asked about by the evaluators, who must have their answer so many days from now."""
    assessment = world.at(Status.RETURNED)

    def in_days(days: int) -> Assessment:
        due_at = NOW + timedelta(days=days, hours=2)
        number = assessment.returns.count() + 1
        question = Return.objects.create(
            assessment=assessment, number=number, reason="Mohon", due_at=due_at, by=world.evaluator, at=NOW
        )
        question.responses.set(assessment.responses.all()[:2])
        mail.outbox.clear()
        return assessment

    return in_days


@pytest.mark.parametrize(("days", "letters"), [(7, 2), (3, 2), (1, 2), (5, 0), (0, 0)])
def test_everybody_is_reminded_of_what_evaluators_asked(
    world: World, asked: Callable[[int], Assessment], days: int, letters: int
) -> None:
    asked(days)
    assert len(written()) == letters


def test_the_letter_says_what_was_asked_and_by_when(world: World, asked: Callable[[int], Assessment]) -> None:
    asked(3)
    letter = written()[world.coordinator.email]
    assert letter.subject == f"3 hari lagi: {world.cycle.name}"
    assert f"{world.medium.name} (2 indikator). {world.cycle.name}: jawab paling lambat 15 Maret 2031" in letter.body
    assert "belum diajukan:" not in letter.body


def test_a_question_that_was_asked_anew_is_due_by_its_new_date(asked: Callable[[int], Assessment]) -> None:
    asked(3)
    asked(5)
    assert written() == {}


def test_who_has_answered_is_not_reminded(world: World, asked: Callable[[int], Assessment]) -> None:
    assessment = asked(3)
    move(assessment, Status.IN_REVIEW, by=world.coordinator, at=NOW)
    assert written() == {}


def test_the_most_urgent_is_in_the_subject(closing: Callable[[int], World], asked: Callable[[int], Assessment]) -> None:
    world = closing(7)
    asked(1)
    make_medium(world.agency, name="Situs web dinas")
    letter = written()[world.coordinator.email]
    assert letter.subject.startswith("1 hari lagi")
    assert "Situs web dinas (belum dimulai)" in letter.body


def test_an_agency_without_a_medium_is_told(closing: Callable[[int], World]) -> None:
    world = closing(7)
    world.medium.delete()
    assert "belum ada media" in written()[world.staff.email].body


@pytest.mark.parametrize("hour", [22, 12])  # five in the morning, and in the evening, in Jakarta: but seven in Jayapura
def test_nobody_is_woken(closing: Callable[[int], World], hour: int) -> None:
    world = closing(3)
    at = NOW.replace(hour=hour) - timedelta(days=hour // 20)
    world.agency.time_zone = TimeZone.EASTERN
    world.agency.save()
    assert len(written(at)) == (2 if hour == 22 else 0)


def test_who_has_left_is_not_written_to(closing: Callable[[int], World]) -> None:
    world = closing(3)
    User.objects.filter(pk=world.staff.pk).update(is_active=False)
    assert remind(NOW) == 1
    User.objects.filter(pk=world.coordinator.pk).update(is_active=False)
    write()
    assert mail.outbox == []


@pytest.mark.parametrize(("zone", "letters"), [(TimeZone.WESTERN, 0), (TimeZone.EASTERN, 2)])
def test_the_days_are_those_of_the_agency(world: World, zone: TimeZone, letters: int) -> None:
    world.agency.time_zone = zone
    world.agency.save()
    world.cycle.closes_at = world.cycle.release_at = datetime(2031, 3, 14, 16, 0, tzinfo=UTC)  # the 15th in Jayapura
    world.cycle.save()
    assert len(written()) == letters


def test_who_did_not_fit_in_is_reminded_when_the_clock_asks_next(
    closing: Callable[[int], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "AT_ONCE", 1)
    closing(3)
    assert [remind(NOW) for _round in range(3)] == [1, 1, 0]


def test_the_clock_asks_few_questions_whatever_there_is(closing: Callable[[int], World]) -> None:
    world = closing(3)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            due_of(world.staff, NOW)
        return len(captured)

    before = queries()
    for _number in range(20):
        make_medium(world.agency)
    assert queries() == before <= 4
