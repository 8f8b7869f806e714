"""The radar of the elements: counted solid, the agency's own dashed, the threshold dotted. Lengths start at 0."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.common.formats import number
from assessments.results.charts.svg import drawing, hue, line, shape, text
from assessments.results.shapes import NodeResult, Result

LEAST_AXES = 3
RADIUS = 128.0


@dataclass(frozen=True)
class Measures:
    """In units of the drawing, which scales. `names`: the elements' names stand at their axes."""

    names: bool
    size: float
    view: tuple[float, float, float, float]


PAGE = Measures(names=True, size=15, view=(0, 0, 460, 376))
PAPER = Measures(names=False, size=21, view=(12, 14, 436, 344))
NAME_SIZE, NAME_LINE = 13.0, 15.0
LONGEST_LINE = 20  # letters
LETTER = 0.58 * NAME_SIZE  # how wide one is, on average
CENTRE = (230.0, 190.0)


def radar(result: Result, measures: Measures = PAGE) -> SafeString | str:
    """'' with fewer than three elements, which make no area."""
    elements = result.elements
    if len(elements) < LEAST_AXES:
        return ""
    chart = _Chart(result, elements, measures)
    return drawing(_sentence(elements), chart.shapes(), viewBox=chart.view(), width="100%")


def _sentence(elements: Sequence[NodeResult]) -> str:
    values = "; ".join(f"{element.code} {element.name} {number(element.counted)}" for element in elements)
    return _("Radar of the elements. %(values)s.") % {"values": values}


class _Chart:
    def __init__(self, result: Result, elements: Sequence[NodeResult], measures: Measures) -> None:
        self.result, self.elements, self.measures = result, elements, measures
        self.highest = int(result.ruler.highest)

    def view(self) -> str:
        """Widened where a name would leave the drawing."""
        x, y, width, height = self.measures.view
        wider = max(self.beyond(axis) for axis in range(len(self.elements)))
        return f"{x - wider:g} {y:g} {width + 2 * wider:g} {height:g}"

    def beyond(self, axis: int) -> float:
        place, _y, anchor = self.label_place(axis)
        room = {"end": place, "start": 2 * CENTRE[0] - place}.get(anchor, CENTRE[0])
        longest = max((len(words) for words in self.names_at(axis)), default=0)
        return max(0.0, math.ceil(longest * LETTER - room))

    def point(self, axis: int, value: Decimal | float) -> tuple[float, float]:
        angle = 2 * math.pi * axis / len(self.elements) - math.pi / 2
        length = RADIUS * float(value) / self.highest
        return CENTRE[0] + length * math.cos(angle), CENTRE[1] + length * math.sin(angle)

    def shapes(self) -> Iterator[SafeString]:
        yield from self.grid()
        for threshold in self.result.ruler.thresholds:
            yield self.ring([threshold] * len(self.elements), "s-ink", 1.25, stroke_dasharray="1.5 3")
        yield from self.area([element.counted for element in self.elements], "f-pri s-pri", 2.5, fill_opacity=".1")
        if self.result.is_verified:
            yield from self.area([element.own for element in self.elements], "s-mut", 1.75, stroke_dasharray="6 4")
        for axis, element in enumerate(self.elements):
            yield from self.axis(axis, element)

    def grid(self) -> Iterator[SafeString]:
        for value in range(1, self.highest + 1):
            yield self.ring([Decimal(value)] * len(self.elements), "s-line", 1)
        for axis in range(len(self.elements)):
            end = self.point(axis, self.highest)
            yield line(CENTRE[0], CENTRE[1], end[0], end[1], "s-line")
        for value in range(1, self.highest + 1):
            x, y = self.point(0, value)
            yield text(str(value), x + 4, y + 12, 0.75 * self.measures.size, "f-mut")

    def ring(self, values: Sequence[Decimal], classes: str, width: float, **more: object) -> SafeString:
        return shape("polygon", classes, points=self.points(values), stroke_width=float(width), **more)  # type: ignore[arg-type]

    def area(
        self, values: Sequence[Decimal | None], classes: str, width: float, **more: object
    ) -> Iterator[SafeString]:
        """A closed area where every axis has a value; otherwise open lines, so that nothing reads as zero."""
        known = [value for value in values if value is not None]
        if len(known) == len(values):
            yield self.ring(known, classes, width, **more)
            return
        outline = " ".join(name for name in classes.split() if not name.startswith("f-"))
        for axis, value in enumerate(values):
            after = values[(axis + 1) % len(values)]
            if value is not None and after is not None:
                ends = (*self.point(axis, value), *self.point((axis + 1) % len(values), after))
                yield line(*ends, outline, width, **{name: one for name, one in more.items() if name != "fill_opacity"})

    def points(self, values: Sequence[Decimal]) -> str:
        corners = (self.point(axis, value) for axis, value in enumerate(values))
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)

    def axis(self, axis: int, element: NodeResult) -> Iterator[SafeString]:
        colour = hue(element.hue)
        if element.counted is not None:
            x, y = self.point(axis, element.counted)
            yield shape("circle", f"f-{colour} s-bg", cx=x, cy=y, r=4.5, stroke_width=1.5)
        yield from self.label(axis, element, colour)

    def label(self, axis: int, element: NodeResult, colour: str) -> Iterator[SafeString]:
        x, y, anchor = self.label_place(axis)
        lines = self.names_at(axis)
        y += self.rise(y, len(lines))
        words = f"{element.code} {number(element.counted)}"
        yield text(words, x, y, self.measures.size, f"rc f-{colour}", font_weight=700, text_anchor=anchor)
        for index, words in enumerate(lines, start=1):
            yield text(words, x, y + NAME_LINE * index, NAME_SIZE, "rn f-ink", text_anchor=anchor)

    def label_place(self, axis: int) -> tuple[float, float, str]:
        x, y = self.point(axis, self.highest * 1.1)
        side = x - CENTRE[0]
        return x, y, "middle" if abs(side) < 1 else "start" if side > 0 else "end"

    def names_at(self, axis: int) -> list[str]:
        return _lines(str(self.elements[axis].name)) if self.measures.names else []

    def rise(self, y: float, lines: int) -> float:
        """Moves a label away from the figure: up above the centre by its lines, down below it."""
        if y < CENTRE[1] - RADIUS / 2:
            return -NAME_LINE * lines if y < CENTRE[1] - RADIUS else 0.0
        return 0.5 * self.measures.size if y > CENTRE[1] + RADIUS / 2 else 5.0


def _lines(words: str) -> list[str]:
    """A long name in two lines, broken at the space nearest its middle; a very long one in more."""
    if len(words) > 2 * LONGEST_LINE:
        return wrap(words, LONGEST_LINE)
    spaces = [index for index, letter in enumerate(words) if letter == " "]
    if len(words) <= 14 or not spaces:
        return [words]
    cut = min(spaces, key=lambda index: abs(index - len(words) / 2))
    return [words[:cut], words[cut + 1 :]]
