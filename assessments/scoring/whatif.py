"""What a result would be if some answers were better, and the cheapest way to the next band."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from assessments.scoring.bands import band_of, least_read_as, rank
from assessments.scoring.engine import WHOLE, score
from assessments.scoring.search import Group, Item, cheapest
from assessments.scoring.types import Answer, Indicator, Instrument, Missing, Node, Result

STEP = Fraction(1)


@dataclass(frozen=True)
class Rise:
    code: str
    start: Fraction
    end: Fraction
    steps: int


@dataclass(frozen=True)
class Plan:
    """`band` is reached by `rises`, in the order of the instrument; `score` is what they lead to. It is higher than
    the next band where leaving a cap sets a higher index free."""

    band: str
    rises: tuple[Rise, ...]
    score: Fraction

    @property
    def steps(self) -> int:
        return sum(rise.steps for rise in self.rises)


def with_at_least(
    instrument: Instrument, answers: Mapping[str, Answer], codes: Iterable[str], level: Fraction, *, final: bool = False
) -> Result:
    """With each of `codes` that has a level below `level` raised to it. What is missing stays missing."""
    raised = {
        code: level
        for code in codes
        if not isinstance(answer := answers.get(code, Missing.UNANSWERED), Missing) and answer < level
    }
    return score(instrument, {**answers, **raised}, final=final)


def next_band(
    instrument: Instrument, answers: Mapping[str, Answer], node: str = WHOLE, *, final: bool = False
) -> Plan | None:
    """The cheapest rises that take the whole, or one node, into the next band. None at the top and without a score.

    A step raises one level by one, but never above the scale; what is missing stays missing. Cheapest are the fewest
    steps in all; of those the fewest indicators; of those the most steps on the indicators that come first. The whole
    is held to its caps: each of their nodes has to leave the cap's condition.
    """
    before = score(instrument, answers, final=final)
    value = before.index if node == WHOLE else before.nodes[node].score
    reached = before.band if node == WHOLE else band_of(instrument, value)
    place = -1 if reached is None else rank(instrument, reached)
    if value is None or place + 1 == len(instrument.bands):
        return None
    target = instrument.bands[place + 1]
    needs = {node: least_read_as(instrument, target.lower) - value}
    if node == WHOLE:
        needs |= _caps_to_leave(instrument, target.code, before)
    slope = _Slope(instrument, answers, before, needs, final)
    steps = cheapest(slope.group(_node(instrument, node)))
    return None if steps is None else _plan(instrument, answers, node, steps, final)


def _caps_to_leave(instrument: Instrument, band: str, before: Result) -> dict[str, Fraction]:
    needs: dict[str, Fraction] = {}
    for cap in instrument.caps:
        for code in cap.nodes if rank(instrument, cap.at_most) < rank(instrument, band) else ():
            value = before.nodes[code].score
            if value is not None:
                gap = least_read_as(instrument, cap.below) - value
                needs[code] = max(gap, needs.get(code, gap))
    return needs


def _node(instrument: Instrument, code: str) -> Node:
    whole = Node(WHOLE, STEP, instrument.nodes)
    return next(node for node in _walk(whole) if node.code == code)


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        if isinstance(child, Node):
            yield from _walk(child)


def _plan(
    instrument: Instrument, answers: Mapping[str, Answer], node: str, steps: Mapping[str, int], final: bool
) -> Plan | None:
    starts = {code: answers[code] for code in steps}
    rises = tuple(
        Rise(code, start, min(start + steps[code], instrument.scale.maximum), steps[code])
        for code, start in starts.items()
        if isinstance(start, Fraction)
    )
    after = score(instrument, {**answers, **{rise.code: rise.end for rise in rises}}, final=final)
    value = after.index if node == WHOLE else after.nodes[node].score
    band = after.band if node == WHOLE else after.nodes[node].band
    return None if value is None or band is None else Plan(band, rises, value)


@dataclass(frozen=True)
class _Slope:
    """How much each step lifts the node asked about, as whole numbers over one common denominator."""

    instrument: Instrument
    answers: Mapping[str, Answer]
    before: Result
    needs: Mapping[str, Fraction]
    final: bool

    def group(self, node: Node) -> Group:
        exact = self._group(node, STEP)
        common = lcm(*(value.denominator for value in _values(exact)))
        return _whole(exact, common)

    def _group(self, node: Node, share: Fraction) -> _Exact:
        return _Exact(self.needs[node.code] * share, tuple(self._inside(node, share)))

    def _inside(self, node: Node, share: Fraction) -> Iterator[_ExactItem | _Exact]:
        counting = [child for child in node.children if self._counts(child)]
        total = sum(child.weight for child in counting)
        for child in counting:
            part = share * child.weight / total
            if isinstance(child, Indicator):
                yield from self._item(child, part)
            elif self.needs.get(child.code, 0) > 0:
                yield self._group(child, part)
            else:
                yield from self._inside(child, part)

    def _counts(self, child: Node | Indicator) -> bool:
        if isinstance(child, Node):
            return self.before.nodes[child.code].score is not None
        answer = self.answers.get(child.code, Missing.UNANSWERED)
        lowest = self.final and self.instrument.not_known_at_final == "lowest"
        return not isinstance(answer, Missing) or (answer is Missing.NOT_KNOWN and lowest)

    def _item(self, indicator: Indicator, share: Fraction) -> Iterator[_ExactItem]:
        level = self.answers.get(indicator.code, Missing.UNANSWERED)
        if not isinstance(level, Missing):
            room = self.instrument.scale.maximum - level
            gains = [Fraction(0)]
            while len(gains) - 1 < room:
                gains.append(share * min(Fraction(len(gains)), room))
            yield _ExactItem(indicator.code, tuple(gains))


@dataclass(frozen=True)
class _ExactItem:
    code: str
    gains: tuple[Fraction, ...]


@dataclass(frozen=True)
class _Exact:
    need: Fraction
    inside: tuple[_ExactItem | _Exact, ...]


def _values(exact: _Exact | _ExactItem) -> Iterator[Fraction]:
    if isinstance(exact, _ExactItem):
        yield from exact.gains
    else:
        yield exact.need
        for thing in exact.inside:
            yield from _values(thing)


def _whole(exact: _Exact, common: int) -> Group:
    return Group(
        int(exact.need * common),
        tuple(
            _whole(thing, common)
            if isinstance(thing, _Exact)
            else Item(thing.code, tuple(int(gain * common) for gain in thing.gains))
            for thing in exact.inside
        ),
    )
