"""How a number came about: the sum, the weights, the rounding, the band and the caps of one node, as exact values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from assessments.questionnaires.package import Package
from assessments.questionnaires.texts import CapText, IndicatorText, NodeText, Text
from assessments.results.scores import counted_answers, own_answers
from assessments.results.shapes import Basis
from assessments.scoring.bands import below
from assessments.scoring.engine import WHOLE, score
from assessments.scoring.sums import Part, Standing, Sum, sums
from assessments.scoring.types import Answer, Result


class Side(Enum):
    """Whose levels are added up."""

    SELF = "self"
    VERIFIED = "verified"


@dataclass(frozen=True)
class Line:
    """One part of the sum. `text` is a node below, or an indicator with its level."""

    text: NodeText | IndicatorText
    hue: str
    part: Part

    @property
    def is_node(self) -> bool:
        return isinstance(self.text, NodeText)

    @property
    def is_lowest(self) -> bool:
        return self.part.standing is Standing.LOWEST

    @property
    def is_out(self) -> bool:
        return self.part.standing is Standing.OUT


@dataclass(frozen=True)
class BandRange:
    """From `lower` on, and below `upper`; at the top `upper` is None."""

    name: Text
    lower: Decimal
    upper: Decimal | None


@dataclass(frozen=True)
class CapTrace:
    """A cap with the scores that it looks at, and those of them that are below its threshold."""

    threshold: Decimal
    at_most: Text
    nodes: tuple[tuple[NodeText, Decimal | None, bool], ...]

    @property
    def holds(self) -> bool:
        return any(is_below for _node, _score, is_below in self.nodes)


@dataclass(frozen=True)
class Trace:
    """`node` is None for the whole; `above` are the nodes around it, the topmost first. `exact` is what `shown` was
    rounded from. `band` is read from the number alone, `final_band` once the caps have spoken."""

    node: NodeText | None
    above: tuple[NodeText, ...]
    lines: tuple[Line, ...]
    sum: Sum
    exact: Fraction | None
    shown: Decimal | None
    low: Decimal | None
    high: Decimal | None
    coverage: Fraction
    band: BandRange | None
    final_band: Text | None
    caps: tuple[CapTrace, ...]

    @property
    def is_complete(self) -> bool:
        return self.coverage == 1

    @property
    def counting(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.part.score is not None)


@dataclass(frozen=True)
class Scored:
    """The answers of one side with all that follows from them."""

    package: Package
    answers: dict[str, Answer]
    result: Result
    sums: dict[str, Sum]

    def trace(self, code: str = WHOLE) -> Trace:
        """Raises `KeyError` for a code that is no node's."""
        found = self.sums[code]
        node = self.package.node(code) if code else None
        number = self.result.nodes.get(code)
        interval = self.result.interval or (None, None)
        return Trace(
            node=node,
            above=tuple(_above(self.package, code)),
            lines=tuple(_line(self.package, part) for part in found.parts),
            sum=found,
            exact=number.score if number else self.result.index,
            shown=number.shown if number else self.result.shown,
            low=number.low if number else interval[0],
            high=number.high if number else interval[1],
            coverage=number.coverage if number else self.result.coverage_exact,
            band=_range(self.package, number.band if number else self.result.band_by_index, node),
            final_band=self.package.band_name(self.result.band) if not node and self.result.band else None,
            caps=tuple(self._cap(cap) for cap in self.package.caps if not code or code in cap.nodes),
        )

    def _cap(self, cap: CapText) -> CapTrace:
        values = {code: self.result.nodes[code] for code in cap.nodes}
        scored = next(one for one in self.package.instrument().caps if one.code == cap.code)
        low = below(self.package.instrument(), scored, {code: value.score for code, value in values.items()})
        return CapTrace(
            threshold=cap.below,
            at_most=self.package.band_name(cap.at_most),
            nodes=tuple((self.package.node(code), value.shown, code in low) for code, value in values.items()),
        )


def sides_of(basis: Basis) -> tuple[Side, ...]:
    """What can be traced, the reading that counts first."""
    return (Side.SELF,) if basis is Basis.SELF else (Side.VERIFIED, Side.SELF)


def scored(facts: dict[str, Any], package: Package, *, basis: Basis, side: Side) -> Scored:
    """As `collect` scores the same facts."""
    answers = counted_answers(facts, package) if side is Side.VERIFIED else own_answers(facts, package)
    instrument, final = package.instrument(), basis is Basis.FINAL
    result = score(instrument, answers, final=final)
    return Scored(package, answers, result, sums(instrument, answers, result, final=final))


def _line(package: Package, part: Part) -> Line:
    indicator = package.indicators.get(part.code)
    if indicator:
        return Line(indicator, package.node(indicator.node).hue, part)
    node = package.node(part.code)
    return Line(node, node.hue, part)


def _above(package: Package, code: str) -> Iterator[NodeText]:
    parent = package.parent_of(code) if code else None
    if parent:
        yield from _above(package, parent.code)
        yield parent


def _range(package: Package, code: str | None, node: NodeText | None) -> BandRange | None:
    if code is None:
        return None
    name = package.band_name(code, node.labels if node else "")
    return BandRange(name, package.band(code).lower, package.band_end(code))
