"""What a new version means for answers and results of an old one. Indicators are the same where their codes are."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from fractions import Fraction
from typing import Any

from assessments.questionnaires.package import Package
from assessments.questionnaires.texts import NodeText


class Change(Enum):
    UNCHANGED = "unchanged"
    REWORDED = "reworded"  # another wording around the same levels
    LEVELS = "levels"  # a level means something else
    NEW = "new"
    GONE = "gone"


class Obstacle(Enum):
    """Why an old index and a new one do not measure the same."""

    INDICATORS = "indicators"
    LEVELS = "levels"
    WEIGHTS = "weights"
    READING = "reading"  # bands, caps, scale


def changes(old: Package, new: Package) -> dict[str, Change]:
    """By code: the new version's indicators in their order, then those that are gone."""
    kept = {code: _change(old, new, code) for code in new.indicators}
    return kept | {code: Change.GONE for code in old.indicators if code not in new.indicators}


def _change(old: Package, new: Package, code: str) -> Change:
    if code not in old.indicators:
        return Change.NEW
    if _levels(old, code) != _levels(new, code):
        return Change.LEVELS
    return Change.UNCHANGED if _wording(old, code) == _wording(new, code) else Change.REWORDED


def _levels(package: Package, code: str) -> list[Any]:
    levels = package.indicators[code].levels
    return [
        (level.value, package.level_reached(level.value, code).name, level.short, level.criteria) for level in levels
    ]


def _wording(package: Package, code: str) -> tuple[Any, ...]:
    text = package.indicators[code]
    return text.name, text.question, text.why, text.evidence, text.mistaken, dict(text.hints), text.taken_from


def obstacles(old: Package, new: Package) -> tuple[Obstacle, ...]:
    """Empty where results of both versions can be compared: at most the wording differs."""
    found = set(changes(old, new).values())
    differs = {
        Obstacle.INDICATORS: bool(found & {Change.NEW, Change.GONE}),
        Obstacle.LEVELS: Change.LEVELS in found,
        Obstacle.WEIGHTS: dict(_shares(old)) != dict(_shares(new)),
        Obstacle.READING: _reading(old) != _reading(new),
    }
    return tuple(obstacle for obstacle, is_there in differs.items() if is_there)


def _shares(package: Package) -> Iterator[tuple[str, tuple[str, Fraction]]]:
    """Each node's and indicator's share of what it stands in; weights of 1 : 1 and 2 : 2 are the same."""
    yield from _inside("", package.nodes, package)


def _inside(owner: str, nodes: tuple[NodeText, ...], package: Package) -> Iterator[tuple[str, tuple[str, Fraction]]]:
    asked = package.node(owner).indicators if owner else ()
    children = [(node.code, node.weight_exact) for node in nodes] + [(one.code, one.weight_exact) for one in asked]
    total = sum(weight for _code, weight in children)
    for code, weight in children:
        yield code, (owner, weight / total)
    for node in nodes:
        yield from _inside(node.code, node.nodes, package)


def _reading(package: Package) -> tuple[Any, ...]:
    bands = tuple((band.code, band.lower) for band in package.bands)
    scale = package.minimum, package.maximum
    return bands, package.caps, scale, package.band_on, package.not_known_at_final, package.minimum_coverage
