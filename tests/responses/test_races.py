"""Real threads on real connections: what two people do in the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier, Event
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone

from assessments.common.errors import Closed, Denied, Invalid
from assessments.common.jobs.models import Job
from assessments.responses.enums import EvidenceKind, Status
from assessments.responses.models import Response, StoredFile
from assessments.responses.services.answers import Clash, Saved
from assessments.responses.services.evidence import NewEvidence, add_evidence
from assessments.reviews.services.moves import finalise
from tests.factories import World, fill, judge_all, make_medium, save, submit_by
from tests.sizes import rounds

ROUNDS = rounds(20, 500)
SENDINGS = rounds(4, 100)
pytestmark = pytest.mark.django_db(transaction=True)


def together(*works: Callable[[], Any]) -> list[Any]:
    """Each result, or the refusal raised, of works that start at the same moment."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return work()
        except Denied as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def rows(assessment: Any, *codes: str) -> list[Response]:
    found = {r.indicator.code: r for r in assessment.responses.select_related("indicator")}
    return [found[code] for code in codes]


def test_of_two_savers_on_one_answer_one_is_told_of_the_other() -> None:
    world = World()
    assessment = world.start()
    for number in range(ROUNDS):
        (read,) = rows(assessment, "RE1")
        outcomes = together(
            lambda: save(read, world.staff, client=f"a{number}", note=f"satu {number}"),  # noqa: B023
            lambda: save(read, world.coordinator, client=f"b{number}", note=f"dua {number}"),  # noqa: B023
        )
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Clash", "Saved"]
        saved, clash = sorted(outcomes, key=lambda outcome: isinstance(outcome, Clash))
        assert clash.theirs["note"] == saved.response.note == Response.objects.get(pk=read.pk).note


def test_two_savers_on_different_answers_are_both_kept() -> None:
    world = World()
    assessment = world.start()
    for number in range(ROUNDS):
        first, second = rows(assessment, "RE1", "HR2")
        outcomes = together(
            lambda: save(first, world.staff, client=f"a{number}", note=f"satu {number}"),  # noqa: B023
            lambda: save(second, world.coordinator, client=f"b{number}", note=f"dua {number}"),  # noqa: B023
        )
        assert all(isinstance(outcome, Saved) for outcome in outcomes)
    first, second = rows(assessment, "RE1", "HR2")
    assert (first.note, second.note) == (f"satu {ROUNDS - 1}", f"dua {ROUNDS - 1}")


def test_a_submit_and_a_late_save_have_one_order() -> None:
    for _number in range(SENDINGS):
        world = World()
        assessment = world.start()
        fill(assessment, world.staff)
        (read,) = rows(assessment, "RE1")
        _submitted, saved = together(
            lambda: submit_by(assessment, world.coordinator),  # noqa: B023
            lambda: save(read, world.staff, client="late", note="Terakhir."),  # noqa: B023
        )
        live = Response.objects.get(pk=read.pk).note
        snapshot = assessment.submissions.get().snapshot
        assert isinstance(saved, Closed) or '"note":"Terakhir."' in snapshot
        assert ('"note":"Terakhir."' in snapshot) == (live == "Terakhir.")


def test_a_submit_waits_for_a_save_that_has_written_and_not_yet_committed() -> None:
    """The moment that the rounds above hit by chance only."""
    world = World()
    assessment = world.start()
    fill(assessment, world.staff)
    (read,) = rows(assessment, "RE1")
    has_written, is_sent = Event(), Event()

    def save_slowly() -> None:
        with transaction.atomic():
            save(read, world.staff, client="late", note="Terakhir.")
            has_written.set()
            is_sent.wait(1)

    def send() -> None:
        assert has_written.wait(10)
        submit_by(assessment, world.coordinator)
        is_sent.set()

    assert together(save_slowly, send) == [None, None]
    assert Response.objects.get(pk=read.pk).note == "Terakhir."
    assert '"note":"Terakhir."' in assessment.submissions.get().snapshot


def test_two_submits_are_one() -> None:
    world = World()
    assessment = world.start()
    fill(assessment, world.staff)
    outcomes = together(
        lambda: submit_by(assessment, world.coordinator), lambda: submit_by(assessment, world.coordinator)
    )
    assessment.refresh_from_db()
    assert sum(isinstance(outcome, Denied) for outcome in outcomes) == 1
    assert (assessment.submissions.count(), assessment.status) == (1, Status.SUBMITTED)
    assert Job.objects.filter(kind="notify_submitted").count() == 1


def test_two_finalisations_are_one_with_one_letter() -> None:
    world = World()
    assessment = world.at(Status.IN_REVIEW)
    judge_all(assessment, world.evaluator)
    outcomes = together(*[lambda: finalise(assessment_id=assessment.pk, actor=world.evaluator, now=timezone.now())] * 2)
    assessment.refresh_from_db()
    assert sum(isinstance(outcome, Denied) for outcome in outcomes) == 1
    assert (assessment.finalisations.count(), assessment.status) == (1, Status.FINAL)
    assert Job.objects.filter(kind="notify_finalised").count() == 1


def test_two_uploads_do_not_take_the_same_room(settings: Any) -> None:
    """The second finds room when it arrives, and none once the first, already written, has committed."""
    settings.QUOTA_AGENCY = 1_000_000
    world = World()
    (first,) = rows(world.start(), "RE1")
    world.medium = make_medium(world.agency)
    (second,) = rows(world.start(), "RE1")
    has_written, is_refused = Event(), Event()

    def add(response: Response, content: bytes) -> None:
        upload = SimpleUploadedFile("a.txt", content * 600_000)
        new = NewEvidence(EvidenceKind.DOCUMENT, "SK Tim", date(2026, 1, 31), upload=upload)
        add_evidence(response=response, new=new, actor=world.staff, now=timezone.now())

    def add_slowly() -> None:
        with transaction.atomic():
            add(first, b"a")
            has_written.set()
            is_refused.wait(1)

    def add_late() -> None:
        assert has_written.wait(10)
        with pytest.raises(Invalid, match="MB"):
            add(second, b"b")
        is_refused.set()

    assert together(add_slowly, add_late) == [None, None]
    assert len(default_storage.listdir("evidence")[1]) == StoredFile.objects.count() == 1
