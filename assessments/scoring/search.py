"""The cheapest way to lift weighted sums to what they need: exact, in whole numbers.

A table holds, for each pair (steps, items), the most that they can gain. Pairs that gain no more than a cheaper one are
dropped: no cheapest way goes through them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

Table = Mapping[tuple[int, int], int]
START: Table = {(0, 0): 0}


@dataclass(frozen=True)
class Item:
    """`gains[k]` is what `k` steps give to the sum; `gains[0]` is 0, and no step takes anything away."""

    code: str
    gains: tuple[int, ...]


@dataclass(frozen=True)
class Group:
    """What is inside must gain `need` together; all of it counts towards the groups around it too."""

    need: int
    inside: tuple[Item | Group, ...]


@dataclass(frozen=True)
class _Solved:
    """`rest[n]` is the table of what stands inside from place `n` on."""

    need: int
    inside: tuple[Item | _Solved, ...]
    rest: tuple[Table, ...]

    def whole(self) -> Table:
        return {cost: gain for cost, gain in self.rest[0].items() if gain >= self.need}


@dataclass(frozen=True)
class _Frame:
    """A group that is being walked: `place` is the next thing inside, `need` what is still to be gained."""

    group: _Solved
    place: int
    need: int

    def after(self, gain: int) -> _Frame:
        return _Frame(self.group, self.place + 1, self.need - gain)

    @property
    def table(self) -> Table:
        return self.group.rest[self.place]


def cheapest(group: Group) -> dict[str, int] | None:
    """Steps by code: fewest steps, then fewest items, then as many steps as possible on the earliest items.

    None where all steps together are not enough.
    """
    solved = _solve(group, max(_needs(group)))
    costs = solved.whole()
    if not costs:
        return None
    steps, count = min(costs)
    return _walk([_Frame(solved, 0, solved.need)], steps, count)


def _needs(group: Group) -> Iterator[int]:
    yield group.need
    for thing in group.inside:
        if isinstance(thing, Group):
            yield from _needs(thing)


def _solve(group: Group, enough: int) -> _Solved:
    inside = tuple(_solve(thing, enough) if isinstance(thing, Group) else thing for thing in group.inside)
    rest: list[Table] = [START]
    for thing in reversed(inside):
        rest.append(_joined(_own(thing), rest[-1], enough))
    return _Solved(group.need, inside, tuple(reversed(rest)))


def _own(thing: Item | _Solved) -> Table:
    if isinstance(thing, _Solved):
        return thing.whole()
    return {(steps, min(steps, 1)): gain for steps, gain in enumerate(thing.gains)}


def _joined(one: Table, other: Table, enough: int) -> Table:
    best: dict[tuple[int, int], int] = {}
    for (steps, count), gain in one.items():
        for (more_steps, more_count), more_gain in other.items():
            cost, total = (steps + more_steps, count + more_count), min(gain + more_gain, enough)
            if total > best.get(cost, -1):
                best[cost] = total
    return _pruned(best)


def _pruned(table: Table) -> Table:
    most = [-1] * (1 + max((count for _steps, count in table), default=0))
    kept = {}
    for (steps, count), gain in sorted(table.items()):
        if gain > max(most[: count + 1]):
            kept[steps, count] = most[count] = gain
    return kept


def _walk(frames: list[_Frame], steps: int, count: int) -> dict[str, int]:
    """`frames`: the groups around the next thing, the innermost last."""
    chosen: dict[str, int] = {}
    while frames:
        frame = frames[-1]
        if frame.place == len(frame.group.inside):
            frames.pop()
            continue
        thing = frame.group.inside[frame.place]
        if isinstance(thing, _Solved):
            # The group around waits behind it.
            frames[-1] = frame.after(0)
            frames.append(_Frame(thing, 0, thing.need))
            continue
        taken = _most_steps(frames, thing, steps, count)
        frames = _after(frames, thing.gains[taken])
        steps, count = steps - taken, count - min(taken, 1)
        if taken:
            chosen[thing.code] = taken
    return chosen


def _most_steps(frames: Sequence[_Frame], item: Item, steps: int, count: int) -> int:
    return next(
        taken
        for taken in reversed(range(len(item.gains)))
        if _reachable(_after(frames, item.gains[taken]), steps - taken, count - min(taken, 1), 0)
    )


def _after(frames: Sequence[_Frame], gain: int) -> list[_Frame]:
    outer = [_Frame(frame.group, frame.place, frame.need - gain) for frame in frames[:-1]]
    return [*outer, frames[-1].after(gain)]


def _reachable(frames: Sequence[_Frame], steps: int, count: int, gained: int) -> bool:
    """Whether the rest can be lifted with exactly these steps and items. `gained`: inside the inner groups."""
    *outer, inner = frames
    if not outer:
        gain = inner.table.get((steps, count))
        return gain is not None and gained + gain >= inner.need
    return any(
        _reachable(outer, steps - used, count - items, gained + gain)
        for (used, items), gain in inner.table.items()
        if used <= steps and items <= count and gained + gain >= inner.need
    )
