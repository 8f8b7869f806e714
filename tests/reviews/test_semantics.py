"""What a review means: which verdicts hold, what the agency reads, and what a resumed review counts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from assessments.common.errors import Denied
from assessments.responses.enums import AnswerState, EvidenceKind, Status
from assessments.responses.models import Assessment, Comment, Evidence
from assessments.responses.services.evidence import NewEvidence, add_evidence, remove_evidence
from assessments.reviews.facts import reviewed_facts_of, verified_answer, verified_score
from assessments.reviews.models import Outcome
from assessments.reviews.selectors import current_verdicts, judged, queue_of, unresolved
from assessments.reviews.services import moves
from assessments.reviews.services.verdicts import Changed, Judgement, give_verdict
from assessments.scoring.types import Missing
from tests.factories import World, assign, judge, judge_all, make_user, save, submit_by
from tests.reviews.test_verdict_page import answer_of, reviewed_with


def now() -> datetime:
    return datetime.now(UTC)


def finalise(assessment: Assessment, world: World) -> Any:
    return moves.finalise(assessment_id=assessment.pk, actor=world.evaluator, now=now())


def ask(assessment: Assessment, world: World, *codes: str, days: float = 5) -> Any:
    return moves.return_to_agency(
        assessment_id=assessment.pk,
        codes=codes,
        reason="Mohon dijelaskan.",
        due_at=now() + timedelta(days=days),
        actor=world.evaluator,
        now=now(),
    )


def resume_later(assessment: Assessment, world: World) -> None:
    later = now() + timedelta(days=6)
    moves.resume(assessment_id=assessment.pk, actor=world.evaluator, now=later)


def open_codes(assessment: Assessment) -> list[str]:
    rows = judged(assessment.responses.select_related("indicator"), current_verdicts(assessment))
    return [row.code for row in unresolved(rows)]


def counted(assessment: Assessment, code: str) -> Any:
    facts = reviewed_facts_of(assessment, kind="finalisation")
    return verified_answer(next(answer for answer in facts["answers"] if answer["indicator"] == code))


def test_needs_clarification_blocks_finalising(world: World) -> None:
    assessment = world.at(Status.IN_REVIEW)
    judge_all(assessment, world.evaluator)
    judge(answer_of(assessment), world.evaluator, Outcome.CLARIFY, reason="Mana suratnya?")
    with pytest.raises(Denied, match="1"):
        finalise(assessment, world)


@pytest.mark.parametrize("answer", [AnswerState.NOT_KNOWN, AnswerState.NOT_APPLICABLE])
def test_an_answer_without_level_blocks_finalising_until_it_is_judged(world: World, answer: AnswerState) -> None:
    assessment = reviewed_with(world, answer)
    judge_all(assessment, world.evaluator, skip=["RE1"])
    with pytest.raises(Denied):
        finalise(assessment, world)
    judge(answer_of(assessment), world.evaluator)
    finalise(assessment, world)


def test_not_known_is_confirmed_or_set(world: World) -> None:
    assessment = reviewed_with(world, AnswerState.NOT_KNOWN)
    judge(answer_of(assessment), world.evaluator)
    assert counted(assessment, "RE1") == Missing.NOT_KNOWN
    judge(answer_of(assessment), world.evaluator, Outcome.ADJUST, level="3", reason="Ada suratnya.")
    assert counted(assessment, "RE1") == 3


def test_not_applicable_leaves_the_sum_only_when_accepted(world: World) -> None:
    assessment = reviewed_with(world, AnswerState.NOT_APPLICABLE)
    assert counted(assessment, "RE1") == Missing.NOT_KNOWN
    judge(answer_of(assessment), world.evaluator, Outcome.CLARIFY, reason="Mengapa tidak berlaku?")
    assert counted(assessment, "RE1") == Missing.NOT_KNOWN
    judge(answer_of(assessment), world.evaluator)
    assert counted(assessment, "RE1") == Missing.NOT_APPLICABLE
    judge(answer_of(assessment), world.evaluator, Outcome.ADJUST, level="1", reason="Berlaku, dan belum ada.")
    assert counted(assessment, "RE1") == 1


def test_a_changed_answer_makes_its_verdict_stale_and_no_other(world: World) -> None:
    assessment = world.at(Status.IN_REVIEW)
    judge_all(assessment, world.evaluator)
    judge(answer_of(assessment), world.evaluator, Outcome.ADJUST, level="2", reason="Hanya draf.")
    ask(assessment, world, "RE1", "RE2")
    save(answer_of(assessment), world.staff, client="reply", answer="5")
    submit_by(assessment, world.coordinator)
    assert open_codes(assessment) == ["RE1"]
    assert counted(assessment, "RE1") == 5
    with pytest.raises(Denied):
        finalise(assessment, world)


def test_new_evidence_makes_a_verdict_stale(world: World) -> None:
    assessment = world.at(Status.IN_REVIEW)
    judge_all(assessment, world.evaluator)
    ask(assessment, world, "RE1")
    add_evidence(response=answer_of(assessment), new=proof("Surat baru"), actor=world.staff, now=now())
    submit_by(assessment, world.coordinator)
    assert open_codes(assessment) == ["RE1"]


def proof(title: str) -> NewEvidence:
    return NewEvidence(kind=EvidenceKind.INTERVIEW, title=title, dated=date(2026, 10, 1), text="Terlihat.")


def test_a_return_hands_each_question_to_the_agency_once(world: World) -> None:
    assessment = world.at(Status.IN_REVIEW)
    judge(answer_of(assessment, "RE1"), world.evaluator, Outcome.CLARIFY, reason="Nomor suratnya?")
    judge(answer_of(assessment, "RE2"), world.evaluator, Outcome.CLARIFY, reason="Tidak ditanyakan.")
    assert not Comment.objects.exists()
    ask(assessment, world, "RE1", "RE3")
    said = Comment.objects.for_agency().values_list("response__indicator__code", "text", "label")
    assert list(said) == [("RE1", "Nomor suratnya?", 1)]
    resume_later(assessment, world)
    ask(assessment, world, "RE1")
    assert Comment.objects.count() == 1


def test_a_resumed_review_counts_what_was_sent_not_what_was_typed(world: World) -> None:
    assessment = world.at(Status.RETURNED)
    before = answer_of(assessment)
    (sent,) = before.evidence.in_use()
    save(before, world.staff, client="unsent", answer="5", note="Belum dikirim.")
    add_evidence(response=before, new=proof("Belum dikirim"), actor=world.staff, now=now())
    remove_evidence(evidence_id=sent.pk, actor=world.staff, now=now())
    resume_later(assessment, world)
    after = answer_of(assessment)
    assert (after.level, after.note, after.reopened, after.without_clarification) == (4, "Sudah ada.", False, True)
    assert after.version > before.version
    assert list(after.evidence.in_use()) == [sent]
    assert Evidence.objects.filter(title="Belum dikirim").exists()


def test_an_untouched_question_keeps_its_version_and_is_marked(world: World) -> None:
    assessment = world.at(Status.RETURNED)
    before = answer_of(assessment, "FI1")
    resume_later(assessment, world)
    after = answer_of(assessment, "FI1")
    assert (after.version, after.without_clarification) == (before.version, True)
    assert not answer_of(assessment, "RE2").without_clarification


def test_a_question_left_unanswered_is_next_in_turn_again(world: World) -> None:
    assessment = world.at(Status.IN_REVIEW)
    judge_all(assessment, world.evaluator)
    judge(answer_of(assessment, "FI1"), world.evaluator, Outcome.CLARIFY, reason="Mana anggarannya?")
    assert queue_of(world.evaluator).get().next_code is None
    ask(assessment, world, "FI1")
    assert queue_of(world.evaluator).get().next_code is None
    resume_later(assessment, world)
    row = queue_of(world.evaluator).get()
    assert (row.next_code, row.reviewed) == ("FI1", 38)


def test_a_reopened_review_keeps_its_verdicts(world: World) -> None:
    assessment = world.at(Status.FINAL)
    moves.reopen(assessment_id=assessment.pk, reason="Keberatan.", actor=world.administrator, now=now())
    assert open_codes(assessment) == []
    judge(answer_of(assessment), world.evaluator, Outcome.ADJUST, level="3", reason="Setelah keberatan.")
    second = finalise(assessment, world)
    assert second.number == 2
    facts = reviewed_facts_of(assessment, kind="finalisation")
    assert second.index == verified_score(facts, assessment.version.package).shown


@pytest.mark.django_db(transaction=True)
def test_of_two_first_verdicts_in_the_same_moment_one_is_told() -> None:
    world = World()
    second = make_user("second")
    assign(second, world.cycle, world.agency)
    assessment = world.at(Status.IN_REVIEW)
    for code in ("RE1", "RE2", "RE3", "RE4", "RE5"):
        answer = answer_of(assessment, code)
        barrier = Barrier(2)

        def give(actor: Any) -> Any:
            barrier.wait()  # noqa: B023
            judgement = Judgement(Outcome.ADJUST, Decimal(2), f"dari {actor.pk}", answer.version, 0)  # noqa: B023
            try:
                return give_verdict(response=answer, judgement=judgement, actor=actor, now=now())  # noqa: B023
            except Changed as refusal:
                return refusal
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(give, (world.evaluator, second)))
        told = [outcome for outcome in outcomes if isinstance(outcome, Changed)]
        assert len(told) == 1
        assert told[0].current is not None
