from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery

from assessments.common.jobs.models import JobStatus
from assessments.cycles.models import Cycle
from assessments.reports.models import Report
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


def failed_reports(cycle: Cycle, language: str) -> QuerySet[Report]:
    rows = Report.objects.filter(finalisation__in=newest_finalisations(cycle), language=language)
    return rows.filter(job__status=JobStatus.FAILED).select_related("job")


def reports_of(cycle: Cycle, language: str) -> QuerySet[Report]:
    """The reports that there are, of the finalisations that count."""
    rows = Report.objects.filter(finalisation__in=newest_finalisations(cycle), language=language)
    return rows.select_related(
        "job", "finalisation__assessment__agency", "finalisation__assessment__medium"
    ).defer("finalisation__snapshot").order_by(
        "finalisation__assessment__agency__name", "finalisation__assessment__medium__name", "pk"
    )  # fmt: skip


def report_to_render(report_id: str) -> Report:
    return Report.objects.select_related(
        "finalisation__assessment__version", "finalisation__assessment__agency", "finalisation__assessment__medium"
    ).get(pk=report_id)
