from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from assessments.accounts.models import User
from assessments.agencies.models import Membership
from assessments.cycles.models import CycleAdministrator, EvaluatorAssignment


@dataclass(frozen=True)
class Places:
    """Where a person may go: what the navigation of every page shows her."""

    fills: bool
    evaluates: bool
    administers: bool


def places_of(user: User) -> Places:
    """One query."""
    row = User.objects.filter(pk=user.pk).values_list(
        Exists(Membership.objects.filter(user=OuterRef("pk"))),
        Exists(EvaluatorAssignment.objects.filter(evaluator=OuterRef("pk"))),
        Exists(CycleAdministrator.objects.filter(user=OuterRef("pk"))),
    )
    fills, evaluates, administers = row.get()
    return Places(fills, evaluates, administers or user.is_administrator)
