"""How two people's edits of one answer come together: field by field, and never silently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Merge:
    """`values`: the fields to write. `clashing`: the fields that both sides changed, differently."""

    values: dict[str, Any] = field(default_factory=dict)
    clashing: tuple[str, ...] = ()


def merge(*, base: Fields, mine: Fields, theirs: Fields, unsure: Mapping[str, Sequence[Any]] | None = None) -> Merge:
    """`mine` are the fields sent, `base` what their sender had read, `theirs` what stands in the row now. `unsure` is
    what the same sender sent before without an answer: where it stands, only she has written."""
    values: dict[str, Any] = {}
    clashing: list[str] = []
    for name, value in mine.items():
        if value == theirs[name]:
            continue
        if theirs[name] in (base.get(name), *(unsure or {}).get(name, ())):
            values[name] = value
        elif value != base.get(name):
            clashing.append(name)
    return Merge(values=values, clashing=tuple(clashing))
