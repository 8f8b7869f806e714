"""Reading one value after another out of a package, collecting every finding instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from assessments.questionnaires.texts import Text

ZERO = Decimal(0)


@dataclass
class Reader:
    """`findings` holds a sentence for each thing that is wrong, with the place that it is in."""

    languages: tuple[str, ...]
    findings: list[str] = field(default_factory=list)

    def add(self, place: str, sentence: str) -> None:
        self.findings.append(f"{place}: {sentence}")

    def mapping(self, value: Any, place: str) -> Mapping[str, Any]:
        if isinstance(value, Mapping):
            return value
        self.add(place, "expected names with values here.")
        return {}

    def items(self, value: Any, place: str) -> Sequence[Any]:
        if isinstance(value, Sequence) and not isinstance(value, str):
            return value
        if value is not None:
            self.add(place, "expected a list here.")
        return ()

    def text(self, owner: Mapping[str, Any], name: str, place: str) -> Text:
        return self.as_text(owner.get(name), f"{place}, {name}")

    def as_text(self, value: Any, place: str) -> Text:
        if not isinstance(value, Mapping):
            self.add(place, f"a text is missing; give one for each of {', '.join(self.languages)}.")
            return Text()
        lacking = [language for language in self.languages if not str(value.get(language) or "").strip()]
        if lacking:
            self.add(place, f"the text lacks {', '.join(lacking)}.")
        return Text({language: " ".join(str(value.get(language) or "").split()) for language in self.languages})

    def number(self, owner: Mapping[str, Any], name: str, place: str, default: Decimal | None = None) -> Decimal:
        value = owner.get(name, default)
        try:
            return Decimal(str(value))
        except InvalidOperation:
            self.add(place, f"{name} is {value!r}; give a number.")
            return ZERO

    def code(self, owner: Mapping[str, Any], place: str, name: str = "code") -> str:
        value = owner.get(name)
        if not value:
            self.add(place, f"{name} is missing.")
        return str(value or "")

    def choice(self, owner: Mapping[str, Any], name: str, place: str, allowed: Sequence[str], default: str) -> str:
        value = str(owner.get(name, default))
        if value not in allowed:
            self.add(place, f"{name} is {value!r}; use one of {', '.join(allowed)}.")
        return value
