from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from assessments.common.jobs.models import Job, JobStatus, Reason
from assessments.cycles.models import Cycle
from assessments.reports.services import request_report
from assessments.responses.enums import Status
from assessments.responses.models import Assessment, Response
from assessments.results.policies import Reader, Reading, reading_for
from assessments.reviews.models import Outcome
from assessments.reviews.services import moves
from tests.factories import World, fill, judge, judge_all, save

NOW = datetime.now(UTC)
MARK = {"id": "HASIL MANDIRI – BELUM DIVERIFIKASI", "en": "SELF-ASSESSMENT – NOT VERIFIED"}
HOSTILE = "<script>alert(1)</script><img src=file:///etc/passwd>"


def release(cycle: Cycle) -> None:
    now = datetime.now(UTC)
    Cycle.objects.filter(pk=cycle.pk).update(closes_at=now - timedelta(hours=2), release_at=now - timedelta(hours=1))


def page(client: Client, assessment: Assessment, language: str = "en") -> str:
    client.cookies["readiness-language"] = language
    response = client.get(reverse("results:result", args=[assessment.pk]))
    assert response.status_code == 200
    return response.content.decode()


def adjusted_final(world: World) -> Assessment:
    """Final, with RE1 taken down from 4 to 1 for a reason."""
    assessment = world.at(Status.IN_REVIEW)
    judge_all(assessment, world.evaluator)
    response = Response.objects.get(assessment=assessment, indicator__code="RE1")
    judge(response, world.evaluator, Outcome.ADJUST, "1", "The decree lapsed.")
    moves.finalise(assessment_id=assessment.pk, actor=world.evaluator, now=datetime.now(UTC))
    assessment.refresh_from_db()
    return assessment


def test_a_band_that_missing_answers_may_change_is_called_provisional(
    world: World, sign_in: Callable[..., Client]
) -> None:
    assessment = world.start()
    for number, (code, answer) in enumerate({"RE1": "3", "FI1": "3"}.items()):
        save(
            Response.objects.get(assessment=assessment, indicator__code=code), world.staff, f"p{number}", answer=answer
        )
    text = page(sign_in(world.staff), assessment)
    assert text.count(" (provisional)</") == 6  # two pillars, there and among the elements, and an element of each
    fill(assessment, world.staff, "3")
    assert "(provisional)" not in page(sign_in(world.staff), assessment)


def test_before_the_end_the_agency_reads_its_own_words_marked_so(world: World, sign_in: Callable[..., Client]) -> None:
    assessment = world.at(Status.SUBMITTED)
    for language, mark in MARK.items():
        with translation.override(language):
            assert mark in page(sign_in(world.staff), assessment, language)


@pytest.mark.parametrize("status", [Status.IN_REVIEW, Status.FINAL])
def test_before_the_release_no_verdict_reaches_the_agency(
    world: World, sign_in: Callable[..., Client], status: Status
) -> None:
    assessment = adjusted_final(world)
    if status is Status.IN_REVIEW:
        moves.reopen(assessment_id=assessment.pk, reason="Once more.", actor=world.administrator, now=NOW)
    text = page(sign_in(world.coordinator), assessment)
    assert "The decree lapsed." not in text
    assert MARK["en"] in text
    assert ("The review is finished. Results are handed out on" in text) is (status is Status.FINAL)


def test_from_the_release_on_the_agency_reads_the_verified_result(world: World, sign_in: Callable[..., Client]) -> None:
    assessment = adjusted_final(world)
    release(world.cycle)
    text = page(sign_in(world.staff), assessment)
    assert "The decree lapsed." in text
    assert "Evaluator 1" not in text or world.evaluator.name not in text
    assert MARK["en"] not in text


@pytest.mark.parametrize("who", ["evaluator", "administrator"])
def test_those_who_judge_or_run_need_not_wait(world: World, sign_in: Callable[..., Client], who: str) -> None:
    assessment = adjusted_final(world)
    assert "The decree lapsed." in page(sign_in(getattr(world, who)), assessment)


def test_an_evaluator_reads_a_running_review_marked_not_final(world: World, sign_in: Callable[..., Client]) -> None:
    assessment = world.at(Status.IN_REVIEW)
    assert "IN REVIEW – NOT FINAL" in page(sign_in(world.evaluator), assessment)


def test_the_agency_never_reads_an_evaluator_s_name(world: World, sign_in: Callable[..., Client]) -> None:
    world.evaluator.name = "Canary Evaluator"
    world.evaluator.save()
    assessment = adjusted_final(world)
    release(world.cycle)
    assert "Canary Evaluator" not in page(sign_in(world.staff), assessment)


def test_a_reopened_result_stands_and_says_so(world: World, sign_in: Callable[..., Client]) -> None:
    assessment = adjusted_final(world)
    release(world.cycle)
    moves.reopen(assessment_id=assessment.pk, reason="A mistake.", actor=world.administrator, now=datetime.now(UTC))
    text = page(sign_in(world.staff), assessment)
    assert "This result is being reviewed again." in text
    assert "The decree lapsed." in text


