"""What can be edited, added and removed, by its kind: 'frame', 'scale', 'weights', or a thing with a code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.authoring import labels, parts
from assessments.authoring.paths import get
from assessments.authoring.slots import Slot, Text, Word
from assessments.authoring.tree import codes_in, find, items_of
from assessments.questionnaires.aging import languages_of

CODED = ("node", "indicator", "band", "cap")
SLOTS: dict[str, Callable[[Mapping[str, Any]], list[Slot]]] = {
    "frame": parts.frame,
    "scale": parts.scale,
    "band": parts.band,
    "cap": parts.cap,
    "node": parts.node,
    "indicator": parts.indicator,
}
NAMED_FIRST = ("node", "indicator")


@dataclass(frozen=True)
class Part:
    """A thing of a document, with the values that are edited. Writing to `item` changes the document."""

    kind: str
    code: str
    item: dict[str, Any]
    around: dict[str, Any]
    slots: list[Slot]

    def texts(self) -> Iterator[dict[str, Any]]:
        """Its own, each in all languages."""
        for path in dict.fromkeys(slot.path for slot in self.slots if isinstance(slot, Text)):
            found = get(self.item, path) or []
            yield from found if isinstance(found, list) else [found]


@dataclass(frozen=True)
class WeightOf(Word):
    """The weight of one thing among those of all; its path is its kind and its code."""

    def read(self, part: Mapping[str, Any]) -> str:
        return parts.weight().read(self._item(part))

    def write(self, part: dict[str, Any], value: str) -> None:
        parts.weight().write(self._item(part), value)

    def _item(self, document: Mapping[str, Any]) -> dict[str, Any]:
        found = find(document, str(self.path[0]), str(self.path[1]))
        if found is None:
            raise LookupError(self.key)
        return found[0]


def part_of(document: dict[str, Any], kind: str, code: str = "") -> Part | None:
    """None where there is no such thing (any more)."""
    if kind in CODED:
        found = find(document, kind, code)
        return Part(kind, code, *found, slots=_slots(document, kind, found[0])) if found else None
    if kind == "weights":
        return Part(kind, "", document, document, weights(document))
    item = document["scale"] if kind == "scale" else document
    return Part(kind, "", item, document, SLOTS[kind](document))


def _slots(document: Mapping[str, Any], kind: str, item: Mapping[str, Any]) -> list[Slot]:
    more = parts.indicator_levels(document, item) if kind == "indicator" else []
    return [*SLOTS[kind](document), *more]


def weights(document: Mapping[str, Any]) -> list[Slot]:
    return [
        WeightOf(f"{kind}_{item['code']}", str(item["code"]), (kind, str(item["code"])), rule="weight", required=True)
        for kind, item, _parent in items_of(document)
    ]


def new_slots(document: Mapping[str, Any], kind: str) -> list[Slot]:
    """What has to be given when a thing of this kind is added; a node's and an indicator's rest follows on its page."""
    code = Word("code", labels.NAMES["code"], ("code",), rule="code" if kind in NAMED_FIRST else "word", required=True)
    slots = SLOTS[kind](document)
    if kind in NAMED_FIRST:
        slots = [slot for slot in slots if (isinstance(slot, Text) and slot.path == ("name",)) or slot.key == "kind"]
    return [code, *slots]


def new_item(document: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """With everything that the format wants of it, empty."""
    empty = dict.fromkeys(languages_of(document), "")
    if kind == "cap":
        return {"code": "", "nodes": [], "below": "0", "at_most": ""}
    if kind == "band":
        return {"code": "", "from": "0"}
    item: dict[str, Any] = {"code": "", "name": dict(empty)}
    if kind == "indicator" and document.get("texts", "full") == "full":
        item["levels"] = [
            {"value": str(level["value"]), "short": dict(empty), "criteria": [dict(empty)]}
            for level in document["scale"]["levels"]
        ]
    return item


def is_taken(document: Mapping[str, Any], kind: str, code: str) -> bool:
    return code in codes_in(document, kind)
