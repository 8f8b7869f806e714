"""Shapes that look the same on the page and in the PDF: each has its light colour as attributes, for the PDF, which
reads no style sheet inside SVG, and as classes, for the page, whose theme then wins."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString

FONT = "Source Sans 3, Segoe UI, Roboto, Noto Sans, sans-serif"
HUES = {"D": "#432c8c", "K": "#a05a00", "N": "#08655d"}
COLOURS = {
    "ink": "#1b1c1e",
    "mut": "#5b5852",
    "bg": "#ffffff",
    "sunk": "#f6f5f1",
    "line": "#d9d6cd",
    "edge": "#76736c",
    "pri": "#17466f",
    **HUES,
}
FILL, STROKE = "f-", "s-"


def hue(code: str) -> str:
    """The colour of a pillar's letter; ink where an instrument has others."""
    return code if code in HUES else "ink"


def shape(tag: str, classes: str, content: str = "", **attributes: object) -> SafeString:
    """An element. `classes` may hold f-<colour> and s-<colour>; in attributes `_` stands for `-`."""
    written = "".join(f' {name.replace("_", "-")}="{_value(value)}"' for name, value in attributes.items())
    # Every part is escaped: `conditional_escape` and `_value` see to what came from outside.
    return SafeString(f"<{tag}{_paint(classes)}{written}>{conditional_escape(content)}</{tag}>")


def _value(value: object) -> object:
    # Never the reader's decimal mark: SVG knows the point alone.
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return value if isinstance(value, int) else escape(value)


@cache
def _paint(classes: str) -> str:
    """The classes with their light colours as attributes."""
    colours = {"fill": "none"} if STROKE in classes and FILL not in classes else {}
    for name in classes.split():
        if name.startswith(FILL):
            colours["fill"] = COLOURS[name.removeprefix(FILL)]
        elif name.startswith(STROKE):
            colours["stroke"] = COLOURS[name.removeprefix(STROKE)]
    given = {"class": classes, **colours} if classes else colours
    return "".join(f' {name}="{value}"' for name, value in given.items())


def share(value: float) -> str:
    """A length in per cent of the drawing, so that text keeps its size when the drawing is resized."""
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"


def text(words: str, x: object, y: object, size: float, classes: str = "f-ink", **attributes: object) -> SafeString:
    return shape("text", classes, words, x=x, y=y, font_size=float(size), font_family=FONT, **attributes)


def line(x1: object, y1: object, x2: object, y2: object, classes: str, width: float = 1, **more: object) -> SafeString:
    return shape("line", classes, x1=x1, y1=y1, x2=x2, y2=y2, stroke_width=float(width), **more)  # type: ignore[arg-type]


def drawing(title: str, shapes: Iterable[SafeString], *, decorative: bool = False, **attributes: object) -> SafeString:
    """The whole picture. `decorative`: a table beside it says the same, so that only the PDF's tags name it."""
    role = {"aria-hidden": "true", "focusable": "false"} if decorative else {"role": "img"}
    body = SafeString(f"<title>{escape(title)}</title>{''.join(shapes)}")
    return shape("svg", "", body, **{**attributes, **role})
