"""Reading values out of a package whose shape is right, collecting what is wrong with them, each with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_noop

from assessments.questionnaires.aging import DATES, behind
from assessments.questionnaires.sources import Finding, Mark, Names
from assessments.questionnaires.texts import Text


@dataclass
class Reader:
    """`findings` holds a sentence for each thing that is wrong, with the place that it is in."""

    languages: tuple[str, ...]
    findings: list[Finding] = field(default_factory=list)
    marks: dict[str, Mark] = field(default_factory=dict)

    def add(self, place: str, sentence: str, at: str = "", **values: object) -> None:
        """`at`: the name in `place` that the sentence is about, where one is. `values` fill the sentence."""
        mark = self._mark_of(f"{place}, {at}" if at else place)
        self.findings.append(Finding.of(place, sentence, values, mark))

    def _mark_of(self, place: str) -> Mark | None:
        while place and place not in self.marks:
            place = place.rpartition(", ")[0]
        return self.marks.get(place)

    def enter(self, place: str, owner: Any) -> None:
        """Findings in `place` and in what it names are in these lines."""
        if isinstance(owner, Names):
            self.marks[place] = owner.mark
            self.marks.update({f"{place}, {name}": mark for name, mark in owner.marks.items()})

    def text(self, owner: Mapping[str, Any], name: str, place: str) -> Text:
        if name not in owner:
            languages = ", ".join(self.languages)
            self.add(
                place,
                gettext_noop("%(name)s is missing; give it in each of %(languages)s."),
                name=name,
                languages=languages,
            )
            return Text()
        return self.as_text(owner[name], f"{place}, {name}")

    def optional_text(self, owner: Mapping[str, Any], name: str, place: str) -> Text:
        return self.as_text(owner[name], f"{place}, {name}") if name in owner else Text()

    def as_text(self, value: Mapping[str, Any], place: str) -> Text:
        self.enter(place, value)
        words = {language: " ".join(str(value.get(language) or "").split()) for language in self.languages}
        lacking = [language for language, text in words.items() if not text]
        if lacking:
            self.add(place, gettext_noop("the text lacks %(languages)s."), languages=", ".join(lacking))
        self._check_dates(value, place)
        for language in value:
            if language not in (*self.languages, DATES):
                self.add(
                    place,
                    gettext_noop("the language '%(language)s' is not one of the package's."),
                    language,
                    language=language,
                )
        return Text(words)

    def _check_dates(self, value: Mapping[str, Any], place: str) -> None:
        late = behind(value, self.languages)
        if late:
            self.add(
                place,
                gettext_noop(
                    "the text in %(languages)s is older than its source in %(source)s;"
                    " bring it up to date, or date it anew if it still fits."
                ),
                DATES,
                languages=", ".join(late),
                source=self.languages[0],
            )

    def texts(self, values: Sequence[Any], place: str) -> tuple[Text, ...]:
        return tuple(self.as_text(value, place) for value in values)


def number(owner: Mapping[str, Any], name: str, default: Decimal = Decimal(0)) -> Decimal:
    return Decimal(owner[name]) if name in owner else default


def weight(owner: Mapping[str, Any]) -> Fraction:
    return Fraction(owner.get("weight", 1))
