from __future__ import annotations

from django.db.models import QuerySet

from assessments.accounts.models import User
from assessments.agencies.models import Role
from assessments.responses.models import Assessment


def evaluators_of(assessment: Assessment) -> QuerySet[User]:
    return User.objects.filter(
        is_active=True, assignments__cycle=assessment.cycle_id, assignments__agency=assessment.agency_id
    ).distinct()


def coordinators_of(assessment: Assessment) -> QuerySet[User]:
    return User.objects.filter(
        is_active=True, memberships__agency=assessment.agency_id, memberships__role=Role.COORDINATOR
    ).distinct()
