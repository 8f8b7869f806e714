"""A result as one JSON-ready record: numbers as they are shown, bands by their Indonesian names."""

from __future__ import annotations

from typing import Any

from assessments.questionnaires.package import Package
from assessments.scoring.bands import round_half_up
from assessments.scoring.types import HeldRule, NodeResult, Result

NAMES_IN = "id"


def score_record(package: Package, case: str | None, result: Result) -> dict[str, Any]:
    """`band` is null without an index, and where the instrument's owner has published no name for it."""
    return {
        "case": case,
        "index": _number(result.shown),
        "band": _band(package, result.band),
        "interval": [str(bound) for bound in result.interval] if result.interval else None,
        "coverage": str(result.coverage),
        "rules": [_rule(package, rule, result) for rule in result.rules],
        "nodes": {code: _node(package, node) for code, node in result.nodes.items()},
    }


def _number(value: object | None) -> str | None:
    return None if value is None else str(value)


def _band(package: Package, code: str | None, labels: str = "") -> str | None:
    return package.published_band_name(code, labels).get(NAMES_IN) if code else None


def _rule(package: Package, rule: HeldRule, result: Result) -> dict[str, Any]:
    """`certain`: it holds in every completion of what is missing. `changed`: without it the band would be higher."""
    return {
        "code": rule.code,
        "nodes": list(rule.nodes),
        "below": str(round_half_up(rule.below)),
        "at_most": _band(package, rule.at_most),
        "band_by_index": _band(package, result.band_by_index),
        "certain": rule.certain,
        "changed": rule.changed,
    }


def _node(package: Package, node: NodeResult) -> dict[str, str | None]:
    labels = package.node(node.code).labels
    return {"score": _number(node.shown), "band": _band(package, node.band, labels)}
