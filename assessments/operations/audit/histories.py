"""The tables of history. Their models are made when Django starts, so a type checker does not see them."""

from __future__ import annotations

from assessments.agencies.models import MembershipEvent  # type: ignore[attr-defined]
from assessments.cycles.models import CycleAdministratorEvent, EvaluatorAssignmentEvent  # type: ignore[attr-defined]
from assessments.responses.models import EvidenceEvent, ResponseEvent  # type: ignore[attr-defined]
from assessments.reviews.models import VerdictEvent  # type: ignore[attr-defined]

__all__ = [
    "CycleAdministratorEvent",
    "EvaluatorAssignmentEvent",
    "EvidenceEvent",
    "MembershipEvent",
    "ResponseEvent",
    "VerdictEvent",
]
