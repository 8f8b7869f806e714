"""Every score taken apart: what was added up, by which weights. The quotient is the engine's exact score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from assessments.scoring.engine import WHOLE
from assessments.scoring.types import Answer, Indicator, Instrument, Missing, Node, Result


class Standing(Enum):
    """How a part stands in the sum around it."""

    COUNTS = "counts"
    LOWEST = "lowest"  # not known, and counted with the lowest level
    MISSING = "missing"  # outside the score, inside the interval
    OUT = "out"  # not applicable: outside everything


@dataclass(frozen=True)
class Part:
    """A child in the sum: `score` is None where it does not count."""

    code: str
    weight: Fraction
    score: Fraction | None
    standing: Standing

    @property
    def product(self) -> Fraction | None:
        return None if self.score is None else self.weight * self.score


@dataclass(frozen=True)
class Sum:
    code: str
    parts: tuple[Part, ...]

    @property
    def weights(self) -> Fraction:
        return sum((part.weight for part in self.parts if part.score is not None), Fraction(0))

    @property
    def products(self) -> Fraction:
        return sum((part.product for part in self.parts if part.product is not None), Fraction(0))

    @property
    def score(self) -> Fraction | None:
        return self.products / self.weights if self.weights else None


def sums(
    instrument: Instrument, answers: Mapping[str, Answer], result: Result, *, final: bool = False
) -> dict[str, Sum]:
    """By the node's code, the whole first. `result` is what `score` says of the same answers."""
    taker = _Taker(instrument, answers, result, final)
    whole = Node(WHOLE, Fraction(1), instrument.nodes)
    return {node.code: Sum(node.code, tuple(map(taker.part, node.children))) for node in _walk(whole)}


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        if isinstance(child, Node):
            yield from _walk(child)


@dataclass(frozen=True)
class _Taker:
    instrument: Instrument
    answers: Mapping[str, Answer]
    result: Result
    final: bool

    def part(self, child: Node | Indicator) -> Part:
        score, standing = self._node(child.code) if isinstance(child, Node) else self._indicator(child.code)
        return Part(child.code, child.weight, score, standing)

    def _node(self, code: str) -> tuple[Fraction | None, Standing]:
        found = self.result.nodes[code]
        if found.low is None:
            return None, Standing.OUT
        return found.score, Standing.MISSING if found.score is None else Standing.COUNTS

    def _indicator(self, code: str) -> tuple[Fraction | None, Standing]:
        answer = self.answers.get(code, Missing.UNANSWERED)
        if not isinstance(answer, Missing):
            return answer, Standing.COUNTS
        if answer is Missing.NOT_APPLICABLE:
            return None, Standing.OUT
        if answer is Missing.NOT_KNOWN and self.final and self.instrument.not_known_at_final == "lowest":
            return self.instrument.scale.minimum, Standing.LOWEST
        return None, Standing.MISSING
