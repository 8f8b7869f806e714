"""An instrument's package: read from YAML or from a stored document, checked, and offered as typed values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from assessments.questionnaires import checking, parsing
from assessments.questionnaires.reading import Reader
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

__all__ = ["IndicatorText", "LevelText", "NodeText", "Package", "PackageError", "Text", "load_package", "parse"]

FORMAT = 1


class PackageError(Exception):
    """`findings`: one sentence for each thing to mend, with its place."""

    def __init__(self, findings: list[str]) -> None:
        super().__init__("\n".join(findings))
        self.findings = findings


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

    def allows_level(self, level: Decimal) -> bool:
        return self.minimum <= level <= self.maximum and (level - self.minimum) % self.step == 0

    def level_name(self, value: Decimal | str) -> Text:
        """The name of the highest level at or below `value`."""
        reached = [level for level in self.levels if level.value <= Decimal(value)]
        return reached[-1].name

    def band_name(self, code: str, labels: str = "") -> Text:
        names = next(band.names for band in self.bands if band.code == code)
        return names.get(labels or self.whole_labels) or names[self.whole_labels]

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
    asked = tuple(scoring.Indicator(one.code, Fraction(one.weight)) for one in node.indicators)
    return scoring.Node(node.code, Fraction(node.weight), children + asked, node.labels)


def load_package(path: Path) -> Package:
    """The package in the folder `path`. Raises `PackageError`."""
    return parse(_resolved(_read_yaml(path / "instrument.yaml"), path))


def _read_yaml(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PackageError([f"{path.name}: the file is missing."]) from None
    except yaml.YAMLError as error:
        raise PackageError([f"{path.name}: this is not YAML. {error}"]) from error


def _resolved(value: Any, folder: Path) -> Any:
    """With every `include` replaced by its file's content, and every leaf a JSON value."""
    if isinstance(value, Mapping):
        if set(value) == {"include"}:
            return _resolved(_read_yaml(folder / str(value["include"])), folder)
        return {str(name): _resolved(item, folder) for name, item in value.items()}
    if isinstance(value, list):
        return [_resolved(item, folder) for item in value]
    return str(value) if isinstance(value, float) else value


def parse(document: Mapping[str, Any]) -> Package:
    """Raises `PackageError` with every finding at once."""
    if not isinstance(document, Mapping):
        raise PackageError(["package: expected names with values at the top."])
    reader = Reader(tuple(str(language) for language in document.get("languages") or ("id", "en")))
    if document.get("format") != FORMAT:
        reader.add("package", f"format is {document.get('format')!r}; this software reads format {FORMAT}.")
    package = _package(reader, document)
    checking.check(package, reader)
    if reader.findings:
        raise PackageError(reader.findings)
    return package


def _package(reader: Reader, document: Mapping[str, Any]) -> Package:
    scale = reader.mapping(document.get("scale"), "scale")
    required_from = document.get("evidence_required_from")
    return Package(
        source_document=document,
        code=reader.code(document, "package"),
        version=reader.code(document, "package", "version"),
        languages=reader.languages,
        title=reader.text(document, "title", "package"),
        summary=reader.text(document, "summary", "package"),
        licence=str(document.get("licence", "")),
        source=reader.text(document, "source", "package"),
        confirmed=bool(document.get("confirmed", False)),
        minimum=reader.number(scale, "min", "scale"),
        maximum=reader.number(scale, "max", "scale"),
        step=reader.number(scale, "step", "scale"),
        levels=parsing.level_names(reader, scale),
        bands=parsing.bands(reader, document.get("bands")),
        caps=parsing.caps(reader, document.get("caps")),
        band_on=reader.choice(document, "band_on", "package", ("exact", "shown"), "exact"),
        not_known_at_final=reader.choice(
            document, "not_known_at_final", "package", ("excluded", "lowest"), "excluded"
        ),
        minimum_coverage=reader.number(document, "minimum_coverage", "package", Decimal(0)),
        evidence_required_from=None if required_from is None else reader.number(
            document, "evidence_required_from", "package"
        ),
        whole_labels=str(document.get("whole_labels", "overall")),
        nodes=tuple(parsing.node(reader, item) for item in reader.items(document.get("nodes"), "nodes")),
    )
