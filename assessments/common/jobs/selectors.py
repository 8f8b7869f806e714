from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from assessments.common.jobs.models import Heartbeat, Job, JobStatus

SILENT_AFTER = timedelta(seconds=90)


def silent_queues(queues: list[str], now: datetime) -> list[str]:
    """The queues whose worker has not spoken lately, or never."""
    alive = set(Heartbeat.objects.filter(at__gte=now - SILENT_AFTER).values_list("queue", flat=True))
    return [queue for queue in queues if queue not in alive]


def parked(queue: str = "default") -> QuerySet[Job]:
    """What failed for good, until somebody asks for it again."""
    return Job.objects.filter(status=JobStatus.FAILED, queue=queue)
