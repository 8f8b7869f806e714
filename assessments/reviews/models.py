from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.common.triggers import never_changed, never_deleted, not_truncated, stays
from assessments.responses.models import Assessment, Response


class ReviewStage(models.TextChoices):
    DOCUMENTS = "documents", _("documents")
    INTERVIEW = "interview", _("interview")
    VISIT = "visit", _("visit")


class Outcome(models.TextChoices):
    AGREE = "agree", _("Agreed")
    ADJUST = "adjust", _("Adjusted")
    CLARIFY = "clarify", _("Needs clarification")


VERDICT_OPEN = pgtrigger.Trigger(
    name="verdict_frozen",
    operation=pgtrigger.Insert | pgtrigger.Update,
    when=pgtrigger.Before,
    declare=[("found_status", "text")],
    func="""
        SELECT a.status INTO found_status FROM responses_assessment a
        JOIN responses_response r ON r.assessment_id = a.id WHERE r.id = NEW.response_id FOR SHARE OF a;
        IF found_status IN ('IN_REVIEW', 'RETURNED') THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'no verdict while the assessment is %', found_status USING ERRCODE = 'check_violation';
    """,
)


class Review(models.Model):
    """One evaluator's work on one assessment in one stage. The verdicts of the latest stage's lead count."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="reviews")
    stage = models.CharField(max_length=10, choices=ReviewStage, default=ReviewStage.DOCUMENTS)
    evaluator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews")
    is_lead = models.BooleanField(default=True)
    started_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("assessment", "stage", "evaluator"), name="review_unique"),
            models.UniqueConstraint(fields=("assessment", "stage"), condition=Q(is_lead=True), name="review_one_lead"),
        )
        triggers = (stays("review", "assessment"), *never_deleted("review"))

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.stage}"


@pghistory.track(meta={"triggers": [not_truncated("verdict_history")]})
class Verdict(models.Model):
    """What the evaluator found. `response_version` is the answer that she read; a later one makes the verdict stale."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="verdicts")
    response = models.ForeignKey(Response, models.PROTECT, related_name="verdicts")
    outcome = models.CharField(max_length=8, choices=Outcome)
    level = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    reason = models.TextField(blank=True)
    response_version = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    label = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("review", "response"), name="verdict_unique"),
            models.CheckConstraint(
                name="verdict_level_when_adjusted",
                condition=Q(outcome=Outcome.ADJUST, level__isnull=False) | (~Q(outcome=Outcome.ADJUST) & Q(level=None)),
            ),
            models.CheckConstraint(name="verdict_reason", condition=Q(outcome=Outcome.AGREE) | ~Q(reason="")),
        )
        triggers = (VERDICT_OPEN, stays("verdict", "review", "response"), *never_deleted("verdict"))

    def __str__(self) -> str:
        return f"{self.response_id} {self.outcome}"


class Finalisation(models.Model):
    """Answers, verdicts, messages to the agency and the score, frozen as canonical JSON: reports are made from it."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="finalisations")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    snapshot = models.TextField()
    sha256 = models.CharField(max_length=64)
    index = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    band = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("assessment", "number"), name="finalisation_unique"),)
        triggers = never_changed("finalisation")

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.number}"
