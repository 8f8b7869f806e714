"""Who reads whose history: the administrators of the cycle, and the agency's coordinator her own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from assessments.accounts.models import User
from assessments.agencies.models import Membership, Role
from assessments.cycles.models import CycleAdministrator
from assessments.responses.enums import Status
from assessments.responses.models import Assessment, Submission
from assessments.reviews.models import Finalisation


@dataclass(frozen=True)
class Scope:
    """`as_agency`: evaluators are numbers, verdicts wait for the release. None of the two moments: no limit."""

    assessment: Assessment
    as_agency: bool
    verdicts_until: datetime | None
    answers_until: datetime | None

    @property
    def shows_verdicts(self) -> bool:
        return not self.as_agency or self.verdicts_until is not None


def audited_by(user: User) -> QuerySet[Assessment]:
    """Who belongs to the agency reads as the agency does, also where she runs the cycle besides."""
    mine = Membership.objects.filter(agency=OuterRef("agency"), user=user)
    runs = CycleAdministrator.objects.filter(cycle=OuterRef("cycle"), user=user)
    as_agency = Exists(mine.filter(role=Role.COORDINATOR))
    as_administrator = Q(Exists(runs)) & ~Q(Exists(mine)) & ~Q(status=Status.DRAFT)
    rows = Assessment.objects.visible_to(user).filter(as_agency | as_administrator)
    return (
        rows.with_instrument()
        .select_related("agency", "medium")
        .annotate(as_agency=as_agency, sent_at=_newest(Submission), finalised_at=_newest(Finalisation))
    )


def _newest(model: type[Submission] | type[Finalisation]) -> Subquery:
    return Subquery(model.objects.filter(assessment=OuterRef("pk")).order_by("-number").values("at")[:1])


def scope_of(assessment: Assessment, now: datetime) -> Scope:
    """For a row of `audited_by`."""
    as_agency: bool = assessment.as_agency  # type: ignore[attr-defined]
    released = as_agency and assessment.cycle.is_released(now)
    # What the agency is typing is its own until it is sent.
    typing = not as_agency and assessment.status == Status.RETURNED
    return Scope(
        assessment=assessment,
        as_agency=as_agency,
        verdicts_until=assessment.finalised_at if released else None,  # type: ignore[attr-defined]
        answers_until=assessment.sent_at if typing else None,  # type: ignore[attr-defined]
    )
