"""Which translations are older than their source. A text is written in the package's first language; its `dates` say
when the words of a language were last changed, or held against the source. A language without a date is older than
one that has a date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from assessments.questionnaires.keys import key_of
from assessments.questionnaires.shape import schema
from assessments.questionnaires.sources import Finding

DATES = "dates"
TEXT = "#/$defs/text"
DEFAULT_LANGUAGES = ("id", "en")


def languages_of(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The first is the one that the others translate."""
    return tuple(document.get("languages", DEFAULT_LANGUAGES))


def is_said(text: Mapping[str, Any]) -> bool:
    """Whether it has words in any language."""
    return any(words for name, words in text.items() if name != DATES)


def behind(text: Mapping[str, Any], languages: Sequence[str]) -> list[str]:
    """The languages whose words are older than the source's."""
    source, *others = languages
    dates = text.get(DATES, {})
    if not text.get(source) or source not in dates:
        return []
    return [one for one in others if text.get(one) and dates.get(one, "") < dates[source]]


def texts_of(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every text with its place, in which things are named by their codes: `indicator RE1, question`."""
    return _texts(document, schema(), "")


def _texts(value: Any, rule: Mapping[str, Any], place: str) -> Iterator[tuple[str, Any]]:
    if rule.get("$ref") == TEXT:
        yield place, value
        return
    if "$ref" in rule:
        rule = schema()["$defs"][rule["$ref"].rpartition("/")[2]]
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(item, rule.get("items", {}), key_of(item, number, place))
    elif isinstance(value, Mapping):
        for name, item in value.items():
            child = rule.get("properties", {}).get(name) or rule.get("additionalProperties")
            if isinstance(child, Mapping):
                yield from _texts(item, child, f"{place}, {name}" if place else name)


def date_changes(before: Mapping[str, Any], after: Mapping[str, Any], now: datetime) -> None:
    """Dates what an edit has changed in the texts of `after`, where without it a translation would pass for new."""
    stood = dict(texts_of(before))
    for place, text in texts_of(after):
        if place in stood:
            _date_change(stood[place], text, languages_of(after), now)


def _date_change(old: Mapping[str, Any], new: dict[str, Any], languages: Sequence[str], now: datetime) -> None:
    source, *others = languages
    changed = [one for one in languages if _words(old, one) != _words(new, one)]
    left = [one for one in others if new.get(one) and one not in changed]
    if changed and (DATES in new or (source in changed and left)):
        _date(new, changed, now)


def _words(text: Mapping[str, Any], language: str) -> str:
    return " ".join(str(text.get(language) or "").split())


def hold(text: dict[str, Any], languages: Sequence[str], now: datetime) -> None:
    """The translations of a text are held against its source, and still fit."""
    late = behind(text, languages)
    if late:
        _date(text, late, now)


def _date(text: dict[str, Any], languages: Sequence[str], now: datetime) -> None:
    stamp = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    text[DATES] = {**text.get(DATES, {}), **dict.fromkeys(languages, stamp)}


def left_behind(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Finding]:
    """The texts of `new` whose source differs from `old`'s while a translation, with its date, stands as it stood."""
    source, *others = languages_of(new)
    stood = dict(texts_of(old))
    for place, text in texts_of(new):
        before = stood.get(place, text)
        late = [one for one in others if text.get(one) and _stands(before, text, one)]
        if late and _words(before, source) != _words(text, source):
            yield Finding.of(
                place,
                "the text in %(source)s differs from version %(version)s, the one in %(languages)s does not;"
                " bring it up to date, or date both if it still fits.",
                {"languages": ", ".join(late), "source": source, "version": old["version"]},
                getattr(text, "mark", None),
            )


def _stands(before: Mapping[str, Any], text: Mapping[str, Any], language: str) -> bool:
    dates = [one.get(DATES, {}).get(language) for one in (before, text)]
    return dates[0] == dates[1] and _words(before, language) == _words(text, language)
