"""The shortest way into the next band, for the whole and for each pillar. What 'shortest' means: `next_band`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from assessments.questionnaires.package import Package
from assessments.results.marks import IndicatorResult
from assessments.results.shapes import NodeResult, NoWay, Result, Rise, Way
from assessments.scoring import types as scoring
from assessments.scoring.bands import round_half_up
from assessments.scoring.engine import WHOLE
from assessments.scoring.types import Answer
from assessments.scoring.whatif import Plan, next_band


def ways(
    result: Result, package: Package, answers: Mapping[str, Answer], counted: scoring.Result, *, final: bool
) -> tuple[Way, ...]:
    """`counted` is the score of `answers`. A pillar of which nothing is asked has no way."""
    finder = _Finder(result, package, answers, counted, final)
    asked = [pillar for pillar in result.pillars if counted.nodes[pillar.code].low is not None]
    return tuple(finder.way(node) for node in (None, *asked))


class _Finder:
    def __init__(
        self,
        result: Result,
        package: Package,
        answers: Mapping[str, Answer],
        counted: scoring.Result,
        final: bool,
    ) -> None:
        self.package, self.answers, self.counted, self.final = package, answers, counted, final
        self.indicators = {one.code: one for one in result.indicators}

    def way(self, node: NodeResult | None) -> Way:
        code = node.code if node else WHOLE
        if self._coverage(code) < self.package.instrument().minimum_coverage or self._band(code) is None:
            return Way(node, NoWay.THIN)
        if self._band(code) == self.package.bands[-1].code:
            return Way(node, NoWay.TOP)
        plan = next_band(self.package.instrument(), self.answers, code, final=self.final)
        return Way(node, NoWay.MISSING) if plan is None else self._found(node, plan)

    def _coverage(self, code: str) -> Fraction:
        return self.counted.nodes[code].coverage if code else self.counted.coverage_exact

    def _band(self, code: str) -> str | None:
        return self.counted.nodes[code].band if code else self.counted.band

    def _found(self, node: NodeResult | None, plan: Plan) -> Way:
        return Way(
            node=node,
            band=self.package.band_name(plan.band, node.text.labels if node else ""),
            lower=self.package.band(plan.band).lower,
            rises=tuple(
                _rise(self.indicators[rise.code], _decimal(rise.start), _decimal(rise.end), rise.steps)
                for rise in plan.rises
            ),
            score=round_half_up(plan.score),
        )


def _rise(indicator: IndicatorResult, start: Decimal, end: Decimal, steps: int) -> Rise:
    levels = [start, *(level.value for level in indicator.text.levels if start < level.value < end)]
    found = [indicator.text.next_step(level) for level in levels]
    return Rise(indicator, end, steps, tuple(text for text in found if text))


def _decimal(level: Fraction) -> Decimal:
    return Decimal(level.numerator) / level.denominator
