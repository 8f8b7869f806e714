"""What no single value shows: codes used twice, weights, bands with a gap, caps that name nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from assessments.questionnaires import text_checking
from assessments.questionnaires.reading import Reader
from assessments.questionnaires.texts import LevelName, NodeText

if TYPE_CHECKING:
    from assessments.questionnaires.package import Package

WHOLE_PERCENT = Fraction(100)


def check(package: Package, reader: Reader) -> None:
    if package.step <= 0 or package.minimum >= package.maximum:
        reader.add("scale", gettext_noop("min must lie below max, and step above 0."))
        return
    nodes = _nodes(package.nodes)
    _check_confirmed(package, reader)
    sets = package.level_sets.items()
    if not all(_scale_levels_hold(package, f"scale, {name or 'levels'}", levels, reader) for name, levels in sets):
        return  # Each indicator would repeat what is wrong with the scale.
    _check_range(package, reader)
    _check_codes(nodes, reader)
    _check_filled(nodes, reader)
    _check_weights(package, nodes, reader)
    _check_bands(package, nodes, reader)
    _check_caps(package, nodes, reader)
    text_checking.check(package, nodes, reader)


def _nodes(tops: tuple[NodeText, ...]) -> list[NodeText]:
    found: list[NodeText] = []
    for node in tops:
        found += [node, *_nodes(node.nodes)]
    return found


def _check_confirmed(package: Package, reader: Reader) -> None:
    if not package.confirmed and not package.unconfirmed:
        reader.add(
            "package", gettext_noop("confirmed is false; say in unconfirmed what is not yet certain."), "confirmed"
        )
    if package.confirmed and package.unconfirmed:
        reader.add(
            "package", gettext_noop("confirmed is true, but unconfirmed names what is not certain."), "confirmed"
        )


def _scale_levels_hold(package: Package, place: str, levels: tuple[LevelName, ...], reader: Reader) -> bool:
    values = [level.value for level in levels]
    if values != sorted(set(values)):
        reader.add(place, gettext_noop("list the levels from the lowest to the highest, each once."))
    elif values[0] != package.minimum or values[-1] > package.maximum:
        reader.add(
            place,
            gettext_noop("the levels must begin at %(minimum)s and end at or below %(maximum)s."),
            minimum=package.minimum,
            maximum=package.maximum,
        )
    else:
        return True
    return False


def _check_range(package: Package, reader: Reader) -> None:
    if not 0 <= package.minimum_coverage <= 1:
        reader.add(
            "package",
            gettext_noop("minimum_coverage is %(coverage)s; give 0 to 1."),
            "minimum_coverage",
            coverage=package.minimum_coverage,
        )
    required_from = package.evidence_required_from
    if required_from is not None and not package.minimum <= required_from <= package.maximum:
        reader.add(
            "package",
            gettext_noop("evidence_required_from is %(required_from)s, which lies outside the scale."),
            "evidence_required_from",
            required_from=required_from,
        )


def _check_codes(nodes: list[NodeText], reader: Reader) -> None:
    codes = Counter([node.code for node in nodes] + [one.code for node in nodes for one in node.indicators])
    kinds = {one.code: "indicator" for node in nodes for one in node.indicators}
    for code, times in codes.items():
        if times > 1:
            reader.add(
                f"{kinds.get(code, 'node')} {code}",
                gettext_noop("this code is used %(times)s times; give each its own."),
                "code",
                times=times,
            )


def _check_filled(nodes: list[NodeText], reader: Reader) -> None:
    for node in nodes:
        if not node.nodes and not node.indicators:
            reader.add(f"node {node.code}", gettext_noop("it holds neither nodes nor indicators."))


def _check_weights(package: Package, nodes: list[NodeText], reader: Reader) -> None:
    for node in nodes:
        _check_positive(f"node {node.code}", node.weight_exact, reader)
        for indicator in node.indicators:
            _check_positive(f"indicator {indicator.code}", indicator.weight_exact, reader)
    if package.weights == "percent":
        _check_sum("package", [node.weight_exact for node in package.nodes], WHOLE_PERCENT, reader)
        for node in nodes:
            inside = [child.weight_exact for child in node.nodes] + [one.weight_exact for one in node.indicators]
            _check_sum(f"node {node.code}", inside, node.weight_exact, reader)


def _check_positive(place: str, weight: Fraction, reader: Reader) -> None:
    if weight <= 0:
        reader.add(
            place, gettext_noop("its weight is %(weight)s; it must be above 0."), "weight", weight=_spelt(weight)
        )


def _check_sum(place: str, inside: Sequence[Fraction], expected: Fraction, reader: Reader) -> None:
    if inside and sum(inside) != expected:
        total = _spelt(Fraction(sum(inside)))
        reader.add(
            place,
            gettext_noop("the weights inside it add up to %(total)s; they must give %(expected)s."),
            "weight",
            total=total,
            expected=_spelt(expected),
        )


def _spelt(value: Fraction) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact) if Fraction(exact) == value else str(value)


def _check_bands(package: Package, nodes: list[NodeText], reader: Reader) -> None:
    lowers = [band.lower for band in package.bands]
    if lowers[0] != package.minimum:
        reader.add(
            "package",
            gettext_noop("the first band must begin at the scale's lowest value, %(minimum)s."),
            "bands",
            minimum=package.minimum,
        )
    if lowers != sorted(set(lowers)):
        reader.add(
            "package",
            gettext_noop("list the bands from the lowest to the highest, each with its own lower bound."),
            "bands",
        )
    if lowers[-1] > package.maximum:
        reader.add(
            "package",
            gettext_noop("the last band begins above the scale's highest value, %(maximum)s."),
            "bands",
            maximum=package.maximum,
        )
    for code, times in Counter(band.code for band in package.bands).items():
        if times > 1:
            reader.add(
                f"band {code}",
                gettext_noop("this code is used %(times)s times; give each its own."),
                "code",
                times=times,
            )
    _check_band_names(package, nodes, reader)


def _check_band_names(package: Package, nodes: list[NodeText], reader: Reader) -> None:
    used = {node.labels: f"node {node.code}" for node in reversed(nodes)}
    used[package.whole_labels] = "package"
    for labels, place in used.items():
        lacking = [band.code for band in package.bands if band.names and labels not in band.names]
        if lacking:
            name = "whole_labels" if place == "package" else "labels"
            reader.add(
                place,
                gettext_noop("the label set '%(labels)s' has no name in %(bands)s."),
                name,
                labels=labels,
                bands=", ".join(lacking),
            )
    for band in package.bands:
        if package.confirmed and not band.names:
            reader.add(
                f"band {band.code}", gettext_noop("it has no name; only an unconfirmed package may leave it out.")
            )
        for labels in sorted(set(band.names) - set(used)):
            reader.add(
                f"band {band.code}",
                gettext_noop("no node uses the label set '%(labels)s'."),
                f"names, {labels}",
                labels=labels,
            )


def _check_caps(package: Package, nodes: list[NodeText], reader: Reader) -> None:
    known, bands = {node.code for node in nodes}, [band.code for band in package.bands]
    for cap in package.caps:
        place = f"cap {cap.code}"
        for code in cap.nodes:
            if code not in known:
                reader.add(place, gettext_noop("it names the node '%(code)s', which is not here."), "nodes", code=code)
        if not package.minimum < cap.below <= package.maximum:
            reader.add(
                place,
                gettext_noop("below is %(below)s; no score of the scale could lie on both sides of it."),
                "below",
                below=cap.below,
            )
        if cap.at_most not in bands:
            reader.add(
                place, gettext_noop("it names the band '%(band)s', which is not here."), "at_most", band=cap.at_most
            )
        elif cap.at_most not in bands[:-1]:
            reader.add(
                place,
                gettext_noop("it allows the highest band, '%(band)s', so it never limits anything."),
                "at_most",
                band=cap.at_most,
            )
