"""What holds for every instrument and every set of answers."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.scoring.bands import rank, round_half_up
from assessments.scoring.engine import score
from assessments.scoring.types import Answer, Indicator, Instrument, Missing, Node, Result
from tests.scoring.strategies import SCALE, answered, answers, levels, missing, weights

OPEN = (Missing.UNANSWERED, Missing.NOT_KNOWN)


def reading(instrument: Instrument, given: dict[str, Answer], code: str = "") -> Fraction | None:
    return score(instrument, given).index if not code else score(instrument, given).nodes[code].score


def shuffled(node: Node, seed: random.Random, factor: Fraction = Fraction(1)) -> Node:
    """Its children in another order, their weights all multiplied by `factor`."""
    children = [
        replace(child, weight=child.weight * factor)
        if isinstance(child, Indicator)
        else replace(shuffled(child, seed, factor), weight=child.weight * factor)
        for child in node.children
    ]
    seed.shuffle(children)
    return replace(node, children=tuple(children))


def completed(given: dict[str, Answer], draw: st.DataObject) -> dict[str, Answer]:
    return {code: draw.draw(levels) if answer in OPEN else answer for code, answer in given.items()}


def width(result: Result) -> Decimal:
    assert result.interval is not None
    return result.interval[1] - result.interval[0]


@given(answered())
def test_every_score_lies_on_the_scale(case: tuple[Instrument, dict[str, Answer]]) -> None:
    result = score(*case)
    for value in [result.index, *(node.score for node in result.nodes.values())]:
        assert value is None or SCALE.minimum <= value <= SCALE.maximum


@given(answered(), st.data())
def test_a_higher_level_never_lowers_a_score_or_a_band(
    case: tuple[Instrument, dict[str, Answer]], draw: st.DataObject
) -> None:
    instrument, given = case
    known = [code for code, answer in given.items() if not isinstance(answer, Missing)]
    assume(known)
    code = draw.draw(st.sampled_from(known))
    higher = {**given, code: draw.draw(levels.filter(lambda level: level >= given[code]))}
    before, after = score(instrument, given), score(instrument, higher)
    assert after.index >= before.index
    assert rank(instrument, after.band) >= rank(instrument, before.band)
    for node in before.nodes.values():
        assert node.score is None or after.nodes[node.code].score >= node.score


@given(answered(), st.randoms(), weights)
def test_order_and_a_common_factor_of_the_weights_change_nothing(
    case: tuple[Instrument, dict[str, Answer]], seed: random.Random, factor: Fraction
) -> None:
    instrument, given = case
    whole = shuffled(Node("", Fraction(1), instrument.nodes), seed, factor)
    other = replace(instrument, nodes=tuple(node for node in whole.children if isinstance(node, Node)))
    before, after = score(instrument, given), score(other, dict(reversed(list(given.items()))))
    assert (after.index, after.interval, after.band, after.coverage_exact) == (
        before.index,
        before.interval,
        before.band,
        before.coverage_exact,
    )
    assert {code: node.score for code, node in after.nodes.items()} == {
        code: node.score for code, node in before.nodes.items()
    }


@given(answered(), st.data())
def test_the_interval_holds_every_completion(case: tuple[Instrument, dict[str, Answer]], draw: st.DataObject) -> None:
    instrument, given = case
    before, after = score(instrument, given), score(instrument, completed(given, draw))
    assume(before.interval is not None)
    assert before.interval[0] <= after.shown <= before.interval[1]
    assert rank(instrument, before.band_low) <= rank(instrument, after.band) <= rank(instrument, before.band_high)
    for code, node in before.nodes.items():
        assert node.low is None or node.low <= after.nodes[code].shown <= node.high
        assert node.provisional or node.band in (None, after.nodes[code].band)


@given(answered(), st.data())
def test_the_interval_shrinks_as_answers_come(case: tuple[Instrument, dict[str, Answer]], draw: st.DataObject) -> None:
    instrument, given = case
    lacking = [code for code, answer in given.items() if answer in OPEN]
    assume(lacking)
    code = draw.draw(st.sampled_from(lacking))
    before, after = score(instrument, given), score(instrument, {**given, code: draw.draw(levels)})
    assert before.interval[0] <= after.interval[0] <= after.interval[1] <= before.interval[1]
    assert after.coverage_exact > before.coverage_exact
    assert width(after) <= width(before)


@given(answered())
def test_the_interval_holds_the_point_score_itself(case: tuple[Instrument, dict[str, Answer]]) -> None:
    result = score(*case)
    assume(result.shown is not None)
    assert result.interval[0] <= result.shown <= result.interval[1]


@given(answered(levels))
def test_with_every_answer_the_interval_is_the_index(case: tuple[Instrument, dict[str, Answer]]) -> None:
    result = score(*case)
    assert result.interval == (result.shown, result.shown)
    assert (result.coverage_exact, result.provisional) == (1, False)


@given(answered(missing))
def test_without_an_answer_there_is_no_score_and_the_interval_is_the_scale(
    case: tuple[Instrument, dict[str, Answer]],
) -> None:
    result = score(*case)
    assert (result.index, result.band, result.coverage_exact) == (None, None, 0)
    assert result.interval == (Decimal("1.00"), Decimal("5.00"))


@given(answered(), st.data())
def test_what_is_not_applicable_is_as_if_it_were_not_asked(
    case: tuple[Instrument, dict[str, Answer]], draw: st.DataObject
) -> None:
    instrument, given = case
    code = draw.draw(st.sampled_from(sorted(given)))
    excused = score(instrument, {**given, code: Missing.NOT_APPLICABLE})
    slim = replace(instrument, nodes=tuple(filter(None, (without(node, code) for node in instrument.nodes))), caps=())
    assume(slim.nodes)
    rest = {name: answer for name, answer in given.items() if name != code}
    assert score(slim, rest).index == excused.index


def without(node: Node, code: str) -> Node | None:
    kept = [without(child, code) if isinstance(child, Node) else child for child in node.children]
    children = tuple(child for child in kept if child is not None and child.code != code)
    return replace(node, children=children) if children else None


@given(answered())
def test_rounding_happens_once(case: tuple[Instrument, dict[str, Answer]]) -> None:
    """The whole, computed once more from the nodes' exact scores, is the same; and shown is that, rounded."""
    instrument, given = case
    result = score(instrument, given)
    counted = [(node.weight, result.nodes[node.code].score) for node in instrument.nodes]
    scored = [(weight, value) for weight, value in counted if value is not None]
    assume(scored)
    exact = sum(weight * value for weight, value in scored) / sum(weight for weight, _value in scored)
    assert result.index == exact
    assert result.shown == round_half_up(exact)


@given(st.decimals(0, 1000, places=4))
def test_rounding_is_half_up(value: Decimal) -> None:
    assert round_half_up(Fraction(value)) == value.quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(answered(answers))
def test_a_cap_limits_the_band_whenever_its_condition_holds(case: tuple[Instrument, dict[str, Answer]]) -> None:
    instrument, given = case
    result = score(instrument, given)
    held = {id(rule): rule for rule in result.rules}
    for rule in held.values():
        assert rank(instrument, result.band) <= rank(instrument, rule.at_most)
        assert rule.changed == (rank(instrument, result.band_by_index) > rank(instrument, rule.at_most))
    if not held and result.band is not None:
        assert result.band == result.band_by_index


@given(answered(), st.data())
def test_a_certain_cap_holds_in_every_completion(
    case: tuple[Instrument, dict[str, Answer]], draw: st.DataObject
) -> None:
    instrument, given = case
    certain = {(rule.nodes, rule.below, rule.at_most) for rule in score(instrument, given).rules if rule.certain}
    after = score(instrument, completed(given, draw))
    limits = {(rule.below, rule.at_most) for rule in after.rules}
    assert {(below, at_most) for _nodes, below, at_most in certain} <= limits
