"""The band ruler: the scale with its bands as columns, a row for the whole and one a pillar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.common.formats import number
from assessments.results.charts.svg import drawing, hue, line, shape, share, text
from assessments.results.shapes import BandMark, NodeResult, Result, Shortfall


@dataclass(frozen=True)
class Measures:
    """`labels`: the share of the width that row labels take; 0 sets them above their row."""

    labels: float
    line_chars: int
    row: float
    size: float


PAGE = Measures(labels=0, line_chars=9, row=42, size=13)
PAPER = Measures(labels=21, line_chars=14, row=23, size=12)
LINE = 14


@dataclass(frozen=True)
class Row:
    label: str
    colour: str
    counted: Decimal | None
    own: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    shortfall: Shortfall | None = None
    is_whole: bool = False


def ruler(result: Result, measures: Measures = PAGE) -> SafeString:
    rows = list(_rows(result))
    chart = _Chart(result, measures)
    height = chart.top + measures.row * len(rows)
    shapes = [*chart.scale(height), *(one for index, row in enumerate(rows) for one in chart.row(row, index))]
    return drawing(_sentence(result, rows), shapes, width="100%", height=height)


def _rows(result: Result) -> Iterator[Row]:
    low, high = (result.low, result.high) if result.coverage.missing else (None, None)
    yield Row(_("Whole"), "ink", result.index, _own(result, result.own_index), low, high, is_whole=True)
    for node in result.pillars:
        yield Row(
            str(node.name), hue(node.hue), node.counted, _own(result, node.own), *_reach(node), shortfall=node.shortfall
        )


def _own(result: Result, value: Decimal | None) -> Decimal | None:
    return value if result.is_verified else None


def _reach(node: NodeResult) -> tuple[Decimal | None, Decimal | None]:
    return (node.low, node.high) if node.answered < node.asked else (None, None)


def _sentence(result: Result, rows: list[Row]) -> str:
    values = "; ".join(f"{row.label} {number(row.counted)}" for row in rows)
    return _("Scale of bands from %(lowest)s to %(highest)s. Verdict: %(verdict)s. %(values)s.") % {
        "lowest": number(result.ruler.lowest),
        "highest": number(result.ruler.highest),
        "verdict": result.verdict,
        "values": values,
    }


class _Chart:
    def __init__(self, result: Result, measures: Measures) -> None:
        self.result, self.measures = result, measures
        self.names = [_lines(str(band.name), measures.line_chars) for band in result.ruler.bands]
        self.head = LINE * max(len(lines) for lines in self.names) + 8
        self.top = self.head + 20

    def at(self, value: Decimal) -> float:
        """Where a value stands, in per cent of the width."""
        ruler = self.result.ruler
        position = float((value - ruler.lowest) / (ruler.highest - ruler.lowest))
        return self.measures.labels + position * (100 - self.measures.labels)

    def scale(self, height: float) -> Iterator[SafeString]:
        bands = self.result.ruler.bands
        ends = [*(band.lower for band in bands[1:]), self.result.ruler.highest]
        for band, end, lines in zip(bands, ends, self.names, strict=True):
            yield from self.band(band, end, lines, height)
        yield self.tick(self.result.ruler.highest, "end")
        for threshold in self.result.ruler.thresholds:
            yield line(
                share(self.at(threshold)), self.top, share(self.at(threshold)), height, "s-ink", 1.5,
                stroke_dasharray="4 3",
            )  # fmt: skip

    def band(self, band: BandMark, end: Decimal, lines: list[str], height: float) -> Iterator[SafeString]:
        x, width = self.at(band.lower), self.at(end) - self.at(band.lower)
        classes, ink, weight = ("f-ink s-bg", "f-bg", 700) if band.is_verdict else ("f-sunk s-bg", "f-ink", 400)
        yield shape("rect", classes, x=share(x), y=0, width=share(width), height=self.head, stroke_width=2)
        if band.is_verdict:
            yield shape("rect", "f-sunk", x=share(x), y=self.head, width=share(width), height=height - self.head)
        start = (self.head - LINE * len(lines)) / 2 + 11
        for index, words in enumerate(lines):
            yield text(
                words, share(x + width / 2), start + LINE * index, self.measures.size, f"rt {ink}",
                text_anchor="middle", font_weight=weight,
            )  # fmt: skip
        if band.lower > self.result.ruler.lowest:
            yield line(share(x), self.top, share(x), height, "s-line")
        yield self.tick(band.lower, "start" if band.lower == self.result.ruler.lowest else "middle")

    def tick(self, value: Decimal, anchor: str) -> SafeString:
        return text(number(value), share(self.at(value)), self.head + 14, 11.5, "rt f-mut", text_anchor=anchor)

    def row(self, row: Row, index: int) -> Iterator[SafeString]:
        y = self.top + self.measures.row * index
        yield line(0, y, "100%", y, "s-line")
        words = f"{row.label} {number(row.counted)}"
        yield text(words, 0, y + 16, self.measures.size, "f-ink", font_weight=700 if row.is_whole else 400)
        track = y + (self.measures.row / 2 if self.measures.labels else self.measures.row - 12)
        yield from self.reach(row, track)
        yield from self.shortfall(row, track)
        yield from self.dots(row, track)

    def reach(self, row: Row, y: float) -> Iterator[SafeString]:
        """From the worst completion to the best, with end ticks."""
        if row.low is None or row.high is None or row.low == row.high:
            return
        low, high = share(self.at(row.low)), share(self.at(row.high))
        yield line(low, y, high, y, "s-edge")
        yield line(low, y - 4, low, y + 4, "s-edge")
        yield line(high, y - 4, high, y + 4, "s-edge")

    def shortfall(self, row: Row, y: float) -> Iterator[SafeString]:
        if row.shortfall is None or row.counted is None:
            return
        end = self.at(row.shortfall.threshold)
        yield line(share(self.at(row.counted)), y, share(end), y, f"s-{row.colour}", 3)
        after = max(end, *(self.at(value) for value in (row.own, row.high) if value is not None), end)
        words = _("short by %(points)s") % {"points": number(row.shortfall.by)}
        yield text(words, share(after + 1.6), y + 4, self.measures.size, f"rt f-{row.colour}", font_weight=700)

    def dots(self, row: Row, y: float) -> Iterator[SafeString]:
        if row.own is not None:
            yield shape("circle", f"f-bg s-{row.colour}", cx=share(self.at(row.own)), cy=y, r=4.5, stroke_width=1.75)
        if row.counted is not None:
            yield shape("circle", f"f-{row.colour} s-bg", cx=share(self.at(row.counted)), cy=y, r=6.5, stroke_width=1.5)


def _lines(words: str, most: int) -> list[str]:
    """The words in lines of at most `most` characters, a longer word on its own; a slash ends a word, too."""
    lines = [""]
    for word in re.findall(r"\s*[^\s/]+/?|\s*/", words):
        joined = f"{lines[-1]}{word}".strip()
        if lines[-1] and len(joined) > most:
            lines.append(word.strip())
        else:
            lines[-1] = joined
    return lines
