"""One report from row to file. The file counts only if the job is still ours when it is finished."""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

from assessments.common.files.storing import new_file
from assessments.common.jobs.services import Claim
from assessments.reports import rendering, selectors, storing
from assessments.reports.collecting import collect_report
from assessments.reports.models import Report
from assessments.reports.storing import Stored


def make_report(claim: Claim, report_id: str) -> None:
    pdf = render(selectors.report_to_render(report_id))
    with new_file() as file:
        file.write(pdf)
        stored = storing.store(file, ".pdf")
    if not claim.finish(partial(_hand_over, report_id, stored)):
        storing.discard(stored)


def render(report: Report) -> bytes:
    """Its language rules words and numbers, its agency's zone the times."""
    zone = ZoneInfo(report.finalisation.assessment.agency.time_zone)
    with translation.override(report.language), timezone.override(zone):
        data = collect_report(report, now=timezone.now())
        html = rendering.to_html(data)
    return rendering.to_pdf(html)


def _hand_over(report_id: str, stored: Stored) -> None:
    Report.objects.filter(pk=report_id).update(
        name=stored.name, size=stored.size, sha256=stored.sha256, ready_at=timezone.now()
    )
