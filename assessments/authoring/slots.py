"""One value of a document that a person edits, as text: a field of a form, or a cell of a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from assessments.authoring.paths import Path, drop, get, put
from assessments.common.canonical import canonical_json, sha256_of
from assessments.questionnaires.aging import is_said
from assessments.questionnaires.shape import schema

LONGEST = 4000
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
YES, NO = "yes", "no"


@dataclass(frozen=True)
class Slot:
    """`key` names the field and the column. `group`: the heading under which a form shows it. A draft may lack what
    is neither `required` nor `optional`; a published version may not. `default`: what holds where nothing stands."""

    key: str
    label: str | Promise
    path: Path
    group: str | Promise = ""
    hint: str | Promise = ""
    required: bool = False
    optional: bool = False
    default: str = ""

    def read(self, part: Mapping[str, Any]) -> str:
        value = get(part, self.path)
        return "" if value is None else one_line(str(value))

    def write(self, part: dict[str, Any], value: str) -> None:
        if value:
            put(part, self.path, value)
        else:
            drop(part, self.path)

    def normal(self, value: str) -> str:
        """As it is kept."""
        return one_line(value)

    def fault(self, value: str) -> str:
        """The sentence that refuses a normal value, or ''."""
        if self.required and not value:
            return _("Fill this in.")
        if len(value) > LONGEST:
            return _("This is too long: %(limit)d characters fit.") % {"limit": LONGEST}
        return ""

    def same(self, one: str, other: str) -> bool:
        return one == other

    def take(self, part: dict[str, Any], value: str) -> None:
        """Writes what differs, and leaves what was written in another way and means the same."""
        if not self.same(self.read(part), value):
            self.write(part, value)


@dataclass(frozen=True)
class Text(Slot):
    """One language of a text. `kept`: the format wants the text, so it stays where it is empty."""

    language: str = ""
    languages: tuple[str, ...] = ()
    kept: bool = False
    long: bool = True

    def read(self, part: Mapping[str, Any]) -> str:
        return one_line(str(get(part, (*self.path, self.language)) or ""))

    def write(self, part: dict[str, Any], value: str) -> None:
        words = dict.fromkeys(self.languages, "") | (get(part, self.path) or {}) | {self.language: value}
        if self.kept or is_said(words):
            put(part, self.path, words)
        else:
            drop(part, self.path)


@dataclass(frozen=True)
class Lines(Text):
    """One language of a list of texts, a line each. The lines of all languages stand in the same order."""

    most: int = 30

    def read(self, part: Mapping[str, Any]) -> str:
        return "\n".join(one_line(str(words.get(self.language) or "")) for words in get(part, self.path) or ()).rstrip()

    def write(self, part: dict[str, Any], value: str) -> None:
        lines, old = value.split("\n") if value else [], list(get(part, self.path) or ())
        empty = dict.fromkeys(self.languages, "")
        count = max(len(lines), len(old))
        padded = zip(old + [empty] * (count - len(old)), lines + [""] * (count - len(lines)), strict=True)
        texts = [{**words, self.language: line} for words, line in padded]
        texts = [words for words in texts if is_said(words)] or ([empty] if self.kept else [])
        if texts:
            put(part, self.path, texts)
        else:
            drop(part, self.path)

    def normal(self, value: str) -> str:
        return "\n".join(one_line(line) for line in value.splitlines()).rstrip("\n")

    def fault(self, value: str) -> str:
        if value.count("\n") >= self.most:
            return _("Give at most %(most)d lines.") % {"most": self.most}
        return super().fault(value)


@dataclass(frozen=True)
class Word(Slot):
    """A code, a name or a number. `rule` is the schema's."""

    rule: str = "word"

    def read(self, part: Mapping[str, Any]) -> str:
        return super().read(part) or self.default

    def normal(self, value: str) -> str:
        value = one_line(value)
        return value.replace(",", ".") if self.is_number and "." not in value else value

    @property
    def is_number(self) -> bool:
        return self.rule in ("number", "weight")

    def fault(self, value: str) -> str:
        if value and not re.search(schema()["$defs"][self.rule]["pattern"], value):
            return str(_wanted(self.rule))
        return super().fault(value)

    def same(self, one: str, other: str) -> bool:
        if self.is_number and one and other:
            return Fraction(one) == Fraction(other)
        return one == other


@dataclass(frozen=True)
class Choice(Slot):
    choices: tuple[tuple[str, str | Promise], ...] = ()

    def read(self, part: Mapping[str, Any]) -> str:
        return super().read(part) or self.default

    def fault(self, value: str) -> str:
        allowed = [name for name, _label in self.choices]
        if value not in allowed:
            return _("Use one of: %(allowed)s.") % {"allowed": ", ".join(name for name in allowed if name)}
        return ""


@dataclass(frozen=True)
class Flag(Choice):
    """Yes or no; no where nothing is written."""

    default: str = NO

    def read(self, part: Mapping[str, Any]) -> str:
        return YES if get(part, self.path) else NO

    def write(self, part: dict[str, Any], value: str) -> None:
        put(part, self.path, value == YES)


@dataclass(frozen=True)
class Codes(Slot):
    """Codes of other things, between commas."""

    known: frozenset[str] = field(default_factory=frozenset)

    def read(self, part: Mapping[str, Any]) -> str:
        return ", ".join(str(code) for code in get(part, self.path) or ())

    def write(self, part: dict[str, Any], value: str) -> None:
        put(part, self.path, value.split(", ") if value else [])

    def normal(self, value: str) -> str:
        return ", ".join(re.split(r"[\s,;]+", one_line(value).strip(" ,;")))

    def fault(self, value: str) -> str:
        unknown = [code for code in value.split(", ") if value and code not in self.known]
        if unknown:
            return _("These codes are not in the instrument: %(codes)s.") % {"codes": ", ".join(unknown)}
        return super().fault(value)


def one_line(value: str) -> str:
    return " ".join(UNWRITABLE.sub("", value).split())


def values_of(slots: Iterable[Slot], part: Mapping[str, Any]) -> dict[str, str]:
    return {slot.key: slot.read(part) for slot in slots}


def stamp_of(values: Mapping[str, str]) -> str:
    """Tells whether a thing still stands as a page has shown it."""
    return sha256_of(canonical_json(dict(values)))[:20]


def _wanted(rule: str) -> str:
    return {
        "weight": _("Give a number, such as 2.5, or a fraction, such as 10/3."),
        "number": _("Give a number, such as 2.60."),
        "code": _("Use at most 20 letters, digits, dots, hyphens and underscores, and begin with a letter or digit."),
        "word": _("Use at most 40 letters, digits, dots, hyphens and underscores, and begin with a letter or digit."),
    }[rule]
