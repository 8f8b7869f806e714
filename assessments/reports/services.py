"""Asking for reports: the row and its job are written together, once for each finalisation and language."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.accounts.models import Language, User
from assessments.common.errors import Denied
from assessments.common.jobs import services as jobs
from assessments.common.jobs.models import Job, JobStatus
from assessments.common.locks import get_for_update
from assessments.cycles.models import Cycle
from assessments.reports import policies, selectors
from assessments.reports.models import Bundle, Report
from assessments.reviews.models import Finalisation

QUEUE = "reports"


@transaction.atomic
def request_report(*, finalisation: Finalisation, language: str, actor: User, now: datetime) -> Report:
    """The finalisation's report in this language: the one there is, or a new one that waits to be rendered.

    Where an earlier attempt failed, it is tried again.
    """
    policies.check_can_request(actor, finalisation, now)
    # Two requests at once take turns here, so that the second finds the row of the first.
    locked = get_for_update(Finalisation.objects.filter(pk=finalisation.pk))
    report = locked.reports.select_related("job").filter(language=Language(language)).first()
    if report is None:
        return _new_report(locked, language, actor, now)
    if report.job.status == JobStatus.FAILED:
        jobs.retry(job=report.job)
    return report


def _new_report(finalisation: Finalisation, language: str, actor: User, now: datetime) -> Report:
    report = Report(finalisation=finalisation, language=language, requested_by=actor, requested_at=now)
    report.job = jobs.enqueue(kind="render_report", payload={"report": str(report.pk)}, queue=QUEUE, requested_by=actor)
    report.save(force_insert=True)
    return report


@transaction.atomic
def request_bundle(*, cycle: Cycle, language: str, actor: User, now: datetime) -> Bundle:
    """A ZIP of the reports of all assessments that are final now; the one under way where there is one."""
    policies.check_can_request_bundle(actor, cycle)
    locked = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    under_way = locked.bundles.filter(
        language=Language(language), job__status__in=[JobStatus.QUEUED, JobStatus.RUNNING]
    ).first()
    if under_way is not None:
        return under_way
    for report in selectors.failed_reports(cycle, language):
        jobs.retry(job=report.job)
    return _new_bundle(locked, language, actor, now)


def _new_bundle(cycle: Cycle, language: str, actor: User, now: datetime) -> Bundle:
    total = selectors.newest_finalisations(cycle).count()
    if total == 0:
        raise Denied(_("No assessment of this cycle is finished yet, so there is no report to pack."))
    bundle = Bundle(cycle=cycle, language=language, requested_by=actor, requested_at=now)
    bundle.job = jobs.enqueue(
        kind="pack_reports", payload={"bundle": str(bundle.pk)}, queue=QUEUE, requested_by=actor, total=total
    )
    bundle.save(force_insert=True)
    return bundle


@transaction.atomic
def retry_job(*, job_id: uuid.UUID, actor: User) -> None:
    """A failed report or bundle is tried again. Raises `Job.DoesNotExist` for what the actor does not administer."""
    job = Job.objects.get(pk=job_id)
    if not selectors.cycles_of_job(job).run_by(actor).exists():
        raise Job.DoesNotExist
    jobs.retry(job=job)
