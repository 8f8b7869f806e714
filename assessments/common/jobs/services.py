"""A job's life: asked for, sent, claimed, finished or parked. Measured reasons stand in docs/adr/0005."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from assessments.common.errors import Denied
from assessments.common.jobs.models import Heartbeat, Job, JobStatus, Reason

MAX_ATTEMPTS = 3
RESEND_AFTER = timedelta(seconds=30)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claim:
    """A worker's right to a job. Once the lease is lost, `keep` and `finish` refuse."""

    job: Job
    token: uuid.UUID

    def keep(self, *, done: int, total: int) -> bool:
        """Reports progress and renews the lease. False: the job is not ours any more, so stop."""
        now = timezone.now()
        return bool(self._mine().update(done=done, total=total, lease_until=now + settings.JOB_LEASE))

    def finish(self, effect: Callable[[], None]) -> bool:
        """Runs `effect` and marks the job done, both or neither. False: somebody else has the job now."""
        with transaction.atomic():
            mine = self._mine().update(
                status=JobStatus.DONE, done=F("total"), finished_at=timezone.now(), error="", token=None
            )
            if mine:
                effect()
        return bool(mine)

    def _mine(self) -> Any:
        return Job.objects.filter(pk=self.job.pk, token=self.token, status=JobStatus.RUNNING)


def enqueue(
    *, kind: str, payload: dict[str, Any], queue: str = "default", requested_by: Any = None, total: int = 1
) -> Job:
    """Asks for work inside the caller's transaction; the broker hears of it after the commit."""
    job = Job.objects.create(kind=kind, payload=payload, queue=queue, requested_by=requested_by, total=total)
    transaction.on_commit(partial(send, job_id=job.pk, queue=queue))
    return job


def send(*, job_id: uuid.UUID, queue: str) -> None:
    from assessments.common.jobs.tasks import run_job

    try:
        run_job.apply_async(kwargs={"job_id": str(job_id)}, queue=queue)
    except (OperationalError, OSError):
        # The row is there; the sweeper sends it once the broker is back.
        logger.warning("broker unreachable, job waits", extra={"job": str(job_id)})
        return
    Job.objects.filter(pk=job_id).update(sent_at=timezone.now())


def claim(*, job_id: uuid.UUID, now: datetime) -> Claim | None:
    """Takes the job if it is free: queued, or running with an expired lease, and not tried too often."""
    token = uuid.uuid4()
    free = _due(now) | Q(status=JobStatus.RUNNING, lease_until__lt=now)
    taken = Job.objects.filter(free, pk=job_id, attempts__lt=MAX_ATTEMPTS).update(
        status=JobStatus.RUNNING, token=token, lease_until=now + settings.JOB_LEASE, attempts=F("attempts") + 1
    )
    return Claim(job=Job.objects.get(pk=job_id), token=token) if taken else None


def _due(now: datetime) -> Q:
    return Q(status=JobStatus.QUEUED) & (Q(not_before=None) | Q(not_before__lte=now))


def give_back(claim: Claim, *, error: str, reason: Reason, wait: timedelta) -> None:
    """After a failed attempt: queued again for after `wait`, or parked as failed when it was the last."""
    last, now = claim.job.attempts >= MAX_ATTEMPTS, timezone.now()
    Job.objects.filter(pk=claim.job.pk, token=claim.token).update(
        status=JobStatus.FAILED if last else JobStatus.QUEUED,
        token=None,
        lease_until=None,
        error=error,
        reason=reason if last else "",
        not_before=now + wait,
        sent_at=None,
        finished_at=now if last else None,
    )


def hand_on(claim: Claim) -> None:
    """Back into the queue, neither finished nor failed: for work that is longer than one turn. It costs no attempt."""
    with transaction.atomic():
        mine = Job.objects.filter(pk=claim.job.pk, token=claim.token, status=JobStatus.RUNNING).update(
            status=JobStatus.QUEUED, token=None, lease_until=None, attempts=F("attempts") - 1, sent_at=None
        )
        if mine:
            transaction.on_commit(partial(send, job_id=claim.job.pk, queue=claim.job.queue))


def sweep(*, now: datetime) -> int:
    """Parks what was tried too often, sends again what nobody works on. Returns how many were sent."""
    expired = Job.objects.filter(status=JobStatus.RUNNING, lease_until__lt=now)
    expired.filter(attempts__gte=MAX_ATTEMPTS).update(
        status=JobStatus.FAILED,
        finished_at=now,
        token=None,
        error="lease ran out",
        reason=Reason.STOPPED,
    )
    unsent = _due(now) & (Q(sent_at=None) | Q(sent_at__lt=now - RESEND_AFTER))
    waiting = Job.objects.filter(unsent | Q(status=JobStatus.RUNNING, lease_until__lt=now))
    jobs = list(waiting.values_list("pk", "queue")[:500])
    for job_id, queue in jobs:
        send(job_id=job_id, queue=queue)
    return len(jobs)


@transaction.atomic
def retry(*, job: Job) -> None:
    """A person asks a parked job to be tried again."""
    again = Job.objects.filter(pk=job.pk, status=JobStatus.FAILED).update(
        status=JobStatus.QUEUED,
        attempts=0,
        error="",
        reason="",
        not_before=None,
        sent_at=None,
        finished_at=None,
        done=0,
    )
    if not again:
        raise Denied(_("Only a failed job can be tried again. Reload the page to see where it stands."))
    transaction.on_commit(partial(send, job_id=job.pk, queue=job.queue))


def beat(*, queue: str, now: datetime) -> None:
    Heartbeat.objects.update_or_create(queue=queue, defaults={"at": now})
