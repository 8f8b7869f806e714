from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery

from assessments.cycles.models import Cycle
from assessments.responses.enums import Status
from assessments.reviews.models import Finalisation


def newest_finalisations(cycle: Cycle) -> QuerySet[Finalisation]:
    """Of each assessment that is final now, the finalisation that counts, by agency and medium."""
    newest = Finalisation.objects.filter(assessment=OuterRef("assessment")).order_by("-number").values("pk")[:1]
    return (
        Finalisation.objects.filter(assessment__cycle=cycle, assessment__status=Status.FINAL, pk=Subquery(newest))
        .select_related("assessment__agency", "assessment__medium", "assessment__cycle")
        .defer("snapshot")
        .order_by("assessment__agency__name", "assessment__medium__name", "pk")
    )
