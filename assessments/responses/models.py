from __future__ import annotations

import uuid
from datetime import datetime

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.accounts.models import User
from assessments.agencies.models import Agency, Medium, Stage
from assessments.common.origins import FromRequest, origin_noted
from assessments.common.triggers import never_changed, never_deleted, not_truncated, stays
from assessments.cycles.models import Cycle
from assessments.questionnaires.models import Indicator, Version
from assessments.responses import triggers
from assessments.responses.enums import ALLOWED_MOVES, AnswerState, Audience, EvidenceKind, Progress, Side, Status
from assessments.responses.previews import Preview as Preview
from assessments.responses.redaction import Destruction as Destruction
from assessments.responses.redaction import Ground as Ground
from assessments.responses.redaction import Redaction as Redaction
from assessments.responses.scopes import AssessmentQuerySet


class Assessment(models.Model):
    """How ready an agency is to run one medium, in one cycle, on one version of an instrument."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="assessments")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="assessments")
    medium = models.ForeignKey(Medium, models.PROTECT, related_name="assessments")
    version = models.ForeignKey(Version, models.PROTECT, related_name="assessments")
    stage = models.CharField(max_length=8, choices=Stage)
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    demonstration = models.CharField(max_length=12, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ("-started_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("cycle", "medium"),
                name="assessment_unique",
                violation_error_message=_("This medium is already assessed in this cycle."),
            ),
        )
        triggers = (
            triggers.status_follows_its_moves(),
            stays("assessment", "cycle", "agency", "medium", "version"),
            *never_deleted("assessment"),
        )

    def __str__(self) -> str:
        return self.reference

    def can_move_to(self, status: Status) -> bool:
        return status in ALLOWED_MOVES[Status(self.status)]


class ResponseQuerySet(models.QuerySet["Response"]):
    def complete(self) -> ResponseQuerySet:
        return self.filter(finished=True).exclude(state=AnswerState.UNANSWERED)


@pghistory.track(
    fields=["assessment", "indicator", "state", "level", "note", "finished", "version", "updated_by"],
    model_name="ResponseEvent",
    meta={"triggers": [not_truncated("answer_history")]},
)
class Response(models.Model):
    """The agency's answer to one indicator. Every asked indicator has its row from the start, so a save is an update.

    `seen` lists [page, last sequence number] of the browser pages that saved here, newest last, so that a repeated
    request is known.
    """

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="responses")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="responses")
    state = models.CharField(max_length=14, choices=AnswerState, default=AnswerState.UNANSWERED)
    level = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    note = models.TextField(blank=True)
    finished = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    seen = models.JSONField(default=list, blank=True)
    updated_at = models.DateTimeField(null=True, blank=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reopened = models.BooleanField(default=False)
    reopened_version = models.PositiveIntegerField(null=True, blank=True)
    without_clarification = models.BooleanField(default=False)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("assessment", "indicator"), name="response_unique"),
            models.CheckConstraint(
                name="response_level_with_answer",
                condition=Q(state=AnswerState.ANSWERED, level__isnull=False)
                | (~Q(state=AnswerState.ANSWERED) & Q(level=None)),
            ),
        )
        triggers = (
            triggers.answer_frozen(),
            triggers.answers_start_in_draft(),
            stays("answer", "assessment", "indicator"),
            *never_deleted("answer"),
        )

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.indicator_id}"

    @property
    def progress(self) -> Progress:
        if self.reopened and self.version == self.reopened_version:
            return Progress.TO_CLARIFY
        if self.state == AnswerState.UNANSWERED:
            return Progress.STARTED if self.note or self.finished else Progress.TO_DO
        return Progress.COMPLETE if self.finished else Progress.STARTED


class StoredFile(models.Model):
    """The bytes of an uploaded document, under a random name. `given_name` is what its owner called it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="files")
    name = models.CharField(max_length=120, unique=True)
    given_name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    scanned = models.BooleanField(default=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        triggers = never_changed("file")

    def __str__(self) -> str:
        return self.given_name

    @property
    def readable(self) -> StoredFile | None:
        """Whose bytes people may read: its own, those of the copy that replaces it, or nobody's."""
        redaction: Redaction | None = getattr(self, "redaction", None)
        return redaction.replacement if redaction else self


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: User) -> EvidenceQuerySet:
        return self.filter(response__assessment__in=Assessment.objects.visible_to(user))

    def in_use(self) -> EvidenceQuerySet:
        return self.filter(removed_at=None)

    def with_file(self) -> EvidenceQuerySet:
        """With the file, its pictures, and whether it was closed, replaced or destroyed."""
        return self.select_related("file__redaction__destruction", "file__redaction__replacement").prefetch_related(
            "file__previews", "file__redaction__replacement__previews"
        )


