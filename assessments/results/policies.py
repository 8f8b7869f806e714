"""Which reading of a result a person may have, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from assessments.responses.enums import Status
from assessments.responses.models import Assessment


class Reading(Enum):
    SELF = "self"  # the agency's own, before the review is finished
    WAITING = "waiting"  # the same, while the finished result is not released
    REVIEW = "review"  # live, for those who judge or run
    FINAL = "final"
    REOPENED = "reopened"  # the last finished one, while it is reviewed again


FINISHED = (Reading.FINAL, Reading.REOPENED)


@dataclass(frozen=True)
class Reader:
    """`inside`: judges the agency or runs the cycle, so that the release date does not count."""

    inside: bool


def reading_for(reader: Reader, assessment: Assessment, now: datetime, *, finished_before: bool) -> Reading:
    """For one to whom the assessment is visible. `finished_before`: it has been finalised at least once."""
    is_final = assessment.status == Status.FINAL
    if reader.inside:
        return Reading.FINAL if is_final else Reading.REVIEW
    if not assessment.cycle.is_released(now):
        return Reading.WAITING if is_final else Reading.SELF
    if is_final:
        return Reading.FINAL
    return Reading.REOPENED if finished_before else Reading.SELF
