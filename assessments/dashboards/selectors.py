from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Value

from assessments.accounts.models import User
from assessments.agencies.models import Membership
from assessments.common.jobs.selectors import parked
from assessments.cycles.models import CycleAdministrator, EvaluatorAssignment


@dataclass(frozen=True)
class Places:
    """Where a person may go: what the navigation of every page shows her. `mends`: something failed that is hers to
    look at."""

    fills: bool
    evaluates: bool
    administers: bool
    mends: bool


def places_of(user: User) -> Places:
    """One query."""
    row = User.objects.filter(pk=user.pk).values_list(
        Exists(Membership.objects.filter(user=OuterRef("pk"))),
        Exists(EvaluatorAssignment.objects.filter(evaluator=OuterRef("pk"))),
        Exists(CycleAdministrator.objects.filter(user=OuterRef("pk"))),
        Exists(parked()) if user.is_administrator else Value(False),
    )
    fills, evaluates, administers, mends = row.get()
    return Places(fills, evaluates, administers or user.is_administrator, mends)
