"""An instrument as a workbook: which sheets, which columns, and which thing each row holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assessments.authoring import parts
from assessments.authoring.paths import Path
from assessments.authoring.slots import Slot
from assessments.authoring.tree import items_of

INSTRUMENT, SCALE, NODES, INDICATORS, LEVELS, BANDS, CAPS = (
    *("Instrument", "Scale", "Nodes", "Indicators", "Levels"),
    *("Bands", "Caps"),
)
# What every row of a sheet is known by; all other columns are values.
KEYS = {
    INSTRUMENT: ("property",),
    SCALE: ("set", "value"),
    NODES: ("code", "parent"),
    INDICATORS: ("code", "node"),
    LEVELS: ("indicator", "value"),
    BANDS: ("code",),
    CAPS: ("code",),
}
VALUE = "value"


@dataclass(frozen=True)
class Sheet:
    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sheets_of(document: dict[str, Any]) -> Iterator[Sheet]:
    yield _frame(document)
    yield Sheet(SCALE, columns_of(document, SCALE), tuple(_scale_rows(document)))
    yield Sheet(NODES, columns_of(document, NODES), tuple(_tree_rows(document, "node", parts.node(document))))
    slots = parts.indicator(document)
    yield Sheet(INDICATORS, columns_of(document, INDICATORS), tuple(_tree_rows(document, "indicator", slots)))
    yield Sheet(LEVELS, columns_of(document, LEVELS), tuple(_level_rows(document)))
    yield _coded(document, BANDS, "bands", parts.band(document))
    yield _coded(document, CAPS, "caps", parts.cap(document))


def columns_of(document: dict[str, Any], sheet: str) -> tuple[str, ...]:
    values = [VALUE] if sheet == INSTRUMENT else [slot.key for slot in row_slots(document, sheet)]
    return (*KEYS[sheet], *values)


def row_slots(document: dict[str, Any], sheet: str, value: str = "") -> list[Slot]:
    """The values of a row; `value`: the level that it is about."""
    if sheet == LEVELS:
        return level_slots(document, value)
    return {
        SCALE: parts.scale_level,
        NODES: parts.node,
        INDICATORS: parts.indicator,
        BANDS: parts.band,
        CAPS: parts.cap,
    }[sheet](document)


def level_slots(document: dict[str, Any], value: str) -> list[Slot]:
    """Of an indicator: one level's texts and the step that leads on from it."""
    place: Path = ("levels", ("value", value))
    return [*parts.level(document, place), *parts.next_step(document, value)]


def fixed(document: dict[str, Any]) -> dict[str, str]:
    """What the workbook shows and cannot change."""
    return {"code": str(document["code"]), "version": str(document["version"])}


def _frame(document: dict[str, Any]) -> Sheet:
    values = fixed(document) | {slot.key: slot.read(document) for slot in parts.frame(document)}
    return Sheet(INSTRUMENT, columns_of(document, INSTRUMENT), tuple(values.items()))


def _scale_rows(document: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    slots = parts.scale_level(document)
    for _path, name, levels in parts.level_lists(document):
        for level in levels:
            yield (name, str(level["value"]), *(slot.read(level) for slot in slots))


def _tree_rows(document: dict[str, Any], kind: str, slots: list[Slot]) -> Iterator[tuple[str, ...]]:
    for one, item, around in items_of(document):
        if one == kind:
            parent = "" if around is document else str(around["code"])
            yield (str(item["code"]), parent, *(slot.read(item) for slot in slots))


def _level_rows(document: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for kind, item, _around in items_of(document):
        for level in item.get("levels", ()) if kind == "indicator" else ():
            value = str(level["value"])
            yield (str(item["code"]), value, *(slot.read(item) for slot in level_slots(document, value)))


def _coded(document: dict[str, Any], sheet: str, name: str, slots: list[Slot]) -> Sheet:
    rows = [(str(item["code"]), *(slot.read(item) for slot in slots)) for item in document.get(name, ())]
    return Sheet(sheet, columns_of(document, sheet), tuple(rows))
