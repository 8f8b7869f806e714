"""What a result would be if some answers were better."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from assessments.scoring.engine import score
from assessments.scoring.types import Answer, Instrument, Missing, Result


def with_at_least(
    instrument: Instrument, answers: Mapping[str, Answer], codes: Iterable[str], level: Fraction, *, final: bool = False
) -> Result:
    """With each of `codes` that has a level below `level` raised to it. What is missing stays missing."""
    raised = {
        code: level
        for code in codes
        if not isinstance(answer := answers.get(code, Missing.UNANSWERED), Missing) and answer < level
    }
    return score(instrument, {**answers, **raised}, final=final)
