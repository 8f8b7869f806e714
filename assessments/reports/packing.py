"""All reports of a cycle as one ZIP. The job asks for those that are missing, helps to render them beside the other
workers, and packs once none is under way. Work longer than one turn goes back into the queue and goes on later."""

from __future__ import annotations

import shutil
import time
import zipfile
from collections.abc import Iterable
from functools import partial

from django.core.files.storage import default_storage
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from assessments.common.files.storing import new_file
from assessments.common.jobs.models import JobStatus
from assessments.common.jobs.services import Claim, hand_on
from assessments.common.jobs.tasks import run_job
from assessments.reports import policies, selectors, services, storing
from assessments.reports.collecting import file_name
from assessments.reports.models import Bundle, Report
from assessments.reports.storing import Stored

TURN = 120.0  # seconds: well below a worker's time limit
PAUSE = 0.5  # seconds between looks at what other workers render
ENDED = (JobStatus.DONE, JobStatus.FAILED)


class LeaseLost(Exception):
    """Another worker has this job now."""


def pack(claim: Claim, bundle_id: str) -> None:
    bundle = Bundle.objects.select_related("cycle", "requested_by").get(pk=bundle_id)
    # The right to the export may have ended since it was asked for.
    policies.check_can_request_bundle(bundle.requested_by, bundle.cycle)
    try:
        if _all_rendered(claim, bundle, until=time.monotonic() + TURN):
            _finish(claim, bundle)
        else:
            hand_on(claim)
    except LeaseLost:
        return


def _all_rendered(claim: Claim, bundle: Bundle, *, until: float) -> bool:
    """Whether no report is under way any more; works at it until the time is up."""
    _request_missing(claim, bundle)
    while True:
        jobs = list(selectors.reports_of(bundle.cycle, bundle.language).values_list("job_id", "job__status"))
        under_way = [job_id for job_id, status in jobs if status not in ENDED]
        _say(claim, done=len(jobs) - len(under_way), total=len(jobs))
        if not under_way:
            return True
        for turn, job_id in enumerate(under_way, start=1):
            run_job(job_id=str(job_id))
            _say(claim, done=len(jobs) - len(under_way) + turn, total=len(jobs))
            if time.monotonic() > until:
                return False
        # What is still open is being rendered elsewhere.
        time.sleep(PAUSE)


def _request_missing(claim: Claim, bundle: Bundle) -> None:
    reported = selectors.reports_of(bundle.cycle, bundle.language).values_list("finalisation", flat=True)
    for finalisation in selectors.newest_finalisations(bundle.cycle).exclude(pk__in=list(reported)):
        services.request_report(
            finalisation=finalisation, language=bundle.language, actor=bundle.requested_by, now=timezone.now()
        )
        _say(claim, done=0, total=claim.job.total)


def _say(claim: Claim, *, done: int, total: int) -> None:
    """How far the bundle is; keeps the job ours. Raises `LeaseLost`."""
    if not claim.keep(done=done, total=max(1, total)):
        raise LeaseLost


def _finish(claim: Claim, bundle: Bundle) -> None:
    reports = list(selectors.reports_of(bundle.cycle, bundle.language))
    with new_file() as file, translation.override(bundle.language):
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            _write(archive, reports, claim)
        stored = storing.store(file, ".zip")
    if not claim.finish(partial(_hand_over, bundle, stored)):
        storing.discard(stored)


def _write(archive: zipfile.ZipFile, reports: Iterable[Report], claim: Claim) -> None:
    names: set[str] = set()
    failed = []
    for report in reports:
        if report.ready_at is None:
            failed.append(f"{report.finalisation.assessment.agency.name}: {report.finalisation.assessment.medium.name}")
            continue
        with default_storage.open(report.name) as source, archive.open(_unused(report, names), "w") as target:
            shutil.copyfileobj(source, target)
        _say(claim, done=len(names), total=claim.job.total)
    if failed:
        archive.writestr(_("not-included.txt"), "\n".join([_("These reports could not be made:"), *failed, ""]))


def _unused(report: Report, names: set[str]) -> str:
    name = file_name(report.finalisation)
    if name in names:
        name = f"{report.finalisation.assessment.reference}_{name}"
    names.add(name)
    return name


def _hand_over(bundle: Bundle, stored: Stored) -> None:
    Bundle.objects.filter(pk=bundle.pk).update(
        name=stored.name, size=stored.size, sha256=stored.sha256, ready_at=timezone.now()
    )
