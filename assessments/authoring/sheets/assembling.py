"""From the rows of a workbook to a new document. What a row does not change stays as it was written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from typing import IO, Any

from django.utils.translation import gettext as _

from assessments.authoring import labels, parts
from assessments.authoring.kinds import new_item
from assessments.authoring.paths import entry
from assessments.authoring.sheets.layout import (
    BANDS,
    CAPS,
    INDICATORS,
    INSTRUMENT,
    KEYS,
    LEVELS,
    NODES,
    SCALE,
    VALUE,
    columns_of,
    fixed,
    level_slots,
    row_slots,
)
from assessments.authoring.sheets.reading import Reading, Row, SheetError, read
from assessments.authoring.slots import Slot, Word
from assessments.authoring.tree import find
from assessments.questionnaires.aging import languages_of
from assessments.questionnaires.shape import findings as misshapen

Document = dict[str, Any]
CODE = Word("code", labels.NAMES["code"], ("code",), rule="code", required=True)
WORD = Word("code", labels.NAMES["code"], ("code",), rule="word", required=True)


def from_xlsx(content: IO[bytes], standing: Document) -> Document:
    """The document that the workbook describes, given the one that it was made from. Raises `SheetError`."""
    reading = read(content, {sheet: columns_of(standing, sheet) for sheet in KEYS})
    document = deepcopy(standing)
    _frame(reading, document)
    _scale(reading, document)
    _bands(reading, document, standing)
    nodes = _nodes(reading, document, standing)
    indicators = _indicators(reading, document, standing, nodes)
    _levels(reading, document, indicators)
    _caps(reading, document)
    reading.check()
    if faults := misshapen(document):
        raise SheetError(faults)
    return document


def _take(reading: Reading, row: Row, item: Document, slots: Iterable[Slot], column: str = "") -> None:
    for slot in slots:
        name = column or slot.key
        value = slot.normal(row.values[name]) or slot.default
        fault = slot.fault(value)
        if fault:
            reading.add(row.cells[name], fault)
        else:
            slot.take(item, value)


def _frame(reading: Reading, document: Document) -> None:
    slots, kept, seen = {slot.key: slot for slot in parts.frame(document)}, fixed(document), set()
    for row in reading.rows[INSTRUMENT]:
        name = row.values["property"]
        if name in seen:
            reading.add(row.cells["property"], _("'%(name)s' stands twice.") % {"name": name})
        elif name in slots:
            _take(reading, row, document, [slots[name]], VALUE)
        elif kept.get(name) != row.values[VALUE]:
            sentence = _("it cannot be changed here.") if name in kept else _("this property is not known.")
            reading.add(row.cells[VALUE if name in kept else "property"], sentence)
        seen.add(name)
    for name in [*kept, *slots]:
        if name not in seen:
            reading.add(f"{INSTRUMENT}!A", _("the row '%(name)s' is missing.") % {"name": name})


def _scale(reading: Reading, document: Document) -> None:
    """Its levels are what the scale is: they can be reworded, not added or removed."""
    levels = {(name, str(level["value"])): level for _path, name, all_ in parts.level_lists(document) for level in all_}
    found = {(row.values["set"], row.values["value"]): row for row in reading.rows[SCALE]}
    for key, row in found.items():
        if key in levels:
            _take(reading, row, levels[key], row_slots(document, SCALE))
        else:
            reading.add(row.cells["value"], _("the scale has no such level; levels cannot be added here."))
    if len(reading.rows[SCALE]) != len(levels) or set(found) != set(levels):
        reading.faults.append(_("The sheet 'Scale' must list each level of the scale once."))


def _new_rows(reading: Reading, sheet: str, rule: Word, taken: set[str]) -> list[tuple[str, Row]]:
    """Each row with its code; a code that cannot be, or that another row has, is a fault."""
    found = []
    for row in reading.rows[sheet]:
        code = rule.normal(row.values["code"])
        fault = rule.fault(code) or (_("this code stands twice.") if code in taken else "")
        if fault:
            reading.add(row.cells["code"], fault)
        else:
            found.append((code, row))
        taken.add(code)
    return found


def _copy(standing: Document, kind: str, code: str) -> Document:
    """The thing as it stands, or an empty one where the code is new."""
    found = find(standing, kind, code)
    return deepcopy(found[0]) if found else new_item(standing, kind) | {"code": code}


def _bands(reading: Reading, document: Document, standing: Document) -> None:
    slots = row_slots(standing, BANDS)
    bands = []
    for code, row in _new_rows(reading, BANDS, WORD, set()):
        bands.append(_copy(document, "band", code))
        _take(reading, row, bands[-1], slots)
    document["bands"] = bands
    if not bands:
        reading.faults.append(_("The sheet '%(name)s' needs a row.") % {"name": BANDS})


def _nodes(reading: Reading, document: Document, standing: Document) -> dict[str, Document]:
    """The new tree, without indicators, and its nodes by code. A node stands below the row of its parent."""
    slots, nodes = row_slots(document, NODES), dict[str, Document]()
    document["nodes"] = []
    for code, row in _new_rows(reading, NODES, CODE, set()):
        item = _copy(standing, "node", code)
        nodes[code] = {name: value for name, value in item.items() if name not in ("nodes", "indicators")}
        _take(reading, row, nodes[code], slots)
        parent = row.values["parent"].strip()
        if parent and (parent not in nodes or parent == code):
            reading.add(row.cells["parent"], _("no row above this one has the code '%(code)s'.") % {"code": parent})
        else:
            (nodes[parent] if parent else document).setdefault("nodes", []).append(nodes[code])
    if not document["nodes"]:
        reading.faults.append(_("The sheet '%(name)s' needs a row.") % {"name": NODES})
    return nodes


def _indicators(
    reading: Reading, document: Document, standing: Document, nodes: dict[str, Document]
) -> dict[str, Document]:
    slots, found = row_slots(document, INDICATORS), dict[str, Document]()
    for code, row in _new_rows(reading, INDICATORS, CODE, set(nodes)):
        found[code] = _copy(standing, "indicator", code)
        _take(reading, row, found[code], slots)
        node = row.values["node"].strip()
        if node in nodes:
            nodes[node].setdefault("indicators", []).append(found[code])
        else:
            reading.add(row.cells["node"], _("the sheet 'Nodes' has no code '%(code)s'.") % {"code": node})
    return found


def _levels(reading: Reading, document: Document, indicators: dict[str, Document]) -> None:
    """Each indicator has the levels that its rows name, in their order."""
    standing = {code: item.pop("levels", []) for code, item in indicators.items()}
    for row in reading.rows[LEVELS]:
        code, value = row.values["indicator"].strip(), row.values["value"].strip()
        levels = indicators[code].setdefault("levels", []) if code in indicators else []
        fault = _level_fault(document, code, value, levels, code in indicators)
        if fault:
            reading.add(row.cells["value" if code in indicators else "indicator"], fault)
            continue
        new = {"value": value, "short": _empty(document), "criteria": [_empty(document)]}
        levels.append(entry(standing[code], "value", value) or new)
        _take(reading, row, indicators[code], level_slots(document, value))
    for item in indicators.values():
        _forget_steps(item)


def _level_fault(document: Document, code: str, value: str, levels: Sequence[Document], known: bool) -> str:
    if not known:
        return _("the sheet 'Indicators' has no code '%(code)s'.") % {"code": code}
    if value not in {str(level["value"]) for _path, _name, all_ in parts.level_lists(document) for level in all_}:
        return _("the scale has no level '%(value)s'.") % {"value": value}
    return _("this level stands twice.") if entry(levels, "value", value) else ""


def _forget_steps(item: Document) -> None:
    """A level that is gone leads nowhere."""
    kept = {str(level["value"]) for level in item.get("levels", ())}
    steps = {value: step for value, step in item.get("next_steps", {}).items() if value in kept}
    if steps:
        item["next_steps"] = steps
    else:
        item.pop("next_steps", None)


def _empty(document: Document) -> dict[str, str]:
    return dict.fromkeys(languages_of(document), "")


def _caps(reading: Reading, document: Document) -> None:
    """Last, since caps name nodes and bands."""
    slots, caps = row_slots(document, CAPS), []
    for code, row in _new_rows(reading, CAPS, WORD, set()):
        caps.append(_copy(document, "cap", code))
        _take(reading, row, caps[-1], slots)
    if caps or "caps" in document:
        document["caps"] = caps
