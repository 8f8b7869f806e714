"""The agency's facts with the evaluators' verdicts: what a finalisation freezes."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

from assessments.common.canonical import canonical_json
from assessments.questionnaires.package import Package
from assessments.responses.answers import level_text
from assessments.responses.enums import AnswerState
from assessments.responses.facts import facts_of
from assessments.responses.models import Assessment
from assessments.reviews.models import Outcome, Verdict
from assessments.reviews.selectors import current_verdicts, judged
from assessments.scoring.engine import score
from assessments.scoring.types import Answer, Missing, Result


def reviewed_facts_of(assessment: Assessment, *, kind: str) -> dict[str, Any]:
    """As `facts_of`, each answer with its verdict."""
    facts = facts_of(assessment, kind=kind)
    by_code = _verdicts_by_code(assessment)
    for answer in facts["answers"]:
        verdict = by_code.get(answer["indicator"])
        answer["verdict"] = _verdict(verdict, answer) if verdict else None
    return facts


def _verdicts_by_code(assessment: Assessment) -> dict[str, Verdict]:
    """A verdict on an earlier answer says nothing of the one that stands."""
    rows = judged(assessment.responses.select_related("indicator"), current_verdicts(assessment))
    return {row.code: row.verdict for row in rows if row.verdict and not row.is_stale}


def _verdict(verdict: Verdict, answer: dict[str, Any]) -> dict[str, Any]:
    adjusted = verdict.outcome == Outcome.ADJUST
    return {
        "outcome": verdict.outcome,
        "state": AnswerState.ANSWERED.value if adjusted else answer["state"],
        "level": level_text(verdict.level) if adjusted else answer["level"],
        "reason": verdict.reason,
        "reviewer": verdict.label,
        "at": verdict.at.isoformat(),
    }


def finalisation_facts(assessment: Assessment, *, now: datetime, previous: str | None) -> tuple[str, Result]:
    """The snapshot as canonical JSON, and the verified score that it holds."""
    facts = reviewed_facts_of(assessment, kind="finalisation")
    result = verified_score(facts, assessment.version.package)
    facts["finalised_at"] = now.isoformat()
    facts["previous"] = previous or facts["previous"]
    facts["score"] = {
        "index": str(result.shown) if result.shown is not None else None,
        "band_by_index": result.band_by_index,
        "band": result.band,
        "coverage": str(result.coverage),
        "rules": [held.code for held in result.rules],
        "nodes": {code: str(node.shown) if node.shown is not None else None for code, node in result.nodes.items()},
    }
    return canonical_json(facts), result


def verified_score(facts: dict[str, Any], package: Package) -> Result:
    answers = {answer["indicator"]: verified_answer(answer) for answer in facts["answers"]}
    not_asked = dict.fromkeys(set(package.indicators) - set(answers), Missing.NOT_APPLICABLE)
    return score(package.instrument(), {**not_asked, **answers}, final=True)


def verified_answer(answer: dict[str, Any]) -> Answer:
    """A level, or why there is none; the evaluator's reading where there is one."""
    counted = answer["verdict"] or answer
    state = AnswerState(counted["state"])
    if state == AnswerState.ANSWERED:
        return Fraction(counted["level"])
    if state == AnswerState.NOT_APPLICABLE and counted.get("outcome") != Outcome.AGREE:
        # It leaves the sum only once an evaluator has agreed.
        return Missing.NOT_KNOWN
    return Missing[state.name]
