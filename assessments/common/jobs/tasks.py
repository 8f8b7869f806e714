from __future__ import annotations

import logging
import uuid

from celery import shared_task
from django.utils import timezone

from assessments.common.jobs import registry, services
from assessments.common.jobs.models import Reason

logger = logging.getLogger(__name__)


@shared_task(name="jobs.run", ignore_result=True)
def run_job(*, job_id: str, **_ignored: object) -> None:
    """Claims the job and does it. Running twice does nothing twice: the second finds no free row."""
    claim = services.claim(job_id=uuid.UUID(job_id), now=timezone.now())
    if claim is None:
        return
    try:
        registry.work_for(claim.job.kind)(claim)
    except Exception as error:
        kind, attempt = claim.job.kind, claim.job.attempts
        logger.exception("job failed", extra={"job": job_id, "kind": kind, "attempt": attempt})
        reason, wait = getattr(error, "reason", Reason.ERROR), registry.wait_after(kind, attempt)
        services.give_back(claim, error=f"{type(error).__name__}: {error}", reason=reason, wait=wait)


@shared_task(name="jobs.sweep", ignore_result=True)
def sweep(**_ignored: object) -> None:
    services.sweep(now=timezone.now())


@shared_task(name="jobs.beat", ignore_result=True)
def beat(*, queue: str, **_ignored: object) -> None:
    services.beat(queue=queue, now=timezone.now())
