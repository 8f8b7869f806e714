"""Pillars and elements with both readings, in the instrument's order."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from assessments.questionnaires.package import Package
from assessments.questionnaires.texts import NodeText
from assessments.responses.enums import AnswerState
from assessments.results.marks import IndicatorResult
from assessments.results.shapes import NodeResult, Shortfall
from assessments.scoring.bands import round_half_up
from assessments.scoring.types import NodeResult as Score
from assessments.scoring.types import Result


def collect_nodes(
    package: Package, own: Result, counted: Result, asked: Mapping[str, IndicatorResult]
) -> tuple[NodeResult, ...]:
    builder = _Builder(package, own.nodes, counted.nodes, asked)
    return tuple(builder.node(text, 0) for text in package.nodes)


class _Builder:
    def __init__(
        self,
        package: Package,
        own: Mapping[str, Score],
        counted: Mapping[str, Score],
        asked: Mapping[str, IndicatorResult],
    ) -> None:
        self.package, self.own, self.counted, self.asked = package, own, counted, asked

    def node(self, text: NodeText, depth: int) -> NodeResult:
        nodes = tuple(self.node(child, depth + 1) for child in text.nodes)
        indicators = tuple(self.asked[one.code] for one in text.indicators)
        below = [*indicators, *(one for node in nodes for child in node.walk() for one in child.indicators)]
        own, counted = self.own[text.code], self.counted[text.code]
        return NodeResult(
            text=text,
            depth=depth,
            own=own.shown,
            counted=counted.shown,
            gap=difference(own.score, counted.score),
            low=counted.low,
            high=counted.high,
            band=self.package.band_name(counted.band, text.labels) if counted.band else None,
            provisional=counted.provisional,
            shortfall=self.shortfall(text.code, counted.score),
            answered=sum(one.counted.level is not None for one in below),
            asked=sum(one.counted.state not in (None, AnswerState.NOT_APPLICABLE) for one in below),
            nodes=nodes,
            indicators=indicators,
        )

    def shortfall(self, code: str, score: Fraction | None) -> Shortfall | None:
        limits = [cap.below for cap in self.package.caps if code in cap.nodes]
        if score is None or not limits or score >= Fraction(max(limits)):
            return None
        return Shortfall(max(limits), round_half_up(Fraction(max(limits)) - score))


def difference(own: Fraction | None, counted: Fraction | None) -> Decimal | None:
    """Own less counted, taken before rounding: it may differ by a hundredth from the numbers as shown."""
    return None if own is None or counted is None else round_half_up(own - counted)
