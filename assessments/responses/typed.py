"""What a page's form says of its indicators, read without JavaScript: one form an element, a card an indicator."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assessments.common import formats
from assessments.common.errors import Invalid
from assessments.responses.answers import CLIENT_LENGTH, FIELDS, Edit, clean_text, level_text, unsure_from

MINE, THEIRS, COMBINED = "mine", "theirs", "combined"
# The choice that stands for the number beside it.
BETWEEN = "between"


@dataclass(frozen=True)
class Sent:
    """What the page's script says of its saves: the form is one more of them, and overtakes the one under way."""

    client: str
    sequence: int
    unsure: Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Typed:
    """One card: `values` as typed, `base` as its page had read them in `version` of the answer."""

    code: str
    values: Mapping[str, Any]
    base: Mapping[str, Any]
    version: int
    sent: Sent | None = None

    @property
    def unsure(self) -> Mapping[str, Sequence[Any]]:
        return self.sent.unsure if self.sent else {}

    @property
    def changed(self) -> dict[str, Any]:
        return {name: value for name, value in self.values.items() if value != self.base[name] or name in self.unsure}


def typed_cards(data: Mapping[str, str], codes: Iterable[str]) -> dict[str, Typed]:
    """The cards that the form held, by code: what was closed to its reader was not in it."""
    cards = [_typed(data, code) for code in codes if f"{code}-version" in data]
    return {card.code: card for card in _resolved(cards, data)}


def edits_of(cards: Iterable[Typed]) -> list[Edit]:
    # A page that the browser's 'back' brought up again may send other text under the same sequence number, so without
    # the script every sending of a form counts as a new page; what was sent twice is the same text, and no clash.
    client = new_client()
    return [_edit(card, client) for card in cards if card.changed]


def _edit(card: Typed, client: str) -> Edit:
    sent = card.sent or Sent(client, 1, {})
    base = {name: card.base[name] for name in card.changed}
    return Edit(card.code, card.changed, base, card.version, sent.client, sent.sequence, sent.unsure)


def new_client() -> str:
    return secrets.token_urlsafe(9)


def mark_of(client: str) -> str:
    """By this a page of the same person recognises the earlier one; nobody can save in its name with it."""
    return hashlib.sha256(client.encode()).hexdigest()[:16]


def _typed(data: Mapping[str, str], code: str) -> Typed:
    version = data[f"{code}-version"]
    return Typed(
        code=code,
        values=_fields(data, code),
        base=_fields(data, f"{code}-base"),
        version=int(version) if version.isdecimal() else 0,
        sent=_sent(data.get(f"{code}-sent", "")),
    )


def _sent(text: str) -> Sent | None:
    try:
        data = json.loads(text)
        return Sent(str(data["client"])[:CLIENT_LENGTH], int(data["sequence"]), unsure_from(data["unsure"]))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _fields(data: Mapping[str, str], prefix: str) -> dict[str, Any]:
    answer, note, finished = (data.get(f"{prefix}-{name}", "") for name in FIELDS)
    if answer == BETWEEN:
        answer = _number(data.get(f"{prefix}-value", ""))
    return {"answer": answer, "note": clean_text(note), "finished": finished == "yes"}


def _number(text: str) -> str:
    """In the spelling of answers; what is no number stays as it was typed, to be refused and shown again."""
    try:
        return level_text(formats.read_decimal(text))
    except Invalid:
        return clean_text(text)


def _resolved(cards: Iterable[Typed], data: Mapping[str, str]) -> list[Typed]:
    """With the reader's decision about a clash, which names its card: 'RE1:theirs'."""
    code, _colon, decision = data.get("resolve", "").rpartition(":")
    return [_decided(card, decision, data) if card.code == code else card for card in cards]


def _decided(card: Typed, decision: str, data: Mapping[str, str]) -> Typed:
    if decision == THEIRS:
        return replace(card, values=card.base, sent=None)
    if decision == COMBINED:
        return replace(card, values={**card.values, "note": clean_text(data.get(f"{card.code}-combined", ""))})
    return card
