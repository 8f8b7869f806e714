"""One answer after the other, as it was given and as it counts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from assessments.questionnaires.package import Package
from assessments.questionnaires.texts import IndicatorText, LevelText
from assessments.responses.enums import AnswerState, EvidenceKind, Side
from assessments.results.marks import IndicatorResult, Judgement, Mark, Message, Proof

NOT_ASKED: dict[str, Any] = {"state": None, "level": None, "note": "", "verdict": None, "evidence": (), "comments": ()}


def collect_indicators(facts: dict[str, Any], package: Package, *, verified: bool) -> dict[str, IndicatorResult]:
    """By code, every indicator of the instrument; `verified`: with the evaluators' verdicts."""
    answers = {answer["indicator"]: answer for answer in facts["answers"]}
    return {
        code: _indicator(text, package, answers.get(code, NOT_ASKED), verified)
        for code, text in package.indicators.items()
    }


def _indicator(text: IndicatorText, package: Package, answer: dict[str, Any], verified: bool) -> IndicatorResult:
    verdict = answer["verdict"] if verified else None
    own, counted = _mark(answer), _mark(verdict or answer)
    return IndicatorResult(
        text=text,
        hue=package.node(text.node).hue,
        own=own,
        counted=counted,
        gap=None if own.level is None or counted.level is None else own.level - counted.level,
        note=answer["note"],
        verdict=Judgement(verdict["outcome"], verdict["reason"], verdict["reviewer"]) if verdict else None,
        without_clarification=answer.get("without_clarification", False),
        proofs=tuple(_proof(proof) for proof in answer["evidence"]),
        messages=tuple(_message(comment) for comment in answer["comments"]),
        level=None if counted.level is None else text.level(counted.level),
        above=_above(text, counted.level),
        step=None if counted.level is None else text.next_step(counted.level),
    )


def _mark(given: dict[str, Any]) -> Mark:
    state = AnswerState(given["state"]) if given["state"] else None
    return Mark(state, Decimal(given["level"]) if given["level"] is not None else None)


def _above(text: IndicatorText, level: Decimal | None) -> LevelText | None:
    return next((one for one in text.levels if level is not None and one.value > level), None)


def _proof(given: dict[str, Any]) -> Proof:
    return Proof(
        kind=EvidenceKind(given["kind"]),
        title=given["title"],
        dated=date.fromisoformat(given["date"]),
        place=given["page"],
        url=given["url"] or "",
    )


def _message(given: dict[str, Any]) -> Message:
    return Message(Side(given["side"]), given["label"], datetime.fromisoformat(given["at"]), given["text"])
