from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from assessments.accounts.models import Language, User
from assessments.agencies.models import Membership
from assessments.common.jobs.models import Job
from assessments.cycles.models import Cycle, CycleAdministrator
from assessments.reviews.models import Finalisation


class ReportQuerySet(QuerySet["Report"]):
    def visible_to(self, user: User, now: object) -> ReportQuerySet:
        """To administrators of the cycle at once, to the agency from the release on."""
        runs = CycleAdministrator.objects.filter(cycle=OuterRef("finalisation__assessment__cycle"), user=user)
        member = Membership.objects.filter(agency=OuterRef("finalisation__assessment__agency"), user=user)
        released = Q(finalisation__assessment__cycle__release_at__lte=now)
        return self.filter(Exists(runs) | (Q(Exists(member)) & released))


class BundleQuerySet(QuerySet["Bundle"]):
    def visible_to(self, user: User) -> BundleQuerySet:
        return self.filter(Exists(CycleAdministrator.objects.filter(cycle=OuterRef("cycle"), user=user)))


class Report(models.Model):
    """The PDF of one finalisation in one language. The file exists once `ready_at` is set."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    finalisation = models.ForeignKey(Finalisation, models.PROTECT, related_name="reports")
    language = models.CharField(_("language"), max_length=2, choices=Language)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    job = models.ForeignKey(Job, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    size = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    ready_at = models.DateTimeField(null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ("-requested_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("finalisation", "language"), name="report_unique"),
            models.CheckConstraint(
                name="report_ready_has_file",
                condition=Q(ready_at=None) | (~Q(name="") & ~Q(sha256="") & Q(size__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.finalisation_id} {self.language}"


class Bundle(models.Model):
    """All reports of a cycle's finished assessments, as one ZIP."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="bundles")
    language = models.CharField(_("language"), max_length=2, choices=Language)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    job = models.ForeignKey(Job, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    size = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    ready_at = models.DateTimeField(null=True)

    objects = BundleQuerySet.as_manager()

    class Meta:
        ordering = ("-requested_at", "pk")

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.language}"
