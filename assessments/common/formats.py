"""Numbers and moments in the reader's format: '3,27' and '14.32' in Indonesian, '3.27' and '14:32' in English."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from assessments.common.errors import Invalid

MINUS = "\N{MINUS SIGN}"


def number(value: Decimal | int | None, places: int = 2) -> str:
    """With the reader's decimal mark and a true minus; an en dash where there is no number."""
    if value is None:
        return "\N{EN DASH}"
    text = formats.number_format(abs(Decimal(value)), decimal_pos=places, force_grouping=True)
    return f"{MINUS}{text}" if value < 0 else text


def signed(value: Decimal | None) -> str:
    """A difference: '+0,32', '−0,17', '0,00'."""
    text = number(value)
    return f"+{text}" if value is not None and value > 0 else text


def percent(part: Decimal | float) -> str:
    """'79%' for 0.79: rounded down, so that 100% is said of all and of nothing less."""
    return f"{int(Decimal(str(part)) * 100)}%"


def moment(value: datetime | None) -> str:
    """'24 November 2026 pukul 08.05 WIB' in the reader's zone."""
    return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT") if value else ""


def clock(value: datetime | None) -> str:
    return formats.date_format(timezone.localtime(value), "TIME_FORMAT") if value else ""


def day(value: date | datetime | None) -> str:
    """'24 November 2026'."""
    if value is None:
        return ""
    return formats.date_format(timezone.localtime(value) if isinstance(value, datetime) else value, "DATE_FORMAT")


def level(value: Decimal) -> str:
    """'4' for 4.00, '3,50' for 3.5."""
    return number(value, 0 if value == value.to_integral_value() else 2)


def read_decimal(text: str) -> Decimal:
    """A number typed with a comma or a point as its decimal mark, in either language. Raises `Invalid` for both."""
    typed = text.strip()
    if not re.fullmatch(r"[+-]?\d+([.,]\d+)?", typed):
        raise Invalid({"": _("Enter a number with one decimal mark, for example 3,27 or 3.27.")})
    return Decimal(typed.replace(",", "."))
