"""A report's whole job against WeasyPrint's own time on the same HTML, in a process of its own."""

from __future__ import annotations

import json

from tests.e2e.site import Site

SCRIPT = """
import io, json, time
from statistics import median
from django.utils import timezone, translation
from pypdf import PdfReader
from assessments.common.jobs.models import Job
from assessments.common.jobs.tasks import run_job
import assessments.reports.tasks
from assessments.reports import rendering
from assessments.reports.collecting import collect_report
from assessments.reports.models import Report

report = Report.objects.select_related("finalisation__assessment__version", "finalisation__assessment__agency").first()
with translation.override(report.language):
    html = rendering.to_html(collect_report(report, now=timezone.now()))

def timed(work):
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result

def whole_job():
    Job.objects.filter(pk=report.job_id).update(status="QUEUED", attempts=0, token=None)
    Report.objects.filter(pk=report.pk).update(ready_at=None, name="", sha256="", size=None)
    run_job(job_id=str(report.job_id))
    assert Job.objects.get(pk=report.job_id).status == "DONE", Job.objects.get(pk=report.job_id).error

timed(lambda: rendering.to_pdf(html))
pairs = [(timed(whole_job)[0], timed(lambda: rendering.to_pdf(html))) for _ in range(7)]
pages = len(PdfReader(io.BytesIO(pairs[0][1][1])).pages)
print(json.dumps({
    "report_job_time_ratio": round(median(job / alone[0] for job, alone in pairs), 3),
    "report_ms_a_page": round(median(job for job, _alone in pairs) * 1000 / pages, 1),
    "report_pages": pages,
}))
"""


def measure(site: Site) -> dict[str, float]:
    return json.loads(site.run("manage.py", "shell", "-v", "0", "-c", SCRIPT).splitlines()[-1])
