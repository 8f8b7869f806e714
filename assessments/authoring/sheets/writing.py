"""The workbook's bytes. Every cell is text, so nothing that an author wrote is ever computed."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessments.authoring.sheets.layout import KEYS, Sheet, sheets_of

TEXT = "@"
NARROW, WIDE = 14, 48
SHORT = 20


def as_xlsx(document: dict[str, Any]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets_of(document):
        _fill(book.create_sheet(sheet.name), sheet)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _fill(page: Worksheet, sheet: Sheet) -> None:
    for number, values in enumerate((sheet.columns, *sheet.rows), start=1):
        for column, value in enumerate(values, start=1):
            _write(page.cell(number, column), value, bold=number == 1)
    for column, name in enumerate(sheet.columns, start=1):
        longest = max((len(row[column - 1]) for row in sheet.rows), default=0)
        width = NARROW if max(longest, len(name)) <= SHORT else WIDE
        page.column_dimensions[get_column_letter(column)].width = width
    page.freeze_panes = page.cell(2, len(KEYS[sheet.name]) + 1)


def _write(cell: Cell, value: str, *, bold: bool) -> None:
    cell.value = value or None
    cell.number_format = TEXT
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if value:
        # A text that begins with '=' would be taken for a formula, here and in the program that opens the file.
        cell.data_type, cell.quotePrefix = "s", True
    if bold:
        cell.font = Font(bold=True)
