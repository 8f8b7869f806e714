"""Where a value stands in a package's document: read, written and taken away by its path.

A step is a name in a mapping, or a (name, value) pair for the entry of a list whose `name` is that value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Step = str | tuple[str, str]
Path = tuple[Step, ...]


def get(owner: Any, path: Path) -> Any:
    """None where nothing stands there."""
    for step in path:
        owner = _next(owner, step)
        if owner is None:
            return None
    return owner


def put(owner: Any, path: Path, value: Any) -> None:
    """Names on the way are made where they lack; entries of lists must be there."""
    *way, last = path
    for step in way:
        inner = _next(owner, step)
        if inner is None:
            inner = owner.setdefault(step, {})
        owner = inner
    owner[last] = value


def drop(owner: Any, path: Path) -> None:
    """With the names around it that hold nothing else."""
    *way, last = path
    around = get(owner, tuple(way))
    if isinstance(around, dict) and last in around:
        del around[last]
        if way and not around and isinstance(way[-1], str):
            drop(owner, tuple(way))


def entry(items: Sequence[Any], name: str, value: str) -> Any:
    """The first entry of the list whose `name` is `value`, however it is written."""
    return next((item for item in items if str(item.get(name)) == value), None)


def _next(owner: Any, step: Step) -> Any:
    if isinstance(step, tuple):
        return entry(owner, *step)
    return owner.get(step)
