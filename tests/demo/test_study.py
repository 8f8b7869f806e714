"""The published case: honest levels against the verdicts of the study."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from assessments.demo import people, places, study
from assessments.responses.enums import EvidenceKind, Status
from assessments.scoring.engine import score
from assessments.scoring.types import Answer, Missing, Result
from tests.factories import make_version, package

SILENT = {"RE4", "RE5", "LC5", "SU5", "IN4", "IN5", "IN6", "BE6"}
FINDINGS = (
    *("S-A1", "S-A2", "S-B1", "S-B2", "S-B3", "S-B4", "S-C1", "S-C2", "S-C3"),
    *("C-A1", "C-A2", "C-A3", "C-B1", "C-B2", "C-C1", "C-C2", "C-C3", "C-C4", "C-C5", "C-C6"),
    *("V-A1", "V-A2", "V-A3", "V-A4", "V-A5"),
)
CAUSES = {"FI", "IN", "HR"}
PRECONDITIONS = ("RE", "LC", "SU", "FI", "IN", "HR")


def level(answer: str) -> Answer:
    return Missing.NOT_KNOWN if answer == "not_known" else Fraction(answer)


def verified() -> dict[str, Answer]:
    return {code: level(entry.verified or entry.answer) for code, entry in study.entries().items()}


def completed(value: int) -> Result:
    """The score when everything unknown turns out to be `value`."""
    answers = {code: Fraction(value) if isinstance(one, Missing) else one for code, one in verified().items()}
    return score(package().instrument(), answers, final=True)


@pytest.fixture
def result() -> Result:
    return score(package().instrument(), verified(), final=True)


def test_every_indicator_is_answered_and_the_silent_ones_are_not_known() -> None:
    entries = study.entries()
    assert set(entries) == set(package().indicators)
    assert {code for code, entry in entries.items() if entry.answer == "not_known"} == SILENT
    assert not any(entry.verified for code, entry in entries.items() if code in SILENT)


@pytest.mark.parametrize("code", package().indicators)
def test_an_answer_rests_on_findings_of_the_study(code: str) -> None:
    entry = study.entries()[code]
    assert entry.note
    assert set(entry.findings) <= set(FINDINGS)
    assert bool(entry.findings) == (code not in SILENT)


def test_every_finding_of_the_study_is_used() -> None:
    assert {finding for entry in study.entries().values() for finding in entry.findings} == set(FINDINGS)


@pytest.mark.parametrize("code", package().indicators)
def test_level_three_and_up_has_evidence_with_its_place(code: str) -> None:
    entry = study.entries()[code]
    if entry.answer != "not_known" and int(entry.answer) >= 3:
        assert entry.evidence
        assert entry.place


@pytest.mark.parametrize("code", package().indicators)
def test_evidence_says_that_it_is_read_from_the_study(code: str) -> None:
    entry = study.entries()[code]
    if entry.evidence:
        assert entry.evidence.endswith("dalam studi")
        assert study.case()["source"] in entry.text


@pytest.mark.parametrize("code", package().indicators)
def test_a_decree_or_a_law_is_no_interview(code: str) -> None:
    entry = study.entries()[code]
    assert (entry.kind == EvidenceKind.INTERVIEW) == ("Wawancara" in entry.evidence or not entry.evidence)


@pytest.mark.parametrize("code", package().indicators)
def test_an_evaluator_who_differs_is_never_kinder_and_gives_a_reason(code: str) -> None:
    entry = study.entries()[code]
    if entry.verified:
        assert int(entry.verified) < int(entry.answer)
    assert bool(entry.verified) == bool(entry.reason)


def test_the_whole_is_not_ready_enough(result: Result) -> None:
    assert result.band == "not_ready_enough"
    assert (result.counted, result.applicable) == (31, 39)


def test_the_cap_holds_in_every_completion_of_the_unknown_topics(result: Result) -> None:
    (rule,) = result.rules
    assert rule.certain
    assert "K" in rule.nodes
    assert result.band_high == "not_ready_enough"
    for value in range(1, 6):
        (held,) = completed(value).rules
        assert "K" in held.nodes


def test_the_interval_ends_where_the_worst_and_the_best_completion_do(result: Result) -> None:
    worst, best = completed(1), completed(5)
    assert result.interval == (worst.shown, best.shown)
    assert (result.band_low, result.band_high) == (worst.band, best.band)


def test_the_weakest_elements_are_the_causes_that_the_study_names(result: Result) -> None:
    weakest = sorted(PRECONDITIONS, key=lambda code: result.nodes[code].score or Fraction(0))[:3]
    assert set(weakest) == CAUSES


def test_capacity_is_not_fully_ready(result: Result) -> None:
    assert result.nodes["K"].band == "not_ready_enough"


def test_the_whole_is_not_ready_enough_in_every_completion(result: Result) -> None:
    assert (result.band_low, result.band_high) == ("not_ready_enough", "not_ready_enough")
    assert not result.provisional


def test_the_verdict_can_be_concluded_though_eight_topics_are_unknown(result: Result) -> None:
    assert result.coverage_exact < package().instrument().minimum_coverage
    assert result.conclusive


def test_support_is_ready_provisionally(result: Result) -> None:
    assert result.nodes["D"].band in ("ready_with_improvements", "ready")
    assert result.nodes["D"].provisional


def test_an_element_with_every_level_is_not_provisional(result: Result) -> None:
    assert {code for code in CAUSES if not result.nodes[code].provisional} == {"FI", "HR"}


def test_the_benefit_is_felt(result: Result) -> None:
    assert result.nodes["N"].band == "ready_with_improvements"


def test_the_cap_rests_on_capacity_alone(result: Result) -> None:
    (rule,) = result.rules
    assert rule.nodes == ("K",)


@pytest.mark.django_db
def test_the_case_passes_through_the_services_to_its_end() -> None:
    version, now = make_version(), datetime.now(UTC)
    people.create_accounts()
    place = places.create_study_place()
    cycle = places.create_cycle("Studi", version, now - timedelta(days=60), place, days=40, release=55)
    assessment = study.enter_study(place, cycle, now - timedelta(days=10))
    assert assessment.status == Status.FINAL
    assert assessment.finalisations.count() == 1
