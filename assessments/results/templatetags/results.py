"""Charts for templates: data in, drawing out, no queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from assessments.questionnaires.texts import Text
from assessments.results.charts import bars, radar, ruler
from assessments.results.shapes import NodeResult, Result

register = template.Library()


@register.simple_tag
def ribbon(shares: Iterable[bars.Bar], height: int = 22) -> SafeString:
    """`shares`: (code, hue, share from 0 to 1) for each element, in the instrument's order."""
    return bars.ribbon(shares, float(height))


@register.simple_tag
def band_ruler(result: Result, medium: str = "page") -> SafeString:
    return ruler.ruler(result, ruler.PAPER if medium == "paper" else ruler.PAGE)


@register.simple_tag
def radar_of(result: Result, medium: str = "page") -> SafeString | str:
    return radar.radar(result, radar.PAPER if medium == "paper" else radar.PAGE)


@register.simple_tag
def bar_of(node: NodeResult, result: Result, height: int = 22) -> SafeString:
    return bars.bar(node, result, float(height))


@register.inclusion_tag("results/_cells.html")
def level_cells(level: Decimal | None, highest: Decimal) -> dict[str, object]:
    """One cell a level, filled up to the one reached."""
    return {"cells": [step <= (level or 0) for step in range(1, int(highest) + 1)]}


@register.filter
def blocks(level: Decimal, highest: Decimal) -> str:
    """The same on paper, as one run of text."""
    reached = int(level)
    return "\N{BLACK SQUARE}" * reached + "\N{WHITE SQUARE}" * (int(highest) - reached)


@register.filter
def pillar_in(node: NodeResult, result: Result) -> NodeResult | None:
    """The topmost node above `node`; None where it is the top itself."""
    return next((top for top in result.pillars if top.code == node.text.pillar and top is not node), None)


@register.filter
def criteria(texts: Iterable[Text]) -> str:
    """Several criteria on end, each with its full stop."""
    return " ".join(str(text) for text in texts)


@register.filter
def short_day(value: datetime) -> str:
    """'24-11-2026'."""
    return date_format(localtime(value), "SHORT_DATE_FORMAT")


@register.filter
def missing_cells(element: NodeResult, result: Result) -> range:
    """As many as the element has indicators less than the longest: what fills up its row."""
    return range(max(len(other.indicators) for other in result.elements) - len(element.indicators))


@register.filter
def columns(result: Result) -> range:
    """The numbers of the indicators in the longest element."""
    return range(1, max(len(element.indicators) for element in result.elements) + 1)