@pghistory.track(meta={"triggers": [not_truncated("evidence_history")]})
class Evidence(models.Model):
    """What shows that an answer is true. Never deleted: removing sets `removed_at`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(Response, models.PROTECT, related_name="evidence")
    kind = models.CharField(_("kind of evidence"), max_length=12, choices=EvidenceKind)
    title = models.CharField(_("title"), max_length=200)
    dated = models.DateField(_("date of the document, visit or talk"))
    place = models.CharField(_("page, article or place"), max_length=120, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    text = models.TextField(_("what was said or seen"), blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="evidence")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("added_at", "pk")
        constraints = (
            models.CheckConstraint(
                name="evidence_has_what_its_kind_needs",
                condition=Q(kind=EvidenceKind.DOCUMENT, file__isnull=False)
                | (Q(kind=EvidenceKind.LINK) & ~Q(url=""))
                | (Q(kind__in=[EvidenceKind.INTERVIEW, EvidenceKind.OBSERVATION]) & ~Q(text="")),
            ),
        )
        triggers = (triggers.evidence_frozen(), stays("evidence", "response"), *never_deleted("evidence"))

    def __str__(self) -> str:
        return self.title


class CommentQuerySet(models.QuerySet["Comment"]):
    def for_agency(self) -> CommentQuerySet:
        return self.filter(audience=Audience.AGENCY)


class Comment(FromRequest):
    """One message in an indicator's thread. `label` is the evaluator's number; the agency never reads her name."""

    response = models.ForeignKey(Response, models.PROTECT, related_name="comments")
    audience = models.CharField(max_length=8, choices=Audience)
    side = models.CharField(max_length=9, choices=Side)
    label = models.PositiveSmallIntegerField(null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                name="comment_evaluator_has_label",
                condition=Q(side=Side.AGENCY, label=None, audience=Audience.AGENCY)
                | Q(side=Side.EVALUATOR, label__isnull=False),
            ),
        )
        triggers = (triggers.comment_before_final(), origin_noted("comment"), *never_changed("comment"))

    def __str__(self) -> str:
        return self.text[:40]


class Submission(models.Model):
    """What the agency sent, as canonical JSON. `sha256` is of `snapshot`, which names the hash before it."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signatory_name = models.CharField(_("name of the signatory"), max_length=150)
    signatory_position = models.CharField(_("position of the signatory"), max_length=150)
    snapshot = models.TextField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("assessment", "number"), name="submission_unique"),)
        triggers = never_changed("submission")

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.number}"

    @property
    def receipt(self) -> str:
        """The code that both sides can quote: the first twelve digits of the hash, in groups of four."""
        digits = self.sha256[:12].upper()
        return "-".join(digits[start : start + 4] for start in (0, 4, 8))


class Return(models.Model):
    """The evaluators ask: which answers, why, and by when."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="returns")
    number = models.PositiveSmallIntegerField()
    reason = models.TextField(_("what the agency should know"))
    due_at = models.DateTimeField(_("answer by"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    responses = models.ManyToManyField(Response, related_name="returns")

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("assessment", "number"), name="return_unique"),)
        triggers = never_changed("return")

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.number}"

    def is_overdue(self, now: datetime) -> bool:
        return now >= self.due_at


class StatusChange(FromRequest):
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="changes")
    from_status = models.CharField(max_length=12, choices=Status, blank=True)
    to_status = models.CharField(max_length=12, choices=Status)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("at", "pk")
        triggers = (origin_noted("status_change"), *never_changed("status_change"))

    def __str__(self) -> str:
        return f"{self.from_status} to {self.to_status}"
