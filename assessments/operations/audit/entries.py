"""A row of the history in words: who did what, and what it changed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessments.agencies.models import Role
from assessments.operations.audit.people import People
from assessments.operations.audit.sources import Topic
from assessments.questionnaires.package import Package
from assessments.responses.answers import level_text
from assessments.responses.cards import answer_label
from assessments.responses.differences import Marked, marked
from assessments.responses.enums import AnswerState, EvidenceKind, Status
from assessments.responses.redaction import Ground
from assessments.reviews.models import Outcome

ACTS: dict[tuple[str, str], str | Promise] = {
    (Topic.STATUS, "moved"): gettext_lazy("Status changed"),
    (Topic.ANSWER, "insert"): gettext_lazy("Answer given"),
    (Topic.ANSWER, "update"): gettext_lazy("Answer changed"),
    (Topic.EVIDENCE, "added"): gettext_lazy("Evidence added"),
    (Topic.EVIDENCE, "removed"): gettext_lazy("Evidence removed"),
    (Topic.EVIDENCE, "restored"): gettext_lazy("Evidence put back"),
    (Topic.MESSAGE, "agency"): gettext_lazy("Message of the agency"),
    (Topic.MESSAGE, "evaluator"): gettext_lazy("Message to the agency"),
    (Topic.MESSAGE, "internal"): gettext_lazy("Note among the evaluators"),
    (Topic.VERDICT, "insert"): gettext_lazy("Verdict given"),
    (Topic.VERDICT, "update"): gettext_lazy("Verdict changed"),
    (Topic.FILE, "closed"): gettext_lazy("File closed"),
    (Topic.FILE, "destroyed"): gettext_lazy("File destroyed"),
    ("member", "insert"): gettext_lazy("Person added to the agency"),
    ("member", "update"): gettext_lazy("Role in the agency changed"),
    ("member", "delete"): gettext_lazy("Person taken out of the agency"),
    ("evaluator", "insert"): gettext_lazy("Evaluator assigned"),
    ("evaluator", "update"): gettext_lazy("Assignment changed"),
    ("evaluator", "delete"): gettext_lazy("Assignment ended"),
    ("administrator", "insert"): gettext_lazy("Administrator of the cycle added"),
    ("administrator", "update"): gettext_lazy("Administrator of the cycle changed"),
    ("administrator", "delete"): gettext_lazy("Administrator of the cycle taken out"),
}
FIELDS: dict[str, str | Promise] = {
    "status": gettext_lazy("Status"),
    "answer": pgettext_lazy("history", "Answer"),
    "note": pgettext_lazy("history", "Note"),
    "finished": gettext_lazy("Finished"),
    "title": gettext_lazy("Title"),
    "kind": gettext_lazy("Kind"),
    "place": gettext_lazy("Page, article or place"),
    "url": gettext_lazy("Address"),
    "text": gettext_lazy("Text"),
    "outcome": gettext_lazy("Verdict"),
    "level": gettext_lazy("Level"),
    "reason": gettext_lazy("Reason"),
    "person": gettext_lazy("Person"),
    "role": gettext_lazy("Role"),
    "ground": gettext_lazy("Ground"),
}


@dataclass(frozen=True)
class Change:
    """One field, before and after. `old` and `new` are pieces; True marks what the other side lacks, where the two
    have anything in common."""

    field: str | Promise
    before: str
    after: str

    @property
    def old(self) -> Marked:
        return _pieces(marked(self.before, self.after)[0])

    @property
    def new(self) -> Marked:
        return _pieces(marked(self.before, self.after)[1])


def _pieces(text: Marked) -> Marked:
    told = any(not differs and piece.strip() for piece, differs in text)
    return text if told else [("".join(piece for piece, _differs in text), False)]


@dataclass(frozen=True)
class Entry:
    at: datetime
    who: str
    topic: Topic
    act: str | Promise
    code: str
    changes: tuple[Change, ...]
    address: str
    request: uuid.UUID | None


def entries(rows: Iterable[dict[str, Any]], people: People, package: Package) -> Iterator[Entry]:
    for row in rows:
        yield Entry(
            at=row["moment"],
            who=people.name(row["actor"]),
            topic=Topic(row["topic"]),
            act=ACTS[row["data"].get("what", row["topic"]), row["act"]],
            code=row["indicator_code"],
            changes=tuple(_changes(row, people, package)),
            address=row["address"] if people.may_know_address(row["actor"]) else "",
            request=row["request"],
        )


def _changes(row: dict[str, Any], people: People, package: Package) -> Iterator[Change]:
    """What a deleted row said stands as lost; of a new one, what it says."""
    said = _worded(row["data"], row["indicator_code"], people, package)
    before = _worded(row["before"] or {}, row["indicator_code"], people, package)
    if row["topic"] == Topic.STATUS:
        before = {"status": _status(row["data"]["from_status"])}
    if row["act"] == "delete":
        said, before = {}, said
    for field in FIELDS:
        old, new = before.get(field, ""), said.get(field, "")
        if old != new or (field in ("title", "person") and new):
            yield Change(FIELDS[field], old, new)


def _worded(data: dict[str, Any], code: str, people: People, package: Package) -> dict[str, str]:
    words = {field: str(value) for field, value in data.items() if field in FIELDS and value not in (None, "")}
    if "state" in data:
        words["answer"] = answer_label(_answer(data), package, code)
        words.pop("level", None)
    for field, word in (("level", _level), ("finished", _yes), *CHOICES.items()):
        if field in words:
            words[field] = str(word(data[field]))
    if data.get("person") is not None:
        words["person"] = people.name(data["person"])
    if "to_status" in data:
        words["status"] = _status(data["to_status"])
    return words


CHOICES: dict[str, Any] = {
    "kind": lambda value: EvidenceKind(value).label,
    "outcome": lambda value: Outcome(value).label,
    "role": lambda value: Role(value).label,
    "ground": lambda value: Ground(value).label,
}


def _answer(data: dict[str, Any]) -> str:
    return _level(data["level"]) if data["state"] == AnswerState.ANSWERED else data["state"]


def _level(value: float | str) -> str:
    return level_text(Decimal(str(value)))


def _yes(value: bool) -> str:
    return _("yes") if value else _("no")


def _status(value: str) -> str:
    return str(Status(value).label) if value else ""
