"""Cases that can be checked by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from assessments.scoring.bands import band_of, round_half_up
from assessments.scoring.engine import score
from assessments.scoring.types import Answer, Cap, Indicator, Instrument, Missing, Node
from tests.scoring.strategies import BANDS, SCALE

SUPPORT = Node("S", Fraction(3), (Indicator("s1"), Indicator("s2")))
VALUE = Node("V", Fraction(1), (Indicator("v1"),))
PRECONDITION = Cap("preconditions", ("S",), Fraction("3.4"), "fair")
INSTRUMENT = Instrument("test", (SUPPORT, VALUE), BANDS, SCALE, (PRECONDITION,))


def answers(**given: float | str | Missing) -> dict[str, Answer]:
    return {code: value if isinstance(value, Missing) else Fraction(value) for code, value in given.items()}


@pytest.mark.parametrize(
    ("value", "band"),
    [("1", "low"), ("2.59", "low"), ("2.6", "fair"), ("3.3999", "fair"), ("3.4", "good"), ("4.2", "top"), ("5", "top")],
)
def test_a_lower_bound_belongs_to_its_band(value: str, band: str) -> None:
    assert band_of(INSTRUMENT, Fraction(value)) == band


@pytest.mark.parametrize(("band_on", "band"), [("exact", "fair"), ("shown", "good")])
def test_the_instrument_says_whether_the_band_is_read_before_or_after_rounding(band_on: str, band: str) -> None:
    assert band_of(replace(INSTRUMENT, band_on=band_on), Fraction("3.395")) == band


@pytest.mark.parametrize(
    ("value", "shown"),
    [("2.005", "2.01"), ("2.0049999", "2.00"), ("3.4985", "3.50"), ("1/3", "0.33"), ("-0.125", "-0.12")],
)
def test_halves_go_up(value: str, shown: str) -> None:
    assert round_half_up(Fraction(value)) == Decimal(shown)


def test_nothing_is_computed_from_a_rounded_value() -> None:
    """Both nodes show 2.67 and 3.00; their mean is 2.8333…, from the rounded ones it would be 2.835, shown 2.84."""
    three = Node("A", Fraction(1), (Indicator("a1"), Indicator("a2"), Indicator("a3")))
    other = Node("B", Fraction(1), (Indicator("b1"),))
    result = score(Instrument("t", (three, other), BANDS, SCALE), answers(a1=2, a2=3, a3=3, b1=3))
    assert result.nodes["A"].shown == Decimal("2.67")
    assert result.shown == Decimal("2.83")


def test_a_cap_holds_the_whole_down_and_keeps_the_band_by_index() -> None:
    result = score(INSTRUMENT, answers(s1=3, s2="3.7", v1=5))
    assert result.shown == Decimal("3.76")
    assert (result.band_by_index, result.band) == ("good", "fair")
    assert [(rule.nodes, rule.certain, rule.changed) for rule in result.rules] == [(("S",), True, True)]


def test_a_cap_is_named_even_where_it_changes_nothing() -> None:
    result = score(INSTRUMENT, answers(s1=2, s2=2, v1=2))
    assert (result.band_by_index, result.band) == ("low", "low")
    assert [rule.changed for rule in result.rules] == [False]


def test_a_node_at_the_threshold_does_not_cap() -> None:
    assert score(INSTRUMENT, answers(s1="3.4", s2="3.4", v1=5)).rules == ()


def test_a_node_without_a_score_does_not_cap() -> None:
    result = score(INSTRUMENT, answers(v1=5))
    assert (result.nodes["S"].score, result.rules, result.band) == (None, (), "top")


def test_missing_answers_leave_the_point_score_and_widen_the_interval() -> None:
    result = score(INSTRUMENT, answers(s1=4, s2=Missing.NOT_KNOWN, v1=4))
    assert result.shown == Decimal("4.00")
    assert result.interval == (Decimal("2.88"), Decimal("4.38"))
    assert (result.band_low, result.band_high, result.provisional) == ("fair", "top", True)
    assert {code: node.provisional for code, node in result.nodes.items()} == {"S": True, "V": False}


def test_coverage_counts_weight_and_indicators() -> None:
    result = score(INSTRUMENT, answers(s1=4, s2=Missing.NOT_APPLICABLE))
    assert (result.coverage_exact, result.counted, result.applicable) == (Fraction(3, 4), 1, 2)


def test_what_is_not_applicable_leaves_the_sum() -> None:
    result = score(INSTRUMENT, answers(s1=2, s2=Missing.NOT_APPLICABLE, v1=5))
    assert result.nodes["S"].score == 2
    assert result.index == Fraction(11, 4)


def test_a_node_that_is_not_applicable_as_a_whole_has_no_score_and_no_interval() -> None:
    result = score(INSTRUMENT, answers(s1=4, s2=4, v1=Missing.NOT_APPLICABLE))
    value = result.nodes["V"]
    assert (value.score, value.low, value.high, value.band) == (None, None, None, None)
    assert (result.index, result.coverage_exact) == (4, 1)


def test_when_nothing_applies_there_is_nothing_to_say() -> None:
    result = score(INSTRUMENT, dict.fromkeys(("s1", "s2", "v1"), Missing.NOT_APPLICABLE))
    assert (result.index, result.interval, result.band, result.band_low) == (None, None, None, None)


@pytest.mark.parametrize(
    ("policy", "final", "index"), [("excluded", True, 4), ("lowest", True, Fraction("2.5")), ("lowest", False, 4)]
)
def test_not_known_counts_lowest_only_at_the_end_and_only_where_the_instrument_says_so(
    policy: str, final: bool, index: Fraction
) -> None:
    instrument = replace(INSTRUMENT, nodes=(SUPPORT,), not_known_at_final=policy)
    assert score(instrument, answers(s1=4, s2=Missing.NOT_KNOWN), final=final).index == index


def test_counting_not_known_lowest_keeps_it_out_of_the_coverage() -> None:
    instrument = replace(INSTRUMENT, nodes=(SUPPORT,), not_known_at_final="lowest")
    result = score(instrument, answers(s1=4, s2=Missing.NOT_KNOWN), final=True)
    assert (result.coverage_exact, result.interval) == (Fraction(1, 2), (Decimal("2.50"), Decimal("2.50")))


def test_unanswered_is_never_counted_lowest() -> None:
    instrument = replace(INSTRUMENT, nodes=(SUPPORT,), not_known_at_final="lowest")
    assert score(instrument, answers(s1=4), final=True).index == 4


def test_nodes_stand_in_the_order_of_the_instrument() -> None:
    inner = Node("in", Fraction(1), (Indicator("x"),))
    instrument = Instrument("t", (Node("out", Fraction(1), (inner,)), VALUE), BANDS, SCALE)
    assert list(score(instrument, {}).nodes) == ["out", "in", "V"]