def test_while_it_is_reviewed_again_its_administrator_still_reaches_the_report(
    world: World, sign_in: Callable[..., Client]
) -> None:
    assessment = adjusted_final(world)
    moves.reopen(assessment_id=assessment.pk, reason="A mistake.", actor=world.administrator, now=datetime.now(UTC))
    client = sign_in(world.administrator)
    assert reverse("results:result", args=[assessment.pk]) in client.get(f"/cycles/{world.cycle.pk}/").content.decode()
    assert reverse("reports:request", args=[assessment.pk]) in page(client, assessment)


def test_a_failed_report_may_be_tried_again_where_it_was_asked_for(
    world: World, sign_in: Callable[..., Client]
) -> None:
    assessment = adjusted_final(world)
    asked = {"finalisation": assessment.finalisations.get(), "language": "id", "actor": world.administrator}
    report = request_report(**asked, now=datetime.now(UTC))
    Job.objects.filter(pk=report.job_id).update(status=JobStatus.FAILED, attempts=3, reason=Reason.ERROR)
    client = sign_in(world.administrator)
    text = page(client, assessment)
    assert "It went wrong three times." in text
    assert "Try again" in text
    client.post(reverse("reports:request", args=[assessment.pk]), {"language": "id"})
    report.job.refresh_from_db()
    assert report.job.status == JobStatus.QUEUED


def test_what_an_evaluator_adds_to_an_answer_she_agrees_with_is_no_adjustment(
    world: World, sign_in: Callable[..., Client]
) -> None:
    assessment = world.at(Status.IN_REVIEW)
    judge_all(assessment, world.evaluator)
    response = Response.objects.get(assessment=assessment, indicator__code="RE1")
    judge(response, world.evaluator, Outcome.AGREE, reason="Seen on page 3.")
    moves.finalise(assessment_id=assessment.pk, actor=world.evaluator, now=datetime.now(UTC))
    assessment.refresh_from_db()
    text = page(sign_in(world.administrator), assessment)
    assert "Remark of the evaluators" in text
    assert "Why adjusted" not in text


def test_the_history_names_what_is_superseded(world: World, sign_in: Callable[..., Client]) -> None:
    assessment = adjusted_final(world)
    moves.reopen(assessment_id=assessment.pk, reason="A mistake.", actor=world.administrator, now=datetime.now(UTC))
    moves.finalise(assessment_id=assessment.pk, actor=world.evaluator, now=datetime.now(UTC))
    text = page(sign_in(world.administrator), assessment)
    assert "Result 2" in text
    assert text.count('<span class="tag tag-1">superseded</span>') == 1


def test_practice_is_marked(world: World, sign_in: Callable[..., Client]) -> None:
    Cycle.objects.filter(pk=world.cycle.pk).update(kind="practice")
    assert "PRACTICE" in page(sign_in(world.staff), world.start())


def test_hostile_words_are_shown_as_words(world: World, sign_in: Callable[..., Client]) -> None:
    assessment = world.start()
    save(
        assessment.responses.select_related("indicator").get(indicator__code="RE1"),
        world.staff,
        answer="2",
        note=HOSTILE,
    )
    text = page(sign_in(world.staff), assessment)
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_strangers_find_nothing(world: World, other: World, sign_in: Callable[..., Client]) -> None:
    assessment = world.at(Status.FINAL)
    for user in (other.staff, other.evaluator, other.administrator):
        assert sign_in(user).get(reverse("results:result", args=[assessment.pk])).status_code == 404


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.FINAL])
def test_a_page_reads_within_its_budget(
    world: World, sign_in: Callable[..., Client], reads_only: Callable[[int], Any], status: Status
) -> None:
    assessment = world.at(status)
    client = sign_in(world.staff if status is Status.DRAFT else world.evaluator)
    address = reverse("results:result", args=[assessment.pk])
    client.get(address)
    with reads_only(12):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("status", "inside", "released", "before", "expected"),
    [
        (Status.DRAFT, False, False, False, Reading.SELF),
        (Status.FINAL, False, False, True, Reading.WAITING),
        (Status.FINAL, False, True, True, Reading.FINAL),
        (Status.IN_REVIEW, False, True, True, Reading.REOPENED),
        (Status.IN_REVIEW, False, True, False, Reading.SELF),
        (Status.IN_REVIEW, False, False, True, Reading.SELF),
        (Status.IN_REVIEW, True, False, True, Reading.REVIEW),
        (Status.FINAL, True, False, True, Reading.FINAL),
    ],
)
def test_the_table_of_readings(status: Status, inside: bool, released: bool, before: bool, expected: Reading) -> None:
    release_at = NOW - timedelta(days=1) if released else NOW + timedelta(days=1)
    assessment = Assessment(status=status, cycle=Cycle(release_at=release_at))
    assert reading_for(Reader(inside), assessment, NOW, finished_before=before) is expected


def test_levels_with_halves_keep_their_shade() -> None:
    from assessments.responses.enums import AnswerState
    from assessments.results.marks import Mark

    with translation.override("id"):
        assert (Mark(AnswerState.ANSWERED, Decimal("3.50")).sign, Mark(AnswerState.ANSWERED, Decimal("3.50")).step) == (
            "3,50",
            3,
        )
        assert Mark(AnswerState.UNANSWERED).step == 0
