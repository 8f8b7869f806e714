"""The words between the questionnaire's script and the server: one card's changed fields, and what became of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.common import formats
from assessments.questionnaires.package import Package
from assessments.responses import selectors
from assessments.responses.answers import CLIENT_LENGTH, FIELDS, Edit, clean_text, fields_of, unsure_from
from assessments.responses.differences import conflict_of
from assessments.responses.models import Response
from assessments.responses.pages import Row
from assessments.responses.services.answers import Clash, Saved


@dataclass(frozen=True)
class Message:
    """`user`: whose page it is, who need not be the one who is signed in now."""

    user: int
    edit: Edit


def message_from(code: str, body: bytes) -> Message:
    """Raises `ValueError` for what is not a save."""
    try:
        data = json.loads(body)
        edit = Edit(
            code=code,
            fields={name: data["fields"][name] for name in FIELDS if name in data["fields"]},
            base=_base(data["base"]),
            base_version=int(data["version"]),
            client=_client(data["client"]),
            sequence=int(data["sequence"]),
            unsure=unsure_from(data.get("unsure", {})),
        )
        return Message(int(data["user"]), edit)
    except (KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError from error


def _client(name: Any) -> str:
    if "\0" in str(name):
        raise ValueError("the database keeps no such text")
    return str(name)[:CLIENT_LENGTH]


def _base(data: dict[str, Any]) -> dict[str, Any]:
    base = {name: data[name] for name in FIELDS if name in data}
    return {**base, "note": clean_text(str(base["note"]))} if "note" in base else base


def saved_answer(outcome: Saved, package: Package) -> dict[str, Any]:
    response = outcome.response
    return {
        "version": response.version,
        "sequence": outcome.sequence,
        "changed": outcome.changed,
        "stands": outcome.stands,
        "fields": fields_of(response),
        "saved_at": formats.clock(response.updated_at),
        "by": response.updated_by.name if response.updated_by else "",
        "status": _status(response, package),
    }


def _status(response: Response, package: Package) -> dict[str, str]:
    if selectors.asks_evidence(response, package):
        response.evidence_count = selectors.evidence_count(response)  # type: ignore[attr-defined]
    row = Row(response, package.indicators[response.indicator.code], selectors.gap_reason(response, package))
    return {"text": str(row.label), "tag": row.tag}


def clash_answer(outcome: Clash, package: Package) -> dict[str, Any]:
    conflict = conflict_of(outcome, package)
    return {
        "message": changed_by(outcome.response),
        "version": outcome.response.version,
        "fields": fields_of(outcome.response),
        "status": _status(outcome.response, package),
        "panel": render_to_string("responses/_conflict.html", {"conflict": conflict}),
    }


def changed_by(response: Response) -> str:
    return _("%(name)s changed this answer at %(time)s.") % {
        "name": response.updated_by.name if response.updated_by else _("Somebody else"),
        "time": formats.clock(response.updated_at),
    }


def unreadable() -> str:
    return _("This save could not be read. Copy what you typed, and reload the page.")


def are_filling_in(names: list[str]) -> str:
    """'' for nobody."""
    if not names:
        return ""
    sentence = ngettext(
        "%(names)s is filling in this element, too.", "%(names)s are filling in this element, too.", len(names)
    )
    return sentence % {"names": ", ".join(names)}
