from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class JobStatus(models.TextChoices):
    QUEUED = "QUEUED", pgettext_lazy("job", "Queued")
    RUNNING = "RUNNING", pgettext_lazy("job", "Being made")
    DONE = "DONE", pgettext_lazy("job", "Ready")
    FAILED = "FAILED", pgettext_lazy("job", "Failed")


class Reason(models.TextChoices):
    """Why a job was parked, for who asked for it. What exactly went wrong is for the log, under the job's number."""

    STOPPED = "stopped", _("The worker stopped in the middle, three times.")
    LIBRARIES = "libraries", _("PDFs need Pango, which this server lacks. The worker's log names the packages.")
    ERROR = "error", _("It went wrong three times.")


class Job(models.Model):
    """Work asked for. The row is the truth; the broker only carries its id.

    A running job belongs to the worker that holds `token`, until `lease_until`. After a failure it may have to wait
    until `not_before`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    queue = models.CharField(max_length=20, default="default")
    payload = models.JSONField(default=dict)
    status = models.CharField(max_length=8, choices=JobStatus, default=JobStatus.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=1)
    not_before = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    error = models.TextField(blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at", "pk")
        indexes = (
            models.Index(fields=("created_at",), name="job_open", condition=Q(status__in=["QUEUED", "RUNNING"])),
            models.Index(fields=("finished_at",), name="job_parked", condition=Q(status="FAILED")),
        )
        constraints = (
            models.CheckConstraint(
                name="job_running_has_lease",
                condition=~Q(status="RUNNING") | Q(token__isnull=False, lease_until__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"


class Heartbeat(models.Model):
    """When a worker of this queue last said that it lives."""

    queue = models.CharField(primary_key=True, max_length=20)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.queue
