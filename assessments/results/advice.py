"""What is strong, what is weak, what to do first. Each list follows a rule that page and report print beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest

from assessments.questionnaires.package import Package
from assessments.results.marks import IndicatorResult
from assessments.results.shapes import NodeResult, Outlook, Result, Step
from assessments.scoring.types import Answer
from assessments.scoring.whatif import with_at_least

NAMED = 3


def advised(result: Result, package: Package) -> Result:
    enough = good_level(package)
    return replace(
        result,
        strengths=strengths(result, enough),
        weaknesses=weaknesses(result, enough),
        steps=steps(result),
    )


def good_level(package: Package) -> Decimal:
    """The lowest level that reads in the second-best band or the best."""
    bar = package.bands[-2:][0].lower
    return next(level.value for level in package.levels if level.value >= bar)


def strengths(result: Result, enough: Decimal) -> tuple[IndicatorResult, ...]:
    """The highest levels, from `enough` up, one an element before a second of the same."""
    ranked = [
        sorted(_with_level(element, lambda level: level >= enough), key=lambda one: -_level(one))
        for element in sorted(result.elements, key=lambda element: -(element.counted or 0))
    ]
    return tuple(_in_turn(ranked)[:NAMED])


def weaknesses(result: Result, enough: Decimal) -> tuple[IndicatorResult, ...]:
    """The lowest levels below `enough`; those of the elements that cap the verdict come first."""
    return tuple(_lowest_first(result, enough))[:NAMED]


def steps(result: Result) -> tuple[Step, ...]:
    """Everything that can rise. First the weakest indicator of each element that caps the verdict, lowest element
    first, then their second weakest, and so on; then the other elements in the same way."""
    owners = {one.code: element for element in result.elements for one in element.indicators}
    capping = _capping(result)
    return tuple(
        Step(one, owners[one.code], one.step, owners[one.code].code in capping)
        for one in _lowest_first(result, result.ruler.highest)
        if one.step
    )


def outlook(result: Result, package: Package, answers: Mapping[str, Answer], *, final: bool) -> Outlook | None:
    """The whole with every indicator of the capping elements at a level above the threshold; None without a cap."""
    nodes = tuple({node.code: node for cap in result.caps for node in cap.nodes}.values())
    if not nodes:
        return None
    bar = max(cap.threshold for cap in result.caps)
    level = next((level.value for level in package.levels if level.value >= bar), package.maximum)
    codes = [one.code for node in nodes for below in node.walk() for one in below.indicators]
    raised = with_at_least(package.instrument(), answers, codes, Fraction(level), final=final)
    if raised.shown is None or raised.band is None:
        return None
    return Outlook(nodes, level, raised.shown, package.band_name(raised.band))


def _capping(result: Result) -> set[str]:
    return {cause.code for cap in result.caps for cause in cap.causes}


def _lowest_first(result: Result, below: Decimal) -> list[IndicatorResult]:
    capping = _capping(result)
    elements = sorted(result.elements, key=lambda element: element.counted or 0)
    ranked = {
        element.code: sorted(_with_level(element, lambda level: level < below), key=_level) for element in elements
    }
    first = [found for code, found in ranked.items() if code in capping]
    rest = [found for code, found in ranked.items() if code not in capping]
    return _in_turn(first) + _in_turn(rest)


def _with_level(element: NodeResult, fits: Callable[[Decimal], bool]) -> list[IndicatorResult]:
    return [one for one in element.indicators if one.counted.level is not None and fits(one.counted.level)]


def _level(indicator: IndicatorResult) -> Decimal:
    return indicator.counted.level or Decimal(0)


def _in_turn(lists: Iterable[list[IndicatorResult]]) -> list[IndicatorResult]:
    """The first of each list, then the second of each, and so on."""
    return [one for row in zip_longest(*lists) for one in row if one is not None]
