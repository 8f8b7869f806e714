"""From the package's nested values to typed texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_noop

from assessments.questionnaires.reading import Reader, number, weight
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

WEIGHT_PLACES = Decimal("0.0000000001")
Sets = Mapping[str, tuple[LevelName, ...]]


@dataclass(frozen=True)
class Around:
    """What a node hands down to all below it."""

    full: bool
    sets: Sets
    level_set: str = ""
    pillar: str = ""
    hue: str = ""


def level_sets(reader: Reader, scale: Mapping[str, Any], full: bool) -> Sets:
    """The names of the scale's levels; under '' those that hold where no set is named."""
    given = {"": scale["levels"], **scale.get("sets", {})}
    return {name: _level_names(reader, items, f"scale, {name or 'levels'}", full) for name, items in given.items()}


def _level_names(reader: Reader, items: Sequence[Any], around: str, full: bool) -> tuple[LevelName, ...]:
    return tuple(_level_name(reader, item, f"{around}, level {item['value']}", full) for item in items)


def _level_name(reader: Reader, item: Mapping[str, Any], place: str, full: bool) -> LevelName:
    reader.enter(place, item)
    name = reader.text(item, "name", place)
    meaning = reader.text(item, "meaning", place) if full else reader.optional_text(item, "meaning", place)
    criteria = reader.texts(item.get("criteria", ()), f"{place}, criteria")
    return LevelName(number(item, "value"), name, meaning, criteria)


def band(reader: Reader, item: Mapping[str, Any]) -> BandText:
    code = str(item["code"])
    place = f"band {code}"
    reader.enter(place, item)
    names = item.get("names", {})
    texts = {labels: reader.as_text(text, f"{place}, names, {labels}") for labels, text in names.items()}
    return BandText(code, number(item, "from"), texts)


def cap(reader: Reader, item: Mapping[str, Any]) -> CapText:
    code = str(item["code"])
    reader.enter(f"cap {code}", item)
    return CapText(code, tuple(str(one) for one in item["nodes"]), number(item, "below"), str(item["at_most"]))


def node(reader: Reader, item: Mapping[str, Any], around: Around) -> NodeText:
    """A node with all below it."""
    code = str(item["code"])
    place = f"node {code}"
    reader.enter(place, item)
    inner = replace(
        around,
        level_set=_level_set(reader, item, place, around),
        pillar=around.pillar or code,
        hue=str(item.get("hue", around.hue)),
    )
    return NodeText(
        code=code,
        kind=str(item.get("kind", "element")),
        name=reader.text(item, "name", place),
        about=reader.text(item, "about", place) if around.full else reader.optional_text(item, "about", place),
        weight=_decimal(weight(item)),
        weight_exact=weight(item),
        hue=inner.hue,
        labels=str(item.get("labels", "overall")),
        pillar=inner.pillar,
        nodes=tuple(node(reader, child, inner) for child in item.get("nodes", ())),
        indicators=tuple(indicator(reader, one, code, inner) for one in item.get("indicators", ())),
    )


def _level_set(reader: Reader, item: Mapping[str, Any], place: str, around: Around) -> str:
    name = str(item.get("level_set", around.level_set))
    if name in around.sets:
        return name
    reader.add(place, gettext_noop("level_set is '%(name)s', which the scale has not."), "level_set", name=name)
    return ""


def _decimal(exact: Fraction) -> Decimal:
    value = Decimal(exact.numerator) / Decimal(exact.denominator)
    return value if Fraction(value) == exact else value.quantize(WEIGHT_PLACES)


def indicator(reader: Reader, item: Mapping[str, Any], owner: str, around: Around) -> IndicatorText:
    code = str(item["code"])
    place = f"indicator {code}"
    reader.enter(place, item)
    level_set = _level_set(reader, item, place, around)
    name = reader.text(item, "name", place)
    text = reader.text if around.full else reader.optional_text
    steps = item.get("next_steps", {})
    return IndicatorText(
        code=code,
        node=owner,
        name=name,
        question=text(item, "question", place) or name,
        why=text(item, "why", place),
        evidence=reader.texts(item.get("evidence", ()), f"{place}, evidence"),
        mistaken=text(item, "mistaken", place),
        weight=_decimal(weight(item)),
        weight_exact=weight(item),
        may_be_not_applicable=item.get("may_be_not_applicable", False),
        applies_from=item.get("applies_from", STAGES[0]),
        hints={kind: reader.as_text(hint, f"{place}, hints, {kind}") for kind, hint in item.get("hints", {}).items()},
        levels=_levels(reader, item, place, around.sets[level_set]),
        next_steps=_next_steps(reader, steps, place),
        taken_from=reader.optional_text(item, "taken_from", place),
        level_set=level_set,
        own_levels="levels" in item,
    )


def _next_steps(reader: Reader, steps: Mapping[str, Any], place: str) -> dict[Decimal, Text]:
    found = {}
    for value, text in steps.items():
        step = reader.as_text(text, f"{place}, next_steps, {value}")
        if value.isdecimal():
            found[Decimal(value)] = step
        else:
            reader.add(
                place,
                gettext_noop("a next step stands under '%(value)s'; give the level that it starts from."),
                "next_steps",
                value=value,
            )
    return found


def _levels(
    reader: Reader, item: Mapping[str, Any], place: str, shared: tuple[LevelName, ...]
) -> tuple[LevelText, ...]:
    """The indicator's own levels, or those that its scale describes once for all."""
    if "levels" in item:
        return tuple(_level(reader, level, f"{place}, level {level['value']}") for level in item["levels"])
    return tuple(LevelText(level.value, level.meaning, level.criteria or (level.meaning,)) for level in shared)


def _level(reader: Reader, item: Mapping[str, Any], place: str) -> LevelText:
    reader.enter(place, item)
    criteria = reader.texts(item["criteria"], f"{place}, criteria")
    return LevelText(number(item, "value"), reader.text(item, "short", place), criteria)
