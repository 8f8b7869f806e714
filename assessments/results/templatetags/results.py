"""Charts for templates: data in, drawing out, no queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from assessments.common.formats import number
from assessments.questionnaires.texts import Text
from assessments.responses.models import Assessment
from assessments.results.charts import bars, radar, ruler
from assessments.results.shapes import NodeResult, Result
from assessments.scoring.bands import round_half_up

register = template.Library()
EXACT_PLACES = 6


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


@register.filter
def exact(value: Fraction) -> str:
    """As `fraction`, with a rounded number beside a quotient: '23/7 (≈ 3,285714)'."""
    if _places(value) is not None:
        return fraction(value)
    near = number(round_half_up(value, EXACT_PLACES), EXACT_PLACES)
    return f"{fraction(value)} (\N{ALMOST EQUAL TO} {near})"


@register.filter
def fraction(value: Fraction) -> str:
    """All of a number: '3,25' where six decimals hold it, else '23/7'."""
    places = _places(value)
    if places is None:
        return f"{value.numerator}/{value.denominator}"
    return number(round_half_up(value, places), places)


def _places(value: Fraction) -> int | None:
    return next((places for places in range(EXACT_PLACES + 1) if (value * 10**places).denominator == 1), None)


@register.simple_tag
def traced(assessment: Assessment, code: str, value: Decimal | None, side: str = "") -> SafeString | str:
    """A score with the way to where it comes from."""
    if value is None:
        return number(value)
    named = ("results:trace_node", [assessment.pk, code]) if code else ("results:trace", [assessment.pk])
    address = reverse(named[0], args=named[1]) + (f"?side={side}" if side else "")
    how = _("How this number came about:")
    return format_html('<a href="{}"><span class="visually-hidden">{} </span>{}</a>', address, how, number(value))
