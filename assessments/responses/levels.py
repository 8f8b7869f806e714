"""The instrument's words on an element's page as HTML: most of the page, and the same for all who chose the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import InvalidOperation
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from assessments.questionnaires.models import Version
from assessments.questionnaires.package import IndicatorText, Package, Text
from assessments.responses.answers import level_text, split
from assessments.responses.enums import AnswerState

CELL, CELL_STEP = 10, 13


@dataclass(frozen=True)
class Option:
    """A level to choose. `filled` and `empty` are the paths of its cells."""

    value: str
    name: Text
    text: Text
    criteria: tuple[Text, ...]
    filled: str
    empty: str


@dataclass(frozen=True)
class Levels:
    """What the fragment depends on. It is given nothing else, so what is kept can hold nobody's words; one with
    an error is not kept."""

    version: tuple[int, str]
    code: str
    kind: str
    chosen: str
    error: str
    language: str
    package: Package = field(compare=False)

    @property
    def between(self) -> str:
        """What is chosen and no level: a number, or what was typed in its place."""
        return "" if self.chosen in _choices(self.package, self.code) else self.chosen


@dataclass(frozen=True)
class Wanted:
    """The same of the part that asks for evidence."""

    version: tuple[int, str]
    code: str
    is_first: bool
    language: str
    package: Package = field(compare=False)


def levels_of(version: Version, code: str, *, kind: str, chosen: str, error: str = "") -> SafeString:
    """For a medium of this `kind`, with the level that is `chosen`."""
    package = version.package
    is_known = chosen in _choices(package, code) or (package.has_decimals and (error or _is_allowed(chosen, package)))
    key = version.pk, version.sha256
    levels = Levels(key, code, kind, chosen if is_known else "", error, get_language() or "", package)
    return _rendered.__wrapped__(levels) if error else _rendered(levels)


def _choices(package: Package, code: str) -> set[str]:
    return {"", *AnswerState.values, *(level_text(level.value) for level in package.indicators[code].levels)}


def _is_allowed(chosen: str, package: Package) -> bool:
    try:
        _state, level = split(chosen)
    except InvalidOperation:
        return False
    return level is not None and package.allows_level(level)


def evidence_wanted(version: Version, code: str, *, is_first: bool) -> SafeString:
    """What usually shows it, where nothing does yet, and the way to add it."""
    return _rendered_wanted(Wanted((version.pk, version.sha256), code, is_first, get_language() or "", version.package))


@lru_cache(maxsize=256)
def _rendered_wanted(wanted: Wanted) -> SafeString:
    context = {
        "code": wanted.code,
        "text": wanted.package.indicators[wanted.code],
        "required_from": wanted.package.evidence_required_from,
        "is_first": wanted.is_first,
    }
    return render_to_string("responses/_evidence_wanted.html", context)


@lru_cache(maxsize=1024)  # an instrument of 30 indicators has some 500 in two languages, 3 MB
def _rendered(levels: Levels) -> SafeString:
    text = levels.package.indicators[levels.code]
    context = {
        "code": levels.code,
        "text": text,
        "hint": text.hint_for(levels.kind),
        "options": _options_of(text, levels.package),
        "width": len(text.levels) * CELL_STEP,
        "chosen": levels.chosen,
        "between": levels.between,
        "scale": levels.package,
        "error": levels.error,
    }
    return render_to_string("responses/_levels.html", context)


def _options_of(text: IndicatorText, package: Package) -> tuple[Option, ...]:
    total, names = len(text.levels), package.level_names(text.code)
    return tuple(
        Option(
            value=level_text(level.value),
            name=names[level.value],
            text=level.short,
            criteria=level.criteria,
            filled=_cells(range(number)),
            empty=_cells(range(number, total)),
        )
        for number, level in enumerate(text.levels, start=1)
    )


def _cells(places: Sequence[int]) -> str:
    return "".join(f"M{place * CELL_STEP}.5.5h{CELL}v{CELL}h-{CELL}z" for place in places)
