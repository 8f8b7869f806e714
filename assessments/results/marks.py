"""What a result says of one indicator: typed, read-only values that page and PDF print and never compute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import pgettext

from assessments.common import formats
from assessments.questionnaires.texts import IndicatorText, LevelText, Text
from assessments.responses.enums import AnswerState, EvidenceKind, Side

WORDY = 1500  # characters


@dataclass(frozen=True)
class Mark:
    """A level, or why there is none. `state` None: not asked at the medium's stage."""

    state: AnswerState | None
    level: Decimal | None = None

    @property
    def is_missing(self) -> bool:
        return self.state in (AnswerState.UNANSWERED, AnswerState.NOT_KNOWN)

    @property
    def sign(self) -> str:
        """As it stands in a narrow cell."""
        if self.level is not None:
            return formats.level(self.level)
        signs = {AnswerState.NOT_KNOWN: "?", AnswerState.NOT_APPLICABLE: pgettext("narrow cell", "n/a")}
        return signs.get(self.state, "\N{EN DASH}") if self.state else ""

    @property
    def label(self) -> str | Promise:
        """The state in words where there is no level."""
        return self.state.label if self.state and self.level is None else ""

    @property
    def step(self) -> int:
        """The shade of its cell, 1 to 5; 0 without a level."""
        return int(self.level) if self.level is not None else 0


@dataclass(frozen=True)
class Proof:
    kind: EvidenceKind
    title: str
    dated: date
    place: str
    url: str


@dataclass(frozen=True)
class Message:
    side: Side
    label: int | None
    at: datetime
    text: str


@dataclass(frozen=True)
class Judgement:
    """The verdict that counts. `reviewer` is the evaluator's number."""

    outcome: str
    reason: str
    reviewer: int


@dataclass(frozen=True)
class IndicatorResult:
    """`own` is the agency's answer, `counted` what the score rests on; `gap` is own less counted.

    `criteria` are met at the counted level, `lacking` are those of the level above it.
    """

    text: IndicatorText
    hue: str
    own: Mark
    counted: Mark
    gap: Decimal | None
    note: str
    verdict: Judgement | None
    without_clarification: bool
    proofs: tuple[Proof, ...]
    messages: tuple[Message, ...]
    level: LevelText | None
    above: LevelText | None
    step: Text | None

    @property
    def code(self) -> str:
        return self.text.code

    @property
    def is_adjusted(self) -> bool:
        return self.own != self.counted

    @property
    def is_wordy(self) -> bool:
        """So much was written about it that a page cannot always hold it."""
        written = [self.note, self.verdict.reason if self.verdict else "", *(one.text for one in self.messages)]
        return sum(map(len, written)) > WORDY
