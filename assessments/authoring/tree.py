"""A document's nodes and indicators: found, put in, taken out, moved. All by code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Found = tuple[str, dict[str, Any], dict[str, Any]]
LISTS = {"node": "nodes", "indicator": "indicators", "band": "bands", "cap": "caps"}


def items_of(document: Any) -> Iterator[Found]:
    """Each node, with its indicators behind it, then what is below: (kind, item, what holds it)."""
    for node in document.get("nodes", ()):
        yield "node", node, document
        for indicator in node.get("indicators", ()):
            yield "indicator", indicator, node
        yield from items_of(node)


def find(document: Any, kind: str, code: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The thing and what holds it, or None."""
    if kind in ("band", "cap"):
        found = (item for item in document.get(LISTS[kind], ()) if str(item["code"]) == code)
        return next(((item, document) for item in found), None)
    things = items_of(document)
    return next(((item, parent) for one, item, parent in things if (one, str(item["code"])) == (kind, code)), None)


def codes_in(document: Mapping[str, Any], kind: str) -> set[str]:
    """The codes that a new thing of this kind may not have."""
    if kind in ("band", "cap"):
        return {str(item["code"]) for item in document.get(LISTS[kind], ())}
    return {str(item["code"]) for _kind, item, _parent in items_of(document)}


def node_codes(document: Mapping[str, Any]) -> list[str]:
    return [str(item["code"]) for kind, item, _parent in items_of(document) if kind == "node"]


def insert(parent: dict[str, Any], kind: str, item: dict[str, Any]) -> None:
    """At the end."""
    parent.setdefault(LISTS[kind], []).append(item)


def take_out(parent: dict[str, Any], kind: str, item: dict[str, Any]) -> None:
    siblings = parent[LISTS[kind]]
    siblings.remove(item)
    if not siblings and not (kind in ("node", "band") and "format" in parent):
        del parent[LISTS[kind]]


def shift(parent: dict[str, Any], kind: str, item: dict[str, Any], by: int) -> bool:
    """Past its neighbour; False where there is none."""
    siblings = parent[LISTS[kind]]
    place = siblings.index(item)
    if not 0 <= place + by < len(siblings):
        return False
    siblings.insert(place + by, siblings.pop(place))
    return True


def holds(item: Mapping[str, Any], code: str) -> bool:
    """Whether the node is this one or has it below."""
    return str(item["code"]) == code or any(holds(child, code) for child in item.get("nodes", ()))
