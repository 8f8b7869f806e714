"""What no single value shows: codes used twice, weights, bands with a gap, caps that name nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assessments.questionnaires.reading import Reader
from assessments.questionnaires.texts import IndicatorText, NodeText

if TYPE_CHECKING:
    from assessments.questionnaires.package import Package


def check(package: Package, reader: Reader) -> None:
    if package.step <= 0 or package.minimum >= package.maximum:
        reader.add("scale", "min must lie below max, and step above 0.")
        return
    if not package.nodes:
        reader.add("nodes", "the instrument asks nothing; give at least one node with an indicator.")
    nodes = _nodes(package.nodes)
    _check_codes(nodes, reader)
    _check_weights(nodes, reader)
    _check_bands(package, nodes, reader)
    _check_caps(package, nodes, reader)
    for node in nodes:
        for indicator in node.indicators:
            _check_levels(package, indicator, reader)


def _nodes(tops: tuple[NodeText, ...]) -> list[NodeText]:
    found: list[NodeText] = []
    for node in tops:
        found += [node, *_nodes(node.nodes)]
    return found


def _check_codes(nodes: list[NodeText], reader: Reader) -> None:
    codes = Counter([node.code for node in nodes] + [one.code for node in nodes for one in node.indicators])
    for code, times in codes.items():
        if times > 1:
            reader.add(f"code {code}", f"it is used {times} times; give each its own.")


def _check_weights(nodes: list[NodeText], reader: Reader) -> None:
    for node in nodes:
        if node.weight <= 0:
            reader.add(f"node {node.code}", f"its weight is {node.weight}; it must be above 0.")
        for indicator in node.indicators:
            if indicator.weight <= 0:
                reader.add(f"indicator {indicator.code}", f"its weight is {indicator.weight}; it must be above 0.")


def _check_bands(package: Package, nodes: list[NodeText], reader: Reader) -> None:
    lowers = [band.lower for band in package.bands]
    if not lowers or lowers[0] > package.minimum:
        reader.add("bands", f"the first band must begin at the scale's lowest value, {package.minimum}.")
    if lowers != sorted(set(lowers)):
        reader.add("bands", "list them from the lowest to the highest, each with its own lower bound.")
    used = {package.whole_labels, *(node.labels for node in nodes)}
    for band in package.bands:
        for labels in sorted(used - set(band.names)):
            reader.add(f"band {band.code}", f"it has no name for the label set {labels!r}, which a node uses.")


def _check_caps(package: Package, nodes: list[NodeText], reader: Reader) -> None:
    known, bands = {node.code for node in nodes}, {band.code for band in package.bands}
    for cap in package.caps:
        for code in cap.nodes:
            if code not in known:
                reader.add(f"cap {cap.code}", f"it names the node {code!r}, which is not here.")
        if cap.at_most not in bands:
            reader.add(f"cap {cap.code}", f"it names the band {cap.at_most!r}, which is not here.")


def _check_levels(package: Package, indicator: IndicatorText, reader: Reader) -> None:
    place = f"indicator {indicator.code}"
    expected = [level.value for level in package.levels]
    found = [level.value for level in indicator.levels]
    if found != expected:
        reader.add(place, f"its levels are {_list(found)}; the scale has {_list(expected)}.")
    lacking = [value for value in expected[:-1] if value not in indicator.next_steps]
    if lacking:
        reader.add(place, f"it says no next step from {_list(lacking)}.")


def _list(values: Sequence[object]) -> str:
    return ", ".join(str(value) for value in values) or "none"
