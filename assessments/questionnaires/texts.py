"""The texts of an instrument, in every language it has. Plain values: nothing here knows the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

FALLBACK = "id"
STAGES = ("planned", "pilot", "live")
MEDIUM_KINDS = ("social_media", "website", "mobile_app", "internal_application", "service_portal", "message_channel")


class Text(dict[str, str]):
    """One text by language. As a string it speaks the reader's."""

    def in_(self, language: str) -> str:
        return self.get(language) or self.get(FALLBACK) or next(iter(self.values()), "")

    def __str__(self) -> str:
        # The scoring command reads packages without starting Django.
        from django.utils.translation import get_language

        return self.in_((get_language() or FALLBACK)[:2])

    def __html__(self) -> str:
        from django.utils.html import escape

        return escape(str(self))


@dataclass(frozen=True)
class LevelName:
    value: Decimal
    name: Text
    meaning: Text
    criteria: tuple[Text, ...] = ()

    @property
    def telling(self) -> Text:
        """The name; empty where it only says the number again."""
        number = f" {self.value.normalize():f}"
        return Text() if all(words.endswith(number) for words in self.name.values()) else self.name


@dataclass(frozen=True)
class LevelText:
    value: Decimal
    short: Text
    criteria: tuple[Text, ...]


@dataclass(frozen=True)
class IndicatorText:
    """`weight` is for showing, `weight_exact` for computing. `taken_from`: the other index that gives its value.

    `own_levels` is False where the levels are those that the scale describes once for all.
    """

    code: str
    node: str
    name: Text
    question: Text
    why: Text
    evidence: tuple[Text, ...]
    mistaken: Text
    weight: Decimal
    may_be_not_applicable: bool
    applies_from: str
    hints: Mapping[str, Text]
    levels: tuple[LevelText, ...]
    next_steps: Mapping[Decimal, Text]
    weight_exact: Fraction = Fraction(1)
    taken_from: Text = field(default_factory=Text)
    level_set: str = ""
    own_levels: bool = True

    def hint_for(self, medium_kind: str) -> Text | None:
        return self.hints.get(medium_kind)

    def level(self, value: Decimal) -> LevelText:
        """The text of the highest level at or below `value`. Raises `ValueError` below the lowest."""
        reached = [level for level in self.levels if level.value <= value]
        if not reached:
            raise ValueError(f"{self.code} has no level at or below {value}")
        return reached[-1]

    def next_step(self, value: Decimal) -> Text | None:
        """What to do to rise from `value`; None at the top."""
        reached = [step for step in sorted(self.next_steps) if step <= value]
        if not reached or value >= self.levels[-1].value:
            return None
        return self.next_steps[reached[-1]]

    def applies_at(self, stage: str) -> bool:
        return STAGES.index(self.applies_from) <= STAGES.index(stage)


@dataclass(frozen=True)
class NodeText:
    """A pillar, an element, …: `pillar` is the code of its topmost ancestor, `hue` the pillar's colour letter."""

    code: str
    kind: str
    name: Text
    about: Text
    weight: Decimal
    hue: str
    labels: str
    pillar: str
    nodes: tuple[NodeText, ...] = ()
    indicators: tuple[IndicatorText, ...] = ()
    weight_exact: Fraction = Fraction(1)


@dataclass(frozen=True)
class BandText:
    """Without names where the instrument's owner has published none."""

    code: str
    lower: Decimal
    names: Mapping[str, Text]


@dataclass(frozen=True)
class CapText:
    code: str
    nodes: tuple[str, ...]
    below: Decimal
    at_most: str
