"""An instrument's package: read from YAML or from a stored document, checked, and offered as typed values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from assessments.questionnaires import checking, parsing, shape
from assessments.questionnaires.aging import languages_of
from assessments.questionnaires.reading import Reader, number
from assessments.questionnaires.sources import Finding, PackageError, find_package, read_document
from assessments.questionnaires.texts import (
    BandText,
    CapText,
    IndicatorText,
    LevelName,
    LevelText,
    NodeText,
    Text,
)
from assessments.scoring import types as scoring

__all__ = [
    "IndicatorText",
    "LevelText",
    "NodeText",
    "Package",
    "PackageError",
    "Text",
    "load_package",
    "named_package",
    "parse",
]


@dataclass(frozen=True)
class Package:
    source_document: Mapping[str, Any]
    code: str
    version: str
    languages: tuple[str, ...]
    title: Text
    summary: Text
    licence: str
    source: Text
    confirmed: bool
    minimum: Decimal
    maximum: Decimal
    step: Decimal
    levels: tuple[LevelName, ...]
    bands: tuple[BandText, ...]
    caps: tuple[CapText, ...]
    band_on: str
    not_known_at_final: str
    minimum_coverage: Decimal
    evidence_required_from: Decimal | None
    whole_labels: str
    nodes: tuple[NodeText, ...]
    texts: str = "full"
    weights: str = "relative"
    unconfirmed: tuple[Text, ...] = ()
    level_sets: parsing.Sets = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The whole package as JSON-ready values: parsing it again gives an equal package."""
        return dict(self.source_document)

    @cached_property
    def _all_nodes(self) -> dict[str, NodeText]:
        return {node.code: node for top in self.nodes for node in walk(top)}

    @cached_property
    def elements(self) -> tuple[NodeText, ...]:
        """The nodes that hold indicators: one questionnaire each, in order."""
        return tuple(node for node in self._all_nodes.values() if node.indicators)

    @cached_property
    def indicators(self) -> dict[str, IndicatorText]:
        return {indicator.code: indicator for node in self._all_nodes.values() for indicator in node.indicators}

    def node(self, code: str) -> NodeText:
        """Raises `KeyError` for an unknown code."""
        return self._all_nodes[code]

    def parent_of(self, code: str) -> NodeText | None:
        parents = (node for node in self._all_nodes.values() if code in {child.code for child in node.nodes})
        return next(parents, None)

    def indicator_codes_at(self, stage: str) -> list[str]:
        return [code for code, indicator in self.indicators.items() if indicator.applies_at(stage)]

    @property
    def has_decimals(self) -> bool:
        """Whether values between the levels can be given."""
        return self.step % 1 != 0

    def allows_level(self, level: Decimal) -> bool:
        return self.minimum <= level <= self.maximum and (level - self.minimum) % self.step == 0

    def allows_value(self, value: Decimal) -> bool:
        """As `allows_level`, but where decimals are allowed, values computed elsewhere may be finer than the step."""
        return self.minimum <= value <= self.maximum if self.has_decimals else self.allows_level(value)

    @cached_property
    def levels_in_use(self) -> tuple[LevelName, ...]:
        """Of every set of names that an indicator has, one set after the other."""
        used = {indicator.level_set for indicator in self.indicators.values()}
        return tuple(level for name, levels in self.level_sets.items() if name in used for level in levels)

    def level_reached(self, value: Decimal | str, indicator: str) -> LevelName:
        """The highest level at or below `value`, in the indicator's own set of names where it has one."""
        levels = self.level_sets[self.indicators[indicator].level_set]
        return [level for level in levels if level.value <= Decimal(value)][-1]

    def level_names(self, indicator: str) -> dict[Decimal, Text]:
        """Of its levels, by value; empty where a name only says the number again."""
        levels = self.indicators[indicator].levels
        return {level.value: self.level_reached(level.value, indicator).telling for level in levels}

    def published_band_name(self, code: str, labels: str = "") -> Text:
        """Empty where the instrument's owner has published no name."""
        names = self.band(code).names
        return names.get(labels or self.whole_labels) or names.get(self.whole_labels) or Text()

    def band_name(self, code: str, labels: str = "") -> Text:
        """Its published name, or else its bounds."""
        return self.published_band_name(code, labels) or self._bounds(self.band(code))

    def band(self, code: str) -> BandText:
        return next(band for band in self.bands if band.code == code)

    def band_end(self, code: str) -> Decimal | None:
        """Where the next band begins; None for the highest."""
        place = self.bands.index(self.band(code))
        return self.bands[place + 1].lower if place + 1 < len(self.bands) else None

    def _bounds(self, band: BandText) -> Text:
        end = self.band_end(band.code)
        bounds = f"{band.lower:.2f}\N{EN DASH}{self.maximum if end is None else end:.2f}"
        return Text(id=f"Rentang {bounds.replace('.', ',')}", en=f"Range {bounds}")

    @cached_property
    def _instrument(self) -> scoring.Instrument:
        return scoring.Instrument(
            code=self.code,
            nodes=tuple(_scored(node) for node in self.nodes),
            bands=tuple(scoring.Band(band.code, Fraction(band.lower)) for band in self.bands),
            scale=scoring.Scale(Fraction(self.minimum), Fraction(self.maximum)),
            caps=tuple(scoring.Cap(cap.code, cap.nodes, Fraction(cap.below), cap.at_most) for cap in self.caps),
            band_on=self.band_on,
            not_known_at_final=self.not_known_at_final,
            minimum_coverage=Fraction(self.minimum_coverage),
        )

    def instrument(self) -> scoring.Instrument:
        return self._instrument


