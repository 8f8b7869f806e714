"""The picture of an assessment's progress: a column an element, a box an indicator, from the bottom up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessments.responses.enums import Progress
from assessments.responses.pages import Group, Row, Section

WIDTH, HEIGHT, STEP, GAP = 30, 18, 22, 14


@dataclass(frozen=True)
class Box:
    """`fill`: full, half, none or cross."""

    y: int
    fill: str


@dataclass(frozen=True)
class Column:
    x: int
    hue: str
    code: str
    boxes: tuple[Box, ...]

    @property
    def middle(self) -> int:
        return self.x + WIDTH // 2


@dataclass(frozen=True)
class ProgressMap:
    columns: tuple[Column, ...]
    counts: Counter[str]
    width: int
    height: int


def progress_map(sections: Sequence[Section]) -> ProgressMap:
    tallest = max((len(group.rows) for section in sections for group in section.groups), default=0)
    columns = tuple(_columns(sections, tallest))
    fills = Counter(box.fill for column in columns for box in column.boxes)
    width = columns[-1].x + WIDTH if columns else 0
    return ProgressMap(columns, fills, width, tallest * STEP + 20)


def _columns(sections: Sequence[Section], tallest: int) -> Iterator[Column]:
    x = 0
    for section in sections:
        for group in section.groups:
            yield Column(x, group.hue, group.element.code, _boxes(group, tallest))
            x += WIDTH + 6
        x += GAP


def _boxes(group: Group, tallest: int) -> tuple[Box, ...]:
    return tuple(Box((tallest - 1 - place) * STEP, _fill(row)) for place, row in enumerate(group.rows))


def _fill(row: Row) -> str:
    if row.is_complete:
        return "full"
    if row.waits or row.problem:
        return "cross"
    return "none" if row.progress == Progress.TO_DO else "half"
