"""Levels from a table: one row an indicator, for one case or for many. Everything is right, or nothing is taken."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from assessments.questionnaires.package import Package
from assessments.scoring.types import Answer, Missing

NEEDED = ("indicator", "level")
CASE = "case"
MISSING = {"": Missing.UNANSWERED, "?": Missing.NOT_KNOWN, "-": Missing.NOT_APPLICABLE}
LEVEL = re.compile(r"[0-9]{1,6}([.,][0-9]{1,30})?")

Answers = dict[str, Answer]


class LevelsError(Exception):
    """`findings`: one sentence for each line to mend, beginning with its number."""

    def __init__(self, findings: list[str]) -> None:
        super().__init__("\n".join(findings))
        self.findings = findings


@dataclass(frozen=True)
class Row:
    line: int
    case: str | None
    code: str
    level: str


@dataclass
class _Table:
    package: Package
    findings: list[str] = field(default_factory=list)
    cases: dict[str | None, Answers] = field(default_factory=dict)
    read: dict[str, Answer] = field(default_factory=dict)

    def take(self, row: Row) -> None:
        answers = self.cases.setdefault(row.case, {})
        if row.code not in self.package.indicators:
            self.refuse(row, f"{self.package.code} has no indicator {row.code!r}.")
        elif row.code in answers:
            of_case = f" for {row.case!r}" if row.case is not None else ""
            self.refuse(row, f"indicator {row.code!r} stands twice{of_case}.")
        elif row.level not in self.read and not self._learn(row):
            return
        else:
            answers[row.code] = self.read[row.level]

    def _learn(self, row: Row) -> bool:
        """The scale is the same for every indicator, so each spelling is judged once."""
        if row.level in MISSING:
            self.read[row.level] = MISSING[row.level]
            return True
        value = Decimal(row.level.replace(",", ".")) if LEVEL.fullmatch(row.level) else None
        if value is None:
            self.refuse(
                row, f"{row.level!r} is no level: give a number, nothing, '?' (not known) or '-' (not applicable)."
            )
        elif not self.package.allows_value(value):
            self.refuse(row, f"level {row.level} is not on the scale: {_scale(self.package)}.")
        else:
            self.read[row.level] = Fraction(value)
        return row.level in self.read

    def refuse(self, row: Row, sentence: str) -> None:
        self.findings.append(f"line {row.line}: {sentence}")


def read_levels(package: Package, content: bytes) -> Mapping[str | None, Answers]:
    """Answers by case, in the order of the file; the one case of a table without that column is None.

    Not applicable is taken wherever it stands: what the medium's stage does not ask, no indicator needs to allow.
    Raises `LevelsError`.
    """
    table = _Table(package)
    try:
        for row in _rows(_text(content)):
            table.take(row)
    except _UnreadableError as error:
        table.findings.append(str(error))
    if table.findings:
        raise LevelsError(table.findings)
    if not table.cases:
        raise LevelsError(["line 1: the file has no rows below its header."])
    return table.cases


def write_levels(package: Package, answers: Mapping[str, Answer]) -> str:
    """A table of one case that `read_levels` reads back: every indicator, in the instrument's order."""
    rows = (f"{code},{written(answers.get(code, Missing.UNANSWERED))}\n" for code in package.indicators)
    return "".join([f"{','.join(NEEDED)}\n", *rows])


def written(answer: Answer) -> str:
    """As a table has it: '4', '3.5', '', '?' or '-'."""
    if isinstance(answer, Missing):
        return next(sign for sign, missing in MISSING.items() if missing is answer)
    # A level is a decimal number, so this division ends.
    return f"{(Decimal(answer.numerator) / answer.denominator).normalize():f}"


class _UnreadableError(Exception):
    """Where the table breaks off."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(f"line {line}: {sentence}")


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _UnreadableError(line, "the file is not in UTF-8; save it as 'CSV UTF-8'.") from None


def _rows(text: str) -> Iterator[Row]:
    header_line, _newline, _rest = text.partition("\n")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in header_line else ",", strict=True)
    line = 1
    columns: dict[str, int] | None = None
    try:
        for cells in lines:
            values = [cell.strip() for cell in cells]
            if columns is None:
                columns, width = _columns(values), len(values)
            elif any(values):
                yield _row(line, values, columns, width)
            line = lines.line_num + 1
    except csv.Error as error:
        raise _UnreadableError(line, f"this row cannot be read: {error}.") from None
    if columns is None:
        raise _UnreadableError(1, "the file is empty.")


def _columns(header: Sequence[str]) -> dict[str, int]:
    names = [name.lower() for name in header]
    for name in (*NEEDED, CASE):
        if names.count(name) > 1:
            raise _UnreadableError(1, f"the column {name!r} stands twice.")
    lacking = [name for name in NEEDED if name not in names]
    if lacking:
        raise _UnreadableError(1, f"the header lacks {' and '.join(lacking)}; name the columns indicator and level.")
    return {name: names.index(name) for name in (*NEEDED, CASE) if name in names}


def _row(line: int, values: Sequence[str], columns: Mapping[str, int], width: int) -> Row:
    if len(values) != width:
        raise _UnreadableError(line, f"the row has {len(values)} cells, the header {width}.")
    case = values[columns[CASE]] if CASE in columns else None
    code = values[columns["indicator"]]
    if case == "" or not code:
        raise _UnreadableError(line, f"the row names no {'indicator' if not code else CASE}.")
    return Row(line, case, code, values[columns["level"]])


def _scale(package: Package) -> str:
    step = "decimals allowed" if package.step < 1 else f"in steps of {package.step}"
    return f"{package.minimum} to {package.maximum}, {step}"
