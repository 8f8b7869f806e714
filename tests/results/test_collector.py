"""Results against cases worked out by hand on the small instrument."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.utils import translation

from assessments.results.collector import collect
from assessments.results.shapes import Basis, Result
from tests.results.small import NOW, adjusted, agreed, answer, facts, final, levels, small


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def node(result: Result, code: str):
    return next(one for one in result.nodes if one.code == code)


def test_the_index_and_its_gap_are_computed_exactly() -> None:
    """D (4+4)/2, K ((2+3)/2 + 5)/2 = 3.75, N 3: (3*4 + 3*3.75 + 3)/7 = 3.75; own K ((4+3)/2 + 5)/2 = 4.25."""
    result = final(*levels(A1="4", A2="4", B2="3", C1="5", E1="3"), answer("B1", "4", adjusted("2")))
    assert (result.index, result.own_index, result.gap) == (Decimal("3.75"), Decimal("3.96"), Decimal("0.21"))
    assert (node(result, "K").counted, node(result, "K").own) == (Decimal("3.75"), Decimal("4.25"))
    assert node(result, "B").gap == Decimal("1.00")
    b1 = next(one for one in result.indicators if one.code == "B1")
    assert (b1.gap, b1.is_adjusted, b1.verdict.reason) == (Decimal(2), True, "seen otherwise")
    assert result.course.reviewers == (1, 2)


def test_a_cap_that_lowers_the_band_names_pillar_and_elements() -> None:
    """D 5, K ((1+2)/2 + 5)/2 = 3.25 < 3.40, N 5: index (15 + 9.75 + 5)/7 = 4.25, which alone reads Ready."""
    result = final(*levels(A1="5", A2="5", B1="1", B2="2", C1="5", E1="5"))
    assert (result.index, result.verdict) == (Decimal("4.25"), "Not ready enough")
    assert str(result.band_by_index) == "Ready"
    (cap,) = result.caps
    assert (cap.changed, [one.code for one in cap.causes]) == (True, ["B"])
    assert result.reasons == (
        "The index, 4.25, reads as Ready, but Pillar K 3.25, below 3.40, caps it at Not ready enough.",
        "What holds it down is the element Element B 1.50.",
    )
    assert node(result, "K").shortfall.by == Decimal("0.15")
    assert result.certainty == ""
    assert result.outlook_sentence == (
        "With at least level 4 everywhere in Pillar K, the index would be 4.79 and the verdict Ready."
    )


def test_a_cap_is_stated_even_where_the_index_is_there_already() -> None:
    result = final(*levels(A1="3", A2="3", B1="3", B2="3", C1="3", E1="3"))
    assert (result.caps[0].changed, result.verdict) == (False, "Not ready enough")
    assert "so the verdict is at most Not ready enough; the index, 3.00, reads no higher." in result.reasons[0]


def test_without_a_cap_the_index_speaks() -> None:
    result = final(*levels(A1="4", A2="4", B1="4", B2="4", C1="4", E1="1"))
    assert result.caps == ()
    assert result.reasons == ("The index, 3.57, reads as Ready, with improvements; no pillar caps it.",)
    assert str(node(result, "N").band) == "Not felt"
    assert str(node(result, "E").band) == "Not ready"


def test_a_cap_that_no_missing_answer_can_lift_is_called_certain() -> None:
    """K at best ((1+5)/2 + 3)/2 = 3.00."""
    result = final(*levels(A1="5", A2="5", B1="1", C1="3", E1="5"), answer("B2", "not_known", agreed("not_known")))
    assert result.coverage.missing == result.coverage.not_known == 1
    assert [one.code for one in result.caps[0].stays] == ["K"]
    assert "The cap holds in every completion: even with level 5 everywhere" in result.certainty
    assert "Pillar K (3.00) would stay below 3.40" in result.certainty


def test_a_verdict_that_no_missing_answer_can_change_is_called_certain() -> None:
    result = final(*levels(A1="5", A2="5", B1="1", C1="3", E1="5"), answer("B2", "not_known", agreed("not_known")))
    assert (result.conclusive, result.provisional) == (True, False)
    assert result.certainty.startswith("The verdict is certain although 1 answer is missing")


def test_a_cap_that_missing_answers_may_lift_is_not_certain() -> None:
    """K now ((1) + 5)/2 = 3.00, at best ((1+5)/2 + 5)/2 = 4.00."""
    result = final(*levels(A1="5", A2="5", B1="1", C1="5", E1="5"), answer("B2", "not_known", agreed("not_known")))
    assert result.caps[0].stays == ()
    assert result.certainty == "The cap is not certain: the missing answers could lift Pillar K to 3.40 or above."


def test_an_interval_across_bands_makes_the_verdict_provisional() -> None:
    """E1 missing: index 4.00; at worst (24 + 1)/7 = 3.57, at best (24 + 5)/7 = 4.14: one band. A2 too: two bands."""
    known = levels(A1="4", B1="4", B2="4", C1="4", E1="4")
    sure = final(*known[:-1], *levels(A2="4"), answer("E1", "not_known", agreed("not_known")))
    assert (sure.qualifier, sure.low, sure.high) == ("", Decimal("3.57"), Decimal("4.14"))
    open_ended = final(*known, answer("A2", "not_known", agreed("not_known")))
    assert (open_ended.provisional, open_ended.verdict) == (True, "Cannot be concluded yet")
    assert open_ended.coverage.share < Decimal("0.80")


def test_enough_coverage_and_two_bands_read_provisional() -> None:
    """D 4.5, K 4, E1 unknown: index 25.5/6 = 4.25; at worst 26.5/7 = 3.79, at best 30.5/7 = 4.36."""
    result = final(*levels(A1="4", A2="5", B1="4", B2="4", C1="4"), answer("E1", "not_known", agreed("not_known")))
    assert (result.low, result.high) == (Decimal("3.79"), Decimal("4.36"))
    assert (result.verdict, result.qualifier) == ("Ready", "provisional")
    assert result.reasons[-1] == (
        "If everything still missing turns out lowest, the index is 3.79 and the verdict Ready, with improvements;"
        " if highest, 4.36 and Ready."
    )


def test_too_little_coverage_gives_no_verdict_but_says_how_high_it_could_be() -> None:
    result = final(*levels(A1="2", A2="2", B1="4", E1="5"), *[answer(code, "not_known") for code in ("B2", "C1")])
    assert (result.conclusive, result.verdict) == (False, "Cannot be concluded yet")
    assert result.qualifier == "at most Not ready enough"
    assert not any(mark.is_verdict for mark in result.ruler.bands)
    assert result.reasons[0] == ("4 of 6 indicators have a level, 67% of the weight. A verdict needs 80%.")


def test_a_share_below_what_is_needed_never_reads_as_if_it_met_it() -> None:
    result = final(*levels(A1="4", A2="4", B1="4", B2="4", E1="4"), answer("C1", "not_known"))
    assert result.coverage.share == Decimal("0.78")


def test_not_applicable_counts_as_missing_until_an_evaluator_agrees() -> None:
    rest = levels(A1="4", A2="4", B1="4", B2="4", C1="4")
    assert final(*rest, answer("E1", "not_applicable", agreed("not_applicable"))).coverage.asked == 5
    assert final(*rest, answer("E1", "not_applicable")).coverage.asked == 6


def test_a_planned_medium_is_read_before_launch_and_without_value() -> None:
    result = final(*levels(A1="4", A2="4", B1="4", B2="4", C1="4"), stage="planned")
    assert result.head == (
        "Readiness before launch of Agency of Tests to run Portal for information, for citizens,"
        " as of 24 November 2026."
    )
    value = node(result, "N")
    assert (value.counted, value.band, value.asked) == (None, None, 0)
    assert (result.index, result.coverage.asked) == (Decimal("4.00"), 5)
    assert next(one for one in result.indicators if one.code == "E1").counted.state is None


def test_the_own_reading_knows_nothing_of_verdicts() -> None:
    given = facts(answer("A1", "5", adjusted("1")), *levels(A2="5"), final=False)
    result = collect(given, small(), basis=Basis.SELF, now=NOW)
    assert node(result, "A").counted == Decimal("5.00")
    assert all(one.verdict is None for one in result.indicators)
    assert not result.is_verified
    assert result.as_of == NOW


def test_nothing_answered_has_no_index() -> None:
    result = collect(facts(*[answer(code, "") for code in ("A1", "A2", "B1", "B2", "C1", "E1")], final=False),
                     small(), basis=Basis.SELF, now=NOW)  # fmt: skip
    assert (result.index, result.verdict, result.certainty) == (None, "Cannot be concluded yet", "")
    assert result.steps == ()


def test_steps_begin_with_what_lifts_the_capping_elements() -> None:
    """K caps: B (1.5) below C (3), then the others, the lowest element first."""
    result = final(*levels(A1="4", A2="5", B1="2", B2="1", C1="3", E1="2"))
    assert [(one.indicator.code, one.lifts) for one in result.steps] == [
        ("B2", True),
        ("C1", True),
        ("B1", True),
        ("E1", False),
        ("A1", False),
    ]
    assert str(result.steps[0].text) == "lift B2 from 1"
    assert [one.code for one in result.weaknesses] == ["B2", "C1", "B1"]
    assert [one.code for one in result.strengths] == ["A2", "A1"]


def test_an_indicator_says_what_is_met_and_what_is_lacking() -> None:
    result = final(*levels(A1="3", A2="5"))
    a1, a2 = result.elements[0].indicators
    assert (str(a1.level.criteria[0]), str(a1.above.criteria[0])) == ("A1 needs 3", "A1 needs 4")
    assert (a2.above, a2.step) == (None, None)


def test_the_language_rules_words_and_numbers() -> None:
    with translation.override("id"):
        result = final(*levels(A1="4", A2="4", B1="4", B2="4", C1="4", E1="1"))
    assert "3,57" in result.reasons[0]
    assert result.verdict == "Ready, with improvements.id"
