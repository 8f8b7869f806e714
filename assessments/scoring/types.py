"""The shapes of scoring. Values are levels on the instrument's scale; weights count among siblings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from fractions import Fraction


class Missing(Enum):
    UNANSWERED = "unanswered"
    NOT_KNOWN = "not_known"
    NOT_APPLICABLE = "not_applicable"


Answer = Fraction | Missing


@dataclass(frozen=True)
class Scale:
    minimum: Fraction
    maximum: Fraction


@dataclass(frozen=True)
class Indicator:
    code: str
    weight: Fraction = Fraction(1)


@dataclass(frozen=True)
class Node:
    code: str
    weight: Fraction
    children: tuple[Node | Indicator, ...]
    labels: str = ""


@dataclass(frozen=True)
class Band:
    """`lower` is inclusive."""

    code: str
    lower: Fraction


@dataclass(frozen=True)
class Cap:
    """While one of `nodes` scores below `below`, the whole is at most in the band `at_most`."""

    code: str
    nodes: tuple[str, ...]
    below: Fraction
    at_most: str


@dataclass(frozen=True)
class Instrument:
    code: str
    nodes: tuple[Node, ...]
    bands: tuple[Band, ...]
    scale: Scale
    caps: tuple[Cap, ...] = ()
    band_on: str = "exact"
    not_known_at_final: str = "excluded"
    minimum_coverage: Fraction = Fraction(0)

    def indicators(self) -> Iterator[Indicator]:
        stack: list[Node | Indicator] = list(reversed(self.nodes))
        while stack:
            item = stack.pop()
            if isinstance(item, Indicator):
                yield item
            else:
                stack.extend(reversed(item.children))


@dataclass(frozen=True)
class NodeResult:
    """`score` is exact and None where nothing counts; `shown`, `low` and `high` are rounded. `provisional`: the band is
    not the same in every completion of what is missing."""

    code: str
    score: Fraction | None
    shown: Decimal | None
    low: Decimal | None
    high: Decimal | None
    band: str | None
    provisional: bool
    coverage: Fraction


@dataclass(frozen=True)
class HeldRule:
    """A cap whose condition holds. `nodes`: those below the threshold; `stays`: those that are below it in every
    completion of what is missing. `changed`: the band read from the index alone would have been higher."""

    code: str
    nodes: tuple[str, ...]
    below: Fraction
    at_most: str
    stays: tuple[str, ...]
    changed: bool

    @property
    def certain(self) -> bool:
        return bool(self.stays)


@dataclass(frozen=True)
class Result:
    """`interval` holds the index of every completion. `counted` of `applicable` indicators have a level."""

    index: Fraction | None
    shown: Decimal | None
    interval: tuple[Decimal, Decimal] | None
    band_by_index: str | None
    band: str | None
    band_low: str | None
    band_high: str | None
    provisional: bool
    conclusive: bool
    coverage: Decimal
    coverage_exact: Fraction
    counted: int
    applicable: int
    rules: tuple[HeldRule, ...] = ()
    nodes: Mapping[str, NodeResult] = field(default_factory=dict)
