"""A document held against the package's JSON Schema: one plain sentence for each thing that does not fit.

Only the keywords that the schema uses are known here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from assessments.questionnaires.sources import Items, Mark, Names

SINGULAR = {"nodes": "node", "indicators": "indicator", "bands": "band", "caps": "cap"}
WHOLE = "package"
KINDS: dict[str, tuple[type, str]] = {
    "object": (Mapping, "names with values"),
    "array": (list, "a list"),
    "string": (str, "a text in quotes"),
    "integer": (int, "a whole number"),
    "boolean": (bool, "true or false"),
}


@dataclass(frozen=True)
class Place:
    """Where a value stands: in people's words, and in which line of which file."""

    words: str = WHOLE
    mark: Mark | None = None

    def finding(self, sentence: str) -> str:
        return f"{self.mark}: {self.words}: {sentence}" if self.mark else f"{self.words}: {sentence}"


@cache
def schema() -> dict[str, Any]:
    text = Path(__file__).with_name("package.schema.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def findings(document: Any) -> list[str]:
    return list(_check(document, schema(), Place(mark=getattr(document, "mark", None)), "the package"))


def _check(value: Any, rule: Mapping[str, Any], place: Place, name: str) -> Iterator[str]:
    if "$ref" in rule:
        rule = schema()["$defs"][rule["$ref"].rpartition("/")[2]]
    refusal = _refusal(value, rule, name)
    if refusal:
        yield place.finding(refusal)
    elif isinstance(value, Mapping):
        yield from _check_names(value, rule, place)
    elif isinstance(value, list):
        yield from _check_items(value, rule, place, name)


def _refusal(value: Any, rule: Mapping[str, Any], name: str) -> str:
    kinds = [rule["type"]] if isinstance(rule.get("type"), str) else rule.get("type", [])
    if "const" in rule and value != rule["const"]:
        return f"{name} is {value!r}; this software reads {rule['const']}."
    if "enum" in rule and value not in rule["enum"]:
        return f"{name} is {value!r}; use one of {', '.join(rule['enum'])}."
    if kinds and not any(_is(value, kind) for kind in kinds):
        return f"{name} is {_short(value)}; give {rule.get('description') or KINDS[kinds[0]][1]}."
    if "pattern" in rule and not re.search(rule["pattern"], str(value)):
        return f"{name} is {value!r}; give {rule['description']}."
    return _refused_length(value, rule, name)


def _is(value: Any, kind: str) -> bool:
    return isinstance(value, KINDS[kind][0]) and not (kind == "integer" and isinstance(value, bool))


def _short(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, Mapping):
        return "names with values"
    return "a list" if isinstance(value, list) else repr(value)


def _refused_length(value: Any, rule: Mapping[str, Any], name: str) -> str:
    if not isinstance(value, list):
        return ""
    least, most = rule.get("minItems", 0), rule.get("maxItems")
    if len(value) < least:
        return f"{name} is empty; give at least one."
    if most is not None and len(value) > most:
        return f"{name} has {len(value)} entries; {most} fit."
    return ""


def _check_names(value: Mapping[str, Any], rule: Mapping[str, Any], place: Place) -> Iterator[str]:
    known: Mapping[str, Any] = rule.get("properties", {})
    for name in rule.get("required", []):
        if name not in value:
            yield place.finding(f"{name} is missing.")
    for name, item in value.items():
        inner = name if place.words == WHOLE and isinstance(item, Mapping) else place.words
        here = Place(inner, _mark_of(value, name) or place.mark)
        child = known.get(name, rule.get("additionalProperties"))
        if child is False:
            yield Place(place.words, here.mark).finding(_unknown(name, list(known)))
        elif child is not None:
            yield from _check(item, child, here, name)


def _unknown(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"the format has no {name!r} here{f'; did you mean {close[0]!r}?' if close else '.'}"


def _check_items(value: list[Any], rule: Mapping[str, Any], place: Place, name: str) -> Iterator[str]:
    for number, item in enumerate(value):
        mark = value.marks[number] if isinstance(value, Items) else None
        here = Place(_words(place.words, name, number, item), mark or place.mark)
        yield from _check(item, rule.get("items", {}), here, f"entry {number + 1} of {name}")


def _words(around: str, name: str, number: int, item: Any) -> str:
    if not isinstance(item, Mapping):
        return around
    if name in SINGULAR and isinstance(item.get("code"), str | int):
        return f"{SINGULAR[name]} {item['code']}"
    if name == "levels" and isinstance(item.get("value"), str | int):
        return f"{around}, level {item['value']}"
    return f"{around}, {name} {number + 1}"


def _mark_of(value: Mapping[str, Any], name: str) -> Mark | None:
    return value.marks.get(name) if isinstance(value, Names) else None
