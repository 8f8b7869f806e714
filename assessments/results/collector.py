"""From facts and their instrument to a result. No queries: page, PDF and boards all read what this returns."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from assessments.agencies.models import MediumKind, Purpose
from assessments.cycles.models import CycleKind
from assessments.questionnaires.package import Package
from assessments.questionnaires.texts import Text
from assessments.responses.enums import AnswerState
from assessments.results import advice, scores, sentences
from assessments.results.indicators import collect_indicators
from assessments.results.nodes import collect_nodes, difference
from assessments.results.shapes import (
    BandMark,
    Basis,
    CapResult,
    Course,
    Coverage,
    NodeResult,
    Result,
    Ruler,
    Subject,
)
from assessments.results.ways import ways
from assessments.scoring import types as scoring
from assessments.scoring.bands import round_half_up
from assessments.scoring.engine import score


def collect(facts: dict[str, Any], package: Package, *, basis: Basis, now: datetime) -> Result:
    """The result in the language that is active now. `now` dates a result that is not final."""
    final = basis is Basis.FINAL
    own_answers = scores.own_answers(facts, package)
    answers = own_answers if basis is Basis.SELF else scores.counted_answers(facts, package)
    own = score(package.instrument(), own_answers, final=final)
    counted = score(package.instrument(), answers, final=final)
    indicators = collect_indicators(facts, package, verified=basis is not Basis.SELF)
    pillars = collect_nodes(package, own, counted, indicators)
    result = _bare(facts, package, basis, own, counted, pillars, now)
    outlook = advice.outlook(result, package, answers, final=final)
    ahead = ways(result, package, answers, counted, final=final)
    return sentences.spoken(advice.advised(replace(result, outlook=outlook, ways=ahead), package))


def _bare(
    facts: dict[str, Any],
    package: Package,
    basis: Basis,
    own: scoring.Result,
    counted: scoring.Result,
    pillars: tuple[NodeResult, ...],
    now: datetime,
) -> Result:
    course = _course(facts)
    return Result(
        basis=basis,
        as_of=course.finalised_at or now,
        subject=_subject(facts),
        practice=facts["cycle"]["kind"] == CycleKind.PRACTICE,
        demonstration=facts["demonstration"] or "",
        course=course,
        ruler=_ruler(facts, package, counted),
        coverage=_coverage(facts, package, counted, pillars),
        index=counted.shown,
        own_index=own.shown,
        gap=difference(own.index, counted.index),
        band=_band(package, counted.band),
        band_by_index=_band(package, counted.band_by_index),
        low=counted.interval[0] if counted.interval else None,
        high=counted.interval[1] if counted.interval else None,
        band_low=_band(package, counted.band_low),
        band_high=_band(package, counted.band_high),
        provisional=counted.provisional,
        conclusive=counted.conclusive,
        caps=_caps(package, counted, pillars),
        pillars=pillars,
    )


def _subject(facts: dict[str, Any]) -> Subject:
    agency, medium = facts["agency"], facts["medium"]
    return Subject(
        agency=agency["name"],
        agency_short=agency["short_name"],
        agency_code=agency["code"],
        region=agency["region"],
        medium=medium["name"],
        medium_kind=MediumKind(medium["kind"]).label,
        address=medium["address"],
        purpose=Purpose(medium["purpose"]).label,
        users=medium["target_users"],
        unit=medium["owning_unit"],
        stage=medium["stage"],
        cycle=facts["cycle"]["name"],
        reference=facts["assessment"]["reference"],
        time_zone=facts["time_zone"],
    )


def _course(facts: dict[str, Any]) -> Course:
    verdicts = [answer["verdict"] for answer in facts["answers"] if answer["verdict"]]
    return Course(
        started_at=_moment(facts["started_at"]),
        submitted_at=_moment(facts["submitted_at"]),
        finalised_at=_moment(facts["finalised_at"]),
        signatory_position=(facts["signatory"] or {}).get("position", ""),
        reviewers=tuple(sorted({verdict["reviewer"] for verdict in verdicts})),
    )


def _ruler(facts: dict[str, Any], package: Package, counted: scoring.Result) -> Ruler:
    return Ruler(
        title=package.title,
        version=facts["instrument"]["version"],
        lowest=package.minimum,
        highest=package.maximum,
        levels=package.levels_in_use,
        bands=tuple(
            BandMark(
                name=package.band_name(band.code),
                lower=band.lower,
                is_verdict=counted.conclusive and band.code == counted.band,
                is_named=bool(package.published_band_name(band.code)),
            )
            for band in package.bands
        ),
        thresholds=tuple(sorted({cap.below for cap in package.caps})),
    )


def _coverage(
    facts: dict[str, Any], package: Package, counted: scoring.Result, pillars: tuple[NodeResult, ...]
) -> Coverage:
    states = [one.counted.state for pillar in pillars for node in pillar.walk() for one in node.indicators]
    evidence = [answer["evidence"] for answer in facts["answers"]]
    return Coverage(
        # Rounded down: a share that falls short of what is needed must not read as if it met it.
        share=Decimal(int(counted.coverage_exact * 100)) / 100,
        needed=package.minimum_coverage,
        answered=counted.counted,
        asked=counted.applicable,
        not_known=states.count(AnswerState.NOT_KNOWN),
        unanswered=states.count(AnswerState.UNANSWERED),
        not_applicable=states.count(AnswerState.NOT_APPLICABLE),
        evidenced=sum(bool(proofs) for proofs in evidence),
        proofs=sum(len(proofs) for proofs in evidence),
    )


def _caps(package: Package, counted: scoring.Result, pillars: tuple[NodeResult, ...]) -> tuple[CapResult, ...]:
    nodes = {node.code: node for pillar in pillars for node in pillar.walk()}
    return tuple(_cap(package, held, nodes) for held in counted.rules)


def _cap(package: Package, held: scoring.HeldRule, nodes: dict[str, NodeResult]) -> CapResult:
    limit = round_half_up(held.below)
    below = {
        node.code: node
        for code in held.nodes
        for node in nodes[code].walk()
        if node.indicators and node.counted is not None and node.counted < limit
    }
    return CapResult(
        nodes=tuple(nodes[code] for code in held.nodes),
        stays=tuple(nodes[code] for code in held.stays),
        causes=tuple(sorted(below.values(), key=lambda node: node.counted or 0)),
        threshold=limit,
        at_most=package.band_name(held.at_most),
        changed=held.changed,
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _band(package: Package, code: str | None) -> Text | None:
    return package.band_name(code) if code else None
