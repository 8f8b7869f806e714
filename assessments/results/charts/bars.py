"""Bars inside their table's row, and the ribbon: one bar an element, the fingerprint of an assessment."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.common.formats import number
from assessments.results.charts.svg import drawing, hue, line, shape, share
from assessments.results.shapes import NodeResult, Result

Bar = tuple[str, str, float]


def bar(node: NodeResult, result: Result, height: float = 22) -> SafeString:
    """Counted solid, the agency's own hollow, thresholds as ink ticks; lengths from 0 to the scale's end."""
    colour, highest = hue(node.hue), result.ruler.highest
    steps = [100.0 * step / int(highest) for step in range(int(highest) + 1)]
    shapes = [line(share(x), 0, share(x), height, "s-line") for x in steps]
    if node.counted is not None:
        width = _length(node.counted, highest)
        shapes.append(shape("rect", f"f-{colour}", x=0, y=height * 0.3, width=width, height=height * 0.4))
    if node.own is not None and result.is_verified:
        width = _length(node.own, highest)
        shapes.append(shape("rect", "s-mut", x=0, y=height * 0.15, width=width, height=height * 0.7, stroke_width=1.25))
    for threshold in result.ruler.thresholds:
        x = _length(threshold, highest)
        shapes.append(line(x, 0, x, height, "s-ink", 2))
    title = _("%(name)s: %(score)s of %(highest)s") % {
        "name": node.name,
        "score": number(node.counted),
        "highest": number(highest, 0),
    }
    return drawing(title, shapes, decorative=True, width="100%", height=height)


def _length(value: Decimal, highest: Decimal) -> str:
    return share(100 * float(value / highest))


def ribbon(bars: Iterable[Bar], height: float = 22) -> SafeString:
    """One bar for each (code, hue, share from 0 to 1): an empty frame is work not done. Hues stand apart in groups."""
    shapes: list[SafeString] = []
    x, before = 0.5, ""
    said = []
    for code, colour, filled in bars:
        x += 5.0 if before and before != colour else 0.0
        full = max(0.0, min(1.0, float(filled)))
        rise = full * (height - 1)
        name = hue(colour)
        shapes.append(shape("rect", f"s-{name}", x=x, y=0.5, width=5, height=height - 1, stroke_width=1))
        if rise:
            shapes.append(shape("rect", f"f-{name}", x=x, y=height - 0.5 - rise, width=5, height=rise))
        said.append(f"{code} {int(full * 100)}%")
        x, before = x + 8, colour
    return drawing("; ".join(said), shapes, width=float(x), height=height, viewBox=f"0 0 {x:g} {height:g}")
