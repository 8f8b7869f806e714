"""What every template may use: the reader's formats, icons, and forms that say what is wrong."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from assessments.common import formats

register = template.Library()

register.filter("index", formats.number)
register.filter("signed", formats.signed)
register.filter("percent", formats.percent)
register.filter("clock", formats.clock)
register.filter("day", formats.day)


@register.simple_tag
def local_datetime(value: datetime | None) -> str:
    return formats.moment(value)


@register.simple_tag
def local_date(value: date | datetime | None) -> str:
    return formats.day(value)


@register.filter
def level(value: Decimal | str | None) -> str:
    """'4' for 4.00, '3,50' for 3.5."""
    if value in (None, ""):
        return "\N{EN DASH}"
    return formats.level(Decimal(str(value)))


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """An inlined icon, `templates/icons/<name>.svg`: decoration, so the words beside it carry the meaning."""
    return render_to_string(f"icons/{name}.svg")


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """`mapping[key]`, None where there is none."""
    return mapping.get(key)
