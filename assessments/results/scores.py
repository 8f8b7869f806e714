"""The two readings of one document of facts: what the agency says of itself, and what counts."""

from __future__ import annotations

from typing import Any

from assessments.questionnaires.package import Package
from assessments.responses.enums import AnswerState
from assessments.reviews.facts import verified_answer
from assessments.scoring.types import Answer, Missing


def counted_answers(facts: dict[str, Any], package: Package) -> dict[str, Answer]:
    """The verdict's reading where there is one, else the agency's."""
    given = {answer["indicator"]: verified_answer(answer) for answer in facts["answers"]}
    return {**_not_asked(given, package), **given}


def own_answers(facts: dict[str, Any], package: Package) -> dict[str, Answer]:
    """The agency's reading. An agreed 'not applicable' leaves this sum too, so that the two readings compare."""
    given = {answer["indicator"]: _own_answer(answer) for answer in facts["answers"]}
    return {**_not_asked(given, package), **given}


def _own_answer(answer: dict[str, Any]) -> Answer:
    verdict = answer["verdict"]
    agreed = verdict and verdict["state"] == AnswerState.NOT_APPLICABLE
    return verified_answer({**answer, "verdict": verdict if agreed else None})


def _not_asked(given: dict[str, Answer], package: Package) -> dict[str, Answer]:
    return dict.fromkeys(set(package.indicators) - set(given), Missing.NOT_APPLICABLE)
