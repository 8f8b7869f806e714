"""A result with every sum behind it as one JSON-ready document. Its form: docs/score-trace.md."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from assessments.questionnaires.levels_csv import written
from assessments.questionnaires.package import Package
from assessments.questionnaires.score_records import score_record
from assessments.results.shapes import Result
from assessments.results.trace import Scored, Side, Trace
from assessments.reviews.models import Finalisation
from assessments.scoring.sums import Part

FORMAT = 1


def trace_record(
    facts: dict[str, Any], result: Result, finalisation: Finalisation | None, readings: Mapping[Side, Scored]
) -> dict[str, Any]:
    package = next(iter(readings.values())).package
    return {
        "format": FORMAT,
        "kind": "score-trace",
        "basis": result.basis.value,
        "as_of": result.as_of.isoformat(),
        "practice": result.practice,
        "demonstration": facts["demonstration"],
        "finalisation": {"number": finalisation.number, "sha256": finalisation.sha256} if finalisation else None,
        "assessment": facts["assessment"],
        "agency": {name: facts["agency"][name] for name in ("code", "name")},
        "medium": {name: facts["medium"][name] for name in ("name", "kind", "stage")},
        "cycle": {"name": facts["cycle"]["name"]},
        "instrument": facts["instrument"],
        "rules": _rules(package),
        "readings": {side.value: _reading(scored) for side, scored in readings.items()},
    }


def _rules(package: Package) -> dict[str, Any]:
    return {
        "rounding": {"places": 2, "halves": "up"},
        "band_on": package.band_on,
        "not_known_at_final": package.not_known_at_final,
        "minimum_coverage": str(package.minimum_coverage),
        "scale": [str(package.minimum), str(package.maximum)],
        "bands": [{"code": band.code, "from": str(band.lower)} for band in package.bands],
        "caps": [
            {"code": cap.code, "nodes": list(cap.nodes), "below": str(cap.below), "at_most": cap.at_most}
            for cap in package.caps
        ],
    }


def _reading(scored: Scored) -> dict[str, Any]:
    return {
        "record": score_record(scored.package, None, scored.result),
        "band": scored.result.band,
        "answers": {code: written(scored.answers[code]) for code in scored.package.indicators},
        "whole": _sum(scored.trace()),
        "nodes": {code: _sum(scored.trace(code)) for code in scored.result.nodes},
    }


def _sum(trace: Trace) -> dict[str, Any]:
    return {
        "parts": [_part(line.part) for line in trace.lines],
        "weights": str(trace.sum.weights),
        "products": str(trace.sum.products),
        "exact": _exact(trace.exact),
        "shown": None if trace.shown is None else str(trace.shown),
        "interval": None if trace.low is None else [str(trace.low), str(trace.high)],
        "coverage": str(trace.coverage),
        "band_from": str(trace.band.lower) if trace.band else None,
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "code": part.code,
        "weight": str(part.weight),
        "score": _exact(part.score),
        "product": _exact(part.product),
        "standing": part.standing.value,
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
