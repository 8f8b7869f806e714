"""From the package's nested values to typed texts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assessments.questionnaires.reading import Reader
from assessments.questionnaires.texts import (
    STAGES,
    BandText,
    CapText,
    IndicatorText,
    LevelName,
    LevelText,
    NodeText,
    Text,
)

ONE = Decimal(1)
MOST_CRITERIA = 3
LONGEST_SHORT = 110


def level_names(reader: Reader, scale: Mapping[str, Any]) -> tuple[LevelName, ...]:
    levels = [reader.mapping(item, "scale, levels") for item in reader.items(scale.get("levels"), "scale, levels")]
    return tuple(_level_name(reader, level) for level in levels)


def _level_name(reader: Reader, level: Mapping[str, Any]) -> LevelName:
    value = reader.number(level, "value", "scale, levels")
    place = f"scale, level {value}"
    return LevelName(value, reader.text(level, "name", place), reader.text(level, "meaning", place))


def bands(reader: Reader, items: Any) -> tuple[BandText, ...]:
    return tuple(_band(reader, reader.mapping(item, "bands")) for item in reader.items(items, "bands"))


def _band(reader: Reader, band: Mapping[str, Any]) -> BandText:
    code = reader.code(band, "bands")
    names = reader.mapping(band.get("names"), f"band {code}, names")
    texts = {labels: reader.as_text(text, f"band {code}, names, {labels}") for labels, text in names.items()}
    return BandText(code, reader.number(band, "from", f"band {code}"), texts)


def caps(reader: Reader, items: Any) -> tuple[CapText, ...]:
    return tuple(_cap(reader, reader.mapping(item, "caps")) for item in reader.items(items, "caps"))


def _cap(reader: Reader, cap: Mapping[str, Any]) -> CapText:
    code = reader.code(cap, "caps")
    nodes = tuple(str(node) for node in reader.items(cap.get("nodes"), f"cap {code}, nodes"))
    below = reader.number(cap, "below", f"cap {code}")
    return CapText(code, nodes, below, reader.code(cap, f"cap {code}", "at_most"))


def node(reader: Reader, item: Any, pillar: NodeText | None = None) -> NodeText:
    """A node with all below it; `pillar` is its topmost ancestor, None for a top node."""
    given = reader.mapping(item, "nodes")
    code = reader.code(given, "nodes")
    place = f"node {code}"
    bare = NodeText(
        code=code,
        kind=str(given.get("kind", "element")),
        name=reader.text(given, "name", place),
        about=reader.text(given, "about", place),
        weight=reader.number(given, "weight", place, ONE),
        hue=str(given.get("hue", pillar.hue if pillar else "")),
        labels=str(given.get("labels", "overall")),
        pillar=pillar.code if pillar else code,
    )
    children = tuple(node(reader, child, pillar or bare) for child in reader.items(given.get("nodes"), place))
    asked = tuple(indicator(reader, one, code) for one in reader.items(given.get("indicators"), place))
    if not children and not asked:
        reader.add(place, "it holds neither nodes nor indicators.")
    return NodeText(**{**vars(bare), "nodes": children, "indicators": asked})


def indicator(reader: Reader, item: Any, owner: str) -> IndicatorText:
    given = reader.mapping(item, f"node {owner}, indicators")
    code = reader.code(given, f"node {owner}, indicators")
    place = f"indicator {code}"
    hints = reader.mapping(given.get("hints", {}), f"{place}, hints")
    steps = reader.mapping(given.get("next_steps", {}), f"{place}, next_steps")
    return IndicatorText(
        code=code,
        node=owner,
        name=reader.text(given, "name", place),
        question=reader.text(given, "question", place),
        why=reader.text(given, "why", place),
        evidence=_texts(reader, given.get("evidence"), f"{place}, evidence"),
        mistaken=reader.text(given, "mistaken", place),
        weight=reader.number(given, "weight", place, ONE),
        may_be_not_applicable=bool(given.get("may_be_not_applicable", False)),
        applies_from=reader.choice(given, "applies_from", place, STAGES, STAGES[0]),
        hints={kind: reader.as_text(text, f"{place}, hint {kind}") for kind, text in hints.items()},
        levels=tuple(_level(reader, level, place) for level in reader.items(given.get("levels"), place)),
        next_steps={Decimal(str(value)): reader.as_text(text, f"{place}, step {value}") for value, text in steps.items()},
    )


def _level(reader: Reader, item: Any, place: str) -> LevelText:
    given = reader.mapping(item, f"{place}, levels")
    value = reader.number(given, "value", f"{place}, levels")
    here = f"{place}, level {value}"
    short = reader.text(given, "short", here)
    criteria = _texts(reader, given.get("criteria"), f"{here}, criteria")
    if not 1 <= len(criteria) <= MOST_CRITERIA:
        reader.add(here, f"it has {len(criteria)} criteria; give one to {MOST_CRITERIA}.")
    for language, text in short.items():
        if len(text) > LONGEST_SHORT:
            reader.add(here, f"the {language} sentence has {len(text)} characters; {LONGEST_SHORT} fit.")
    return LevelText(value, short, criteria)


def _texts(reader: Reader, value: Any, place: str) -> tuple[Text, ...]:
    return tuple(reader.as_text(text, place) for text in reader.items(value, place))
