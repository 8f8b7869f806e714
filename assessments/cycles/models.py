from __future__ import annotations

import uuid
from datetime import datetime

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from assessments.accounts.models import User
from assessments.agencies.models import Agency
from assessments.common.triggers import not_truncated
from assessments.questionnaires.models import Version


class CycleKind(models.TextChoices):
    OFFICIAL = "official", _("official")
    PRACTICE = "practice", _("practice")


class CycleQuerySet(models.QuerySet["Cycle"]):
    def run_by(self, user: User) -> CycleQuerySet:
        return self.filter(Exists(CycleAdministrator.objects.filter(cycle=OuterRef("pk"), user=user)))

    def open_for(self, agency: Agency, now: datetime) -> CycleQuerySet:
        return self.filter(
            Exists(Enrolment.objects.filter(cycle=OuterRef("pk"), agency=agency)), opens_at__lte=now, closes_at__gt=now
        )


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    meta={"triggers": [not_truncated("cycle_history")]},
)
class Cycle(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=CycleKind, default=CycleKind.OFFICIAL)
    version = models.ForeignKey(Version, models.PROTECT, verbose_name=_("instrument version"), related_name="cycles")
    opens_at = models.DateTimeField(_("answers open"))
    closes_at = models.DateTimeField(_("answers close"))
    release_at = models.DateTimeField(_("results are released"))

    objects = CycleQuerySet.as_manager()

    class Meta:
        ordering = ("-opens_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("name",), name="cycle_name_unique", violation_error_message=_("Another cycle has this name.")
            ),
            models.CheckConstraint(
                name="cycle_dates_in_order",
                condition=Q(opens_at__lt=F("closes_at")) & Q(closes_at__lte=F("release_at")),
                violation_error_message=_("A cycle opens, then closes, then releases its results: check the dates."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def accepts_answers(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at

    def is_released(self, now: datetime) -> bool:
        return self.release_at <= now


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    meta={"triggers": [not_truncated("cycle_administrator_history")]},
)
class CycleAdministrator(models.Model):
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="administrators")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="cycles_run")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("cycle", "user"), name="cycle_administrator_unique"),)

    def __str__(self) -> str:
        return f"{self.user_id} runs {self.cycle_id}"


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.DeleteEvent(),
    meta={"triggers": [not_truncated("enrolment_history")]},
)
class Enrolment(models.Model):
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="enrolments")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="enrolments")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("cycle", "agency"), name="enrolment_unique"),)

    def __str__(self) -> str:
        return f"{self.agency_id} in {self.cycle_id}"


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    meta={"triggers": [not_truncated("assignment_history")]},
)
class EvaluatorAssignment(models.Model):
    """An evaluator judges an agency in a cycle. The agency knows her by `label` alone: 'Asesor 1'."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="assignments")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="assignments")
    evaluator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    label = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("label",)
        constraints = (
            models.UniqueConstraint(fields=("cycle", "agency", "evaluator"), name="assignment_unique"),
            models.UniqueConstraint(fields=("cycle", "agency", "label"), name="assignment_label_unique"),
        )

    def __str__(self) -> str:
        return f"{self.evaluator_id} judges {self.agency_id}"
