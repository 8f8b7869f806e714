"""From answers to scores: exact, in one pass over the tree. Nothing is computed from a rounded value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

from assessments.scoring.bands import band_of, capped, held_rules, round_half_up
from assessments.scoring.types import Answer, Indicator, Instrument, Missing, Node, NodeResult, Result

WHOLE = ""
NOTHING, ALL = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Reading:
    """A node or an indicator: its point score, its score at the worst and the best completion, and its coverage.

    `counts` is False where everything below it is not applicable: it leaves every sum.
    """

    counts: bool
    score: Fraction | None = None
    low: Fraction = NOTHING
    high: Fraction = NOTHING
    coverage: Fraction = NOTHING


NOT_COUNTED = Reading(counts=False)


def score(instrument: Instrument, answers: Mapping[str, Answer], *, final: bool = False) -> Result:
    """An indicator without an answer is unanswered. `final`: *not known* obeys `not_known_at_final`."""
    readings: dict[str, Reading] = {}
    whole = Node(WHOLE, Fraction(1), instrument.nodes)
    total = _read_node(instrument, whole, answers, final, readings)
    return _result(instrument, total, readings, answers)


def _read_node(
    instrument: Instrument, node: Node, answers: Mapping[str, Answer], final: bool, readings: dict[str, Reading]
) -> Reading:
    readings[node.code] = NOT_COUNTED  # A node stands before what it holds, in the order of the instrument.
    children = [
        (child.weight, _read_indicator(instrument, answers.get(child.code, Missing.UNANSWERED), final))
        if isinstance(child, Indicator)
        else (child.weight, _read_node(instrument, child, answers, final, readings))
        for child in node.children
    ]
    readings[node.code] = _mean(children)
    return readings[node.code]


def _read_indicator(instrument: Instrument, answer: Answer, final: bool) -> Reading:
    scale = instrument.scale
    if answer is Missing.NOT_APPLICABLE:
        return NOT_COUNTED
    if answer is Missing.NOT_KNOWN and final and instrument.not_known_at_final == "lowest":
        return Reading(True, scale.minimum, scale.minimum, scale.minimum, NOTHING)
    if isinstance(answer, Missing):
        return Reading(True, None, scale.minimum, scale.maximum, NOTHING)
    return _known(answer)


def _known(value: Fraction) -> Reading:
    return Reading(True, value, value, value, ALL)


def _mean(children: Sequence[tuple[Fraction, Reading]]) -> Reading:
    counted = [(weight, reading) for weight, reading in children if reading.counts]
    if not counted:
        return NOT_COUNTED
    scored = [(weight, reading.score) for weight, reading in counted if reading.score is not None]
    if all(reading.coverage == 1 for _weight, reading in counted):
        return _known(_weighted(scored))
    return Reading(
        counts=True,
        score=_weighted(scored) if scored else None,
        low=_weighted([(weight, reading.low) for weight, reading in counted]),
        high=_weighted([(weight, reading.high) for weight, reading in counted]),
        coverage=_weighted([(weight, reading.coverage) for weight, reading in counted]),
    )


def _weighted(values: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    # Over common denominators, in whole numbers: adding fractions one by one takes several times as long.
    shares = _whole([weight for weight, _value in values])
    common = lcm(*(value.denominator for _weight, value in values))
    points = (value.numerator * (common // value.denominator) for _weight, value in values)
    return Fraction(sum(share * point for share, point in zip(shares, points, strict=True)), common * sum(shares))


def _whole(weights: Sequence[Fraction]) -> list[int]:
    """The weights as whole numbers in the same proportion."""
    common = lcm(*(weight.denominator for weight in weights))
    return [weight.numerator * (common // weight.denominator) for weight in weights]


def _result(
    instrument: Instrument, total: Reading, readings: Mapping[str, Reading], answers: Mapping[str, Answer]
) -> Result:
    by_index = band_of(instrument, total.score)
    point = {code: reading.score for code, reading in readings.items()}
    worst = {code: reading.low if reading.counts else None for code, reading in readings.items()}
    best = {code: reading.high if reading.counts else None for code, reading in readings.items()}
    band_low = capped(instrument, band_of(instrument, worst[WHOLE]), worst)
    band_high = capped(instrument, band_of(instrument, best[WHOLE]), best)
    asked = [answers.get(item.code, Missing.UNANSWERED) for item in instrument.indicators()]
    return Result(
        index=total.score,
        shown=_shown(total.score),
        interval=(round_half_up(total.low), round_half_up(total.high)) if total.counts else None,
        band_by_index=by_index,
        band=capped(instrument, by_index, point),
        band_low=band_low,
        band_high=band_high,
        provisional=band_low != band_high,
        # A band that no completion can change needs no further answers.
        conclusive=total.coverage >= instrument.minimum_coverage or (band_low == band_high and band_low is not None),
        coverage=round_half_up(total.coverage),
        coverage_exact=total.coverage,
        counted=sum(not isinstance(answer, Missing) for answer in asked),
        applicable=sum(answer is not Missing.NOT_APPLICABLE for answer in asked),
        rules=held_rules(instrument, by_index, point, best),
        nodes={code: _node_result(instrument, code, reading) for code, reading in readings.items() if code != WHOLE},
    )


def _shown(value: Fraction | None) -> Decimal | None:
    return None if value is None else round_half_up(value)


def _node_result(instrument: Instrument, code: str, reading: Reading) -> NodeResult:
    return NodeResult(
        code=code,
        score=reading.score,
        shown=_shown(reading.score),
        low=round_half_up(reading.low) if reading.counts else None,
        high=round_half_up(reading.high) if reading.counts else None,
        band=band_of(instrument, reading.score),
        provisional=reading.counts and band_of(instrument, reading.low) != band_of(instrument, reading.high),
        coverage=reading.coverage,
    )
