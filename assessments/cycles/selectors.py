from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from assessments.accounts.models import User
from assessments.agencies.models import Agency
from assessments.cycles.models import Cycle, CycleAdministrator, Enrolment, EvaluatorAssignment


def not_enrolled(cycle: Cycle) -> QuerySet[Agency]:
    return Agency.objects.filter(~Exists(Enrolment.objects.filter(cycle=cycle, agency=OuterRef("pk"))))


def matching(rows: QuerySet[Any], words: str, prefix: str = "") -> QuerySet[Any]:
    """Those whose agency's name, code or region holds every word."""
    for word in words.split():
        names = (f"{prefix}{field}__icontains" for field in ("name", "short_name", "code", "region"))
        found = Q()
        for name in names:
            found |= Q(**{name: word})
        rows = rows.filter(found)
    return rows


def enrolments_with_evaluators(cycle: Cycle, *, words: str = "", only_without: bool = False) -> QuerySet[Enrolment]:
    """Each agency with its `assigned` evaluators in this cycle."""
    own = EvaluatorAssignment.objects.filter(cycle=cycle)
    rows = matching(Enrolment.objects.filter(cycle=cycle), words, "agency__")
    if only_without:
        rows = rows.filter(~Exists(own.filter(agency=OuterRef("agency"))))
    assigned = Prefetch("agency__assignments", own.select_related("evaluator"), to_attr="assigned")
    return rows.select_related("agency").prefetch_related(assigned).order_by("agency__name", "pk")


def evaluators_of(cycle: Cycle) -> QuerySet[User]:
    return User.objects.filter(
        Exists(EvaluatorAssignment.objects.filter(cycle=cycle, evaluator=OuterRef("pk")))
    ).order_by("name")


def administrators_of(cycle: Cycle) -> QuerySet[CycleAdministrator]:
    return CycleAdministrator.objects.filter(cycle=cycle).select_related("user").order_by("user__name", "pk")
