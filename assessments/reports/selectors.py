from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from assessments.accounts.models import Language, User
from assessments.common.jobs.models import Job, JobStatus
from assessments.cycles.models import Cycle, CycleQuerySet
from assessments.reports.models import Bundle, Report
from assessments.responses.enums import Status
from assessments.reviews.models import Finalisation

OPEN = (JobStatus.QUEUED, JobStatus.RUNNING)


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


def cycles_of_job(job: Job) -> CycleQuerySet:
    """The cycle whose report or bundle this job makes; none for another kind of job."""
    of_report = Q(assessments__finalisations__reports__job=job)
    return Cycle.objects.filter(of_report | Q(bundles__job=job)).distinct()


@dataclass(frozen=True)
class Row:
    """A finished assessment with its report in each language, None where none was asked for."""

    finalisation: Finalisation
    reports: tuple[tuple[str, Report | None], ...]


def rows_with_reports(page: Iterable[Finalisation]) -> list[Row]:
    """One query for the reports of a whole page."""
    finalisations = list(page)
    found = {
        (report.finalisation_id, report.language): report
        for report in Report.objects.filter(finalisation__in=finalisations).select_related("job")
    }
    return [
        Row(one, tuple((language, found.get((one.pk, language))) for language in Language.values))
        for one in finalisations
    ]


def bundles_of(cycle: Cycle, most: int = 5) -> list[Bundle]:
    return list(cycle.bundles.select_related("job", "requested_by")[:most])


def is_under_way(cycle: Cycle) -> bool:
    """Whether something of this cycle is waiting or being made."""
    reports = Report.objects.filter(finalisation__assessment__cycle=cycle, job__status__in=OPEN)
    return reports.exists() or cycle.bundles.filter(job__status__in=OPEN).exists()


def reports_for(user: User, finalisation: Finalisation, now: datetime) -> list[Report]:
    rows = Report.objects.visible_to(user, now).filter(finalisation=finalisation)
    return list(rows.select_related("job").order_by("language"))
