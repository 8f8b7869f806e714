"""An answer as one typed value: what travels between page, service and row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from assessments.common import formats
from assessments.common.errors import Invalid
from assessments.questionnaires.package import IndicatorText, Package
from assessments.responses.enums import AnswerState
from assessments.responses.models import Response

NOTE_LIMIT = 5000
UNSURE_LIMIT = 8
CLIENT_LENGTH = 40
FIELDS = ("answer", "note", "finished")
# NUL and lone surrogates cannot be stored in PostgreSQL text.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Edit:
    """What one browser page says of one indicator. `fields` and `base` hold a part of FIELDS: new and last read;
    `unsure`: what the page sent before without learning whether it arrived.

    `answer` is '' (not filled in), a level such as '4', 'not_known' or 'not_applicable'.
    """

    code: str
    fields: Mapping[str, Any]
    base: Mapping[str, Any]
    base_version: int
    client: str
    sequence: int
    unsure: Mapping[str, Sequence[Any]] = field(default_factory=dict)


def unsure_from(data: Any) -> dict[str, list[Any]]:
    """`Edit.unsure` as a page sent it, in the spelling in which answers are stored. Raises as a wrong shape does."""
    return {
        name: [clean_text(str(value)) if name == "note" else value for value in data[name][-UNSURE_LIMIT:]]
        for name in FIELDS
        if name in data
    }


def clean_text(text: str) -> str:
    """The text as it is stored: browsers send CRLF from forms and LF from scripts, and must mean the same."""
    return UNSTORABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def answer_of(response: Response) -> str:
    if response.state == AnswerState.ANSWERED:
        return level_text(response.level)
    return "" if response.state == AnswerState.UNANSWERED else response.state


def level_text(level: Decimal | None) -> str:
    """'4' for 4.00 and '3.5' for 3.50: the spelling used in answers, snapshots and exports."""
    if level is None:
        return ""
    return f"{level.normalize():f}"


def fields_of(response: Response) -> dict[str, Any]:
    return {"answer": answer_of(response), "note": response.note, "finished": response.finished}


def put(response: Response, values: Mapping[str, Any]) -> None:
    """Writes cleaned values onto the row, unsaved."""
    if "answer" in values:
        state, level = split(values["answer"])
        response.state, response.level = state, level
    response.note = values.get("note", response.note)
    response.finished = values.get("finished", response.finished)


def split(answer: str) -> tuple[AnswerState, Decimal | None]:
    """The state and the level that `answer` means. Raises `InvalidOperation` for what is neither, NaN included."""
    if answer == "":
        return AnswerState.UNANSWERED, None
    if answer in (AnswerState.NOT_KNOWN, AnswerState.NOT_APPLICABLE):
        return AnswerState(answer), None
    level = Decimal(answer)
    if not level.is_finite():
        raise InvalidOperation(answer)
    return AnswerState.ANSWERED, level


def clean(fields: Mapping[str, Any], *, package: Package, indicator: IndicatorText) -> dict[str, Any]:
    """The fields as they may be stored. Raises `Invalid` with a sentence a field."""
    cleaned: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name in FIELDS:
        if name in fields:
            try:
                cleaned[name] = CLEANERS[name](fields[name], package, indicator)
            except Invalid as refusal:
                errors[name] = refusal.errors[""]
    if errors:
        raise Invalid(errors)
    return cleaned


def _clean_answer(value: Any, package: Package, indicator: IndicatorText) -> str:
    unknown = Invalid({"": no_level(package)})
    try:
        state, level = split(str(value))
    except InvalidOperation:
        raise unknown from None
    if state == AnswerState.NOT_APPLICABLE and not indicator.may_be_not_applicable:
        raise Invalid({"": _("This indicator applies to every medium: choose a level, or 'not known'.")})
    if level is not None and not package.allows_level(level):
        raise unknown
    return level_text(level) if level is not None else str(value)


def no_level(package: Package) -> str:
    if not package.has_decimals:
        return _("Choose one of the levels that this page shows.")
    scale = {"lowest": package.minimum, "highest": package.maximum, "step": package.step}
    shown = {name: formats.level(value) for name, value in scale.items()}
    return _("Give a number from %(lowest)s to %(highest)s in steps of %(step)s, with a comma or a point.") % shown


def _clean_note(value: Any, package: Package, indicator: IndicatorText) -> str:
    note = clean_text(str(value))
    if len(note) > NOTE_LIMIT:
        raise Invalid(
            {
                "": _("The note has %(length)d characters; %(limit)d fit. Shorten it, or add a document as evidence.")
                % {"length": len(note), "limit": NOTE_LIMIT}
            }
        )
    return note


def _clean_finished(value: Any, package: Package, indicator: IndicatorText) -> bool:
    return value in (True, "true", "yes", "on", "1")


CLEANERS = {"answer": _clean_answer, "note": _clean_note, "finished": _clean_finished}
