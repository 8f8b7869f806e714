"""A workbook that somebody sends: its rows as texts. What is wrong is said with sheet and cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from assessments.authoring.slots import NO, YES
from assessments.common.errors import Denied
from assessments.common.files.office import why_unacceptable

MAX_ROWS, MAX_COLUMNS = 5000, 100


class SheetError(Denied):
    """`sentences`: one for each thing to mend, with its sheet and cell."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(sentences[0])
        self.sentences = sentences


@dataclass(frozen=True)
class Row:
    """A row's texts by column. `cells` has the address of each column's cell."""

    values: dict[str, str]
    cells: dict[str, str]


@dataclass
class Reading:
    """The rows of each sheet, and everything that is wrong so far."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def add(self, cell: str, sentence: str) -> None:
        self.faults.append(f"{cell}: {sentence}")

    def check(self) -> None:
        if self.faults:
            raise SheetError(self.faults)


def read(content: IO[bytes], columns: dict[str, tuple[str, ...]]) -> Reading:
    """The sheets named in `columns`, each with exactly these columns. Raises `SheetError`."""
    refusal = why_unacceptable(content, "xlsx")
    if refusal:
        raise SheetError([refusal])
    content.seek(0)
    reading = Reading()
    try:
        book = load_workbook(content, read_only=True, keep_links=False)
        for name, wanted in columns.items():
            if name in book.sheetnames:
                page = book[name].iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS)
                reading.rows[name] = _rows(reading, name, list(page), wanted)
            else:
                reading.faults.append(_("The sheet '%(name)s' is missing.") % {"name": name})
    except Exception as problem:  # the library raises whatever a broken part makes it stumble over
        raise SheetError([_("This workbook cannot be read. Save it again as XLSX, and retry.")]) from problem
    reading.check()
    return reading


def _rows(reading: Reading, name: str, page: Sequence[Sequence[Any]], wanted: tuple[str, ...]) -> list[Row]:
    if len(page) > MAX_ROWS:
        reading.faults.append(_("The sheet '%(name)s' has more than %(most)d rows.") % {"name": name, "most": MAX_ROWS})
        return []
    header = [
        _text(reading, f"{name}!{get_column_letter(at)}1", cell) for at, cell in enumerate(next(iter(page), ()), 1)
    ]
    if not _header_holds(reading, name, header, wanted):
        return []
    found = []
    for number, cells in enumerate(page[1:], start=2):
        places = {column: f"{name}!{get_column_letter(at)}{number}" for at, column in enumerate(header, 1) if column}
        values = _values(reading, places, header, cells)
        if any(values.values()):
            found.append(Row(values, places))
    return found


def _values(reading: Reading, places: dict[str, str], header: Sequence[str], cells: Iterable[Any]) -> dict[str, str]:
    pairs = zip_longest(header, cells)
    return {column: _text(reading, places[column], cell) for column, cell in pairs if column}


def _header_holds(reading: Reading, name: str, header: Sequence[str], wanted: tuple[str, ...]) -> bool:
    before = len(reading.faults)
    for at, column in enumerate(header, 1):
        cell = f"{name}!{get_column_letter(at)}1"
        if column and column not in wanted:
            reading.add(cell, _("the column '%(column)s' is not known here.") % {"column": column})
        elif column and column in header[: at - 1]:
            reading.add(cell, _("the column '%(column)s' stands twice.") % {"column": column})
    for column in wanted:
        if column not in header:
            reading.add(f"{name}!1", _("the column '%(column)s' is missing.") % {"column": column})
    return len(reading.faults) == before


def _text(reading: Reading, place: str, cell: Any) -> str:
    value = None if cell is None else cell.value
    if value is None:
        return ""
    if cell.data_type == "f" or cell.data_type == "e":
        reading.add(place, _("it holds a formula; type the text itself."))
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, int | float):
        return f"{value:.12g}"
    if isinstance(value, str):
        return value
    reading.add(place, _("it holds a date; format the cell as text and type it again."))
    return ""
