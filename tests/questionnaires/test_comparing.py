"""What another version means for answers and results, on the small instrument."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from assessments.questionnaires.comparing import Change, Obstacle, changes, obstacles
from assessments.questionnaires.package import Package, parse
from tests.results.small import DOCUMENT, both, indicator


def changed(change: Callable[[dict[str, Any]], object]) -> Package:
    document = json.loads(json.dumps(DOCUMENT))
    change(document)
    return parse(document)


def a1(document: dict[str, Any]) -> dict[str, Any]:
    return document["nodes"][0]["nodes"][0]["indicators"][0]


def indicators(document: dict[str, Any]) -> list[dict[str, Any]]:
    return document["nodes"][0]["nodes"][0]["indicators"]


CHANGES = [
    (lambda document: None, Change.UNCHANGED),
    (lambda document: a1(document).update(weight="2"), Change.UNCHANGED),
    (lambda document: a1(document).update(question=both("another question")), Change.REWORDED),
    (lambda document: a1(document).update(mistaken=both("another mistake")), Change.REWORDED),
    (lambda document: a1(document)["levels"][2].update(short=both("another meaning")), Change.LEVELS),
    (lambda document: a1(document)["levels"][2].update(criteria=[both("another fact")]), Change.LEVELS),
    (lambda document: document["scale"]["levels"][2].update(name=both("Mostly")), Change.LEVELS),
    (lambda document: indicators(document).pop(0), Change.GONE),
]


@pytest.mark.parametrize(("change", "expected"), CHANGES)
def test_an_indicator_is_told_by_what_became_of_it(
    change: Callable[[dict[str, Any]], object], expected: Change
) -> None:
    assert changes(parse(DOCUMENT), changed(change))["A1"] is expected


def test_new_ones_come_in_order_and_those_gone_last() -> None:
    def change(document: dict[str, Any]) -> None:
        indicators(document).pop(0)
        indicators(document).insert(0, indicator("A3"))

    found = changes(parse(DOCUMENT), changed(change))
    assert list(found) == ["A3", "A2", "B1", "B2", "C1", "E1", "A1"]
    assert (found["A3"], found["A1"]) == (Change.NEW, Change.GONE)


OBSTACLES = [
    (lambda document: None, ()),
    (lambda document: a1(document).update(question=both("another question")), ()),
    (lambda document: [node.update(weight=str(2 * int(node["weight"]))) for node in document["nodes"]], ()),
    (lambda document: a1(document)["levels"][2].update(short=both("another meaning")), (Obstacle.LEVELS,)),
    (lambda document: a1(document).update(weight="2"), (Obstacle.WEIGHTS,)),
    (lambda document: document["nodes"][0].update(weight="2"), (Obstacle.WEIGHTS,)),
    (lambda document: indicators(document).pop(0), (Obstacle.INDICATORS, Obstacle.WEIGHTS)),
    (lambda document: document["bands"][1].update({"from": "2.50"}), (Obstacle.READING,)),
    (lambda document: document["caps"][0].update(below="3.00"), (Obstacle.READING,)),
    (lambda document: document.update(band_on="shown"), (Obstacle.READING,)),
]


@pytest.mark.parametrize(("change", "expected"), OBSTACLES)
def test_results_compare_unless_they_measure_otherwise(
    change: Callable[[dict[str, Any]], object], expected: tuple[Obstacle, ...]
) -> None:
    assert obstacles(parse(DOCUMENT), changed(change)) == expected