def walk(node: NodeText) -> Iterator[NodeText]:
    yield node
    for child in node.nodes:
        yield from walk(child)


def _scored(node: NodeText) -> scoring.Node:
    children = tuple(_scored(child) for child in node.nodes)
    asked = tuple(scoring.Indicator(one.code, one.weight_exact) for one in node.indicators)
    return scoring.Node(node.code, node.weight_exact, children + asked, node.labels)


def load_package(path: Path) -> Package:
    """The package at `path`, a folder or its main file. Raises `PackageError`."""
    return parse(read_document(path))


def named_package(name: str) -> Package:
    """A shipped package by its code, or the package at a path. Raises `PackageError`."""
    return load_package(find_package(name))


def parse(document: Mapping[str, Any]) -> Package:
    """Raises `PackageError` with every finding at once: first of the shape, then of what the values mean."""
    package, findings = examine(document)
    if findings:
        raise PackageError(findings)
    return package


def examine(document: Mapping[str, Any]) -> tuple[Package, list[Finding]]:
    """The package as far as it goes, with what is still wrong with it. Raises `PackageError` for a wrong shape."""
    misshapen = shape.findings(document)
    if misshapen:
        raise PackageError(misshapen)
    reader = Reader(languages_of(document))
    reader.enter("package", document)
    package = _package(reader, document)
    checking.check(package, reader)
    return package, reader.findings


def _package(reader: Reader, document: Mapping[str, Any]) -> Package:
    scale, texts = document["scale"], document.get("texts", "full")
    reader.enter("scale", scale)
    sets = parsing.level_sets(reader, scale, texts == "full")
    around = parsing.Around(full=texts == "full", sets=sets)
    required_from = document.get("evidence_required_from")
    return Package(
        source_document=document,
        code=document["code"],
        version=document["version"],
        languages=reader.languages,
        title=reader.text(document, "title", "package"),
        summary=reader.text(document, "summary", "package"),
        licence=document.get("licence", ""),
        source=reader.text(document, "source", "package"),
        confirmed=document.get("confirmed", False),
        unconfirmed=reader.texts(document.get("unconfirmed", ()), "package, unconfirmed"),
        minimum=number(scale, "min"),
        maximum=number(scale, "max"),
        step=number(scale, "step"),
        levels=sets[""],
        level_sets=sets,
        bands=tuple(parsing.band(reader, item) for item in document["bands"]),
        caps=tuple(parsing.cap(reader, item) for item in document.get("caps", ())),
        band_on=document.get("band_on", "exact"),
        not_known_at_final=document.get("not_known_at_final", "excluded"),
        minimum_coverage=number(document, "minimum_coverage"),
        evidence_required_from=None if required_from is None else Decimal(required_from),
        whole_labels=str(document.get("whole_labels", "overall")),
        texts=texts,
        weights=document.get("weights", "relative"),
        nodes=tuple(parsing.node(reader, item, around) for item in document["nodes"]),
    )
