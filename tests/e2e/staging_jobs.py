"""Files of a staged scene in each state of their making. For the process that stages alone."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from assessments.common.jobs.models import Job, JobStatus, Reason
from assessments.reports.models import Bundle
from assessments.reports.services import request_report
from tests.scenes import Scene, parked


def leave_at_work(scene: Scene) -> None:
    """A file in each state of its making, where no worker of the site takes it up."""
    now, far = timezone.now(), timezone.now() + timedelta(days=2)
    asked = {"language": "en", "actor": scene.world.administrator, "now": now}
    report = request_report(finalisation=scene.assessment.finalisations.get(), **asked)
    Job.objects.filter(pk=report.job_id).update(**parked())
    _bundle(scene, parked() | {"reason": Reason.LIBRARIES})
    _bundle(scene, {"status": JobStatus.RUNNING, "token": uuid.uuid4(), "lease_until": far, "done": 3})
    _bundle(scene, {"status": JobStatus.QUEUED, "attempts": 1, "not_before": far})


def _bundle(scene: Scene, state: dict[str, Any]) -> None:
    who, now = scene.world.administrator, timezone.now()
    job = Job.objects.create(kind="pack_reports", queue="reports", total=10, **state)
    Bundle.objects.create(cycle=scene.world.cycle, language="id", requested_by=who, requested_at=now, job=job)
