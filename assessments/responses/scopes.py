"""Whose assessments a person may see: every read starts from one of these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from assessments.accounts.models import User
from assessments.agencies.models import Membership
from assessments.cycles.models import CycleAdministrator, EvaluatorAssignment
from assessments.responses.enums import Status

if TYPE_CHECKING:
    from assessments.responses.models import Assessment  # noqa: F401


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    # Exists, not joins: a second membership must not double a row.
    def visible_to(self, user: User) -> AssessmentQuerySet:
        return self.filter(_is_member(user) | _judges(user) | _runs(user))

    def with_instrument(self) -> AssessmentQuerySet:
        """With cycle and version, but for the version's document: each process reads that once."""
        return self.select_related("cycle", "version").defer("version__document")

    def of_member(self, user: User) -> AssessmentQuerySet:
        return self.filter(_is_member(user))

    def for_evaluator(self, user: User) -> AssessmentQuerySet:
        return self.filter(_judges(user))

    def run_by(self, user: User) -> AssessmentQuerySet:
        return self.filter(Exists(CycleAdministrator.objects.filter(cycle=OuterRef("cycle"), user=user)))


def _is_member(user: User) -> Exists:
    return Exists(Membership.objects.filter(agency=OuterRef("agency"), user=user))


def _judges(user: User) -> Q:
    """Assigned, and the agency has let go of it: a draft is the agency's own."""
    mine = EvaluatorAssignment.objects.filter(cycle=OuterRef("cycle"), agency=OuterRef("agency"), evaluator=user)
    return Q(Exists(mine)) & ~Q(status=Status.DRAFT)


def _runs(user: User) -> Q:
    mine = CycleAdministrator.objects.filter(cycle=OuterRef("cycle"), user=user)
    return Q(Exists(mine)) & ~Q(status=Status.DRAFT)
