"""Tables for spreadsheets: CSV that opens in the reader's Excel, and that Excel does not run."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from django.utils import translation

BYTE_ORDER_MARK = "\ufeff"
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00")


def safe_cell(value: object) -> str:
    """An apostrophe before what a spreadsheet would compute, also behind leading blanks."""
    text = "" if value is None else str(value)
    starts = text.startswith(STARTS_FORMULA) or text.lstrip().startswith(STARTS_FORMULA)
    return ("'" + text if starts else text).replace("\x00", "")


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Line by line. Excel expects ';' where the decimal mark is a comma."""
    buffer = StringIO()
    writer = csv.writer(buffer, delimiter=";" if translation.get_language() == "id" else ",")
    yield BYTE_ORDER_MARK
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
