"""How the things of a document are named in sentences, and matched between two documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessments.questionnaires.shape import SINGULAR


def key_of(item: Any, number: int, place: str) -> str:
    """Of an entry of the list at `place`: by its code or value where it has one, else by its number from 0."""
    around, _comma, name = place.rpartition(", ")
    if isinstance(item, Mapping) and "code" in item:
        return f"{SINGULAR.get(name, name)} {item['code']}"
    if isinstance(item, Mapping) and "value" in item:
        return f"{around if name == 'levels' else place}, level {item['value']}"
    return f"{place} {number + 1}"
