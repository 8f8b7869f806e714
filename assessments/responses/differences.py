"""Two readings of one answer side by side, with what differs marked word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from assessments.questionnaires.package import Package
from assessments.responses.cards import answer_label
from assessments.responses.models import Response
from assessments.responses.services.answers import Clash

Marked = list[tuple[str, bool]]
WORDS = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class Reading:
    answer: str
    note: Marked
    finished: bool


@dataclass(frozen=True)
class Conflict:
    """`fields`: what both sides changed. `combined`: a start for the text that holds both."""

    code: str
    by: str
    at: datetime | None
    fields: tuple[str, ...]
    mine: Reading
    theirs: Reading
    combined: str


def conflict_of(clash: Clash, package: Package) -> Conflict:
    response: Response = clash.response
    code = response.indicator.code
    mine = {**clash.theirs, **clash.mine}
    mine_note, theirs_note = marked(mine["note"], clash.theirs["note"])
    return Conflict(
        code=code,
        by=response.updated_by.name if response.updated_by else "",
        at=response.updated_at,
        fields=clash.fields,
        mine=Reading(answer_label(mine["answer"], package, code), mine_note, mine["finished"]),
        theirs=Reading(answer_label(clash.theirs["answer"], package, code), theirs_note, clash.theirs["finished"]),
        combined=combined(mine["note"], clash.theirs["note"]),
    )


def marked(mine: str, theirs: str) -> tuple[Marked, Marked]:
    """Each text in pieces; True marks a piece that the other text lacks."""
    ours, others = WORDS.findall(mine), WORDS.findall(theirs)
    left: Marked = []
    right: Marked = []
    for kind, a, b, c, d in SequenceMatcher(None, ours, others, autojunk=False).get_opcodes():
        left.append(("".join(ours[a:b]), kind != "equal"))
        right.append(("".join(others[c:d]), kind != "equal"))
    return [piece for piece in left if piece[0]], [piece for piece in right if piece[0]]


def combined(mine: str, theirs: str) -> str:
    if mine in theirs:
        return theirs
    return mine if theirs in mine else f"{theirs}\n\n{mine}"
