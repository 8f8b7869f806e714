from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    DRAFT = "DRAFT", pgettext_lazy("assessment", "Draft")
    SUBMITTED = "SUBMITTED", pgettext_lazy("assessment", "Submitted")
    IN_REVIEW = "IN_REVIEW", pgettext_lazy("assessment", "In review")
    RETURNED = "RETURNED", pgettext_lazy("assessment", "Needs clarification")
    FINAL = "FINAL", pgettext_lazy("assessment", "Review finished")


ALLOWED_MOVES: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.SUBMITTED}),
    Status.SUBMITTED: frozenset({Status.DRAFT, Status.IN_REVIEW}),
    Status.IN_REVIEW: frozenset({Status.RETURNED, Status.FINAL}),
    Status.RETURNED: frozenset({Status.IN_REVIEW}),
    Status.FINAL: frozenset({Status.IN_REVIEW}),
}


class AnswerState(models.TextChoices):
    UNANSWERED = "unanswered", _("Not filled in")
    ANSWERED = "answered", _("Answered")
    NOT_KNOWN = "not_known", _("Not known")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")


class Progress(models.TextChoices):
    """Where an indicator stands for the agency: derived from its answer, never stored."""

    TO_DO = "to_do", _("Not filled in")
    STARTED = "started", _("Being filled in")
    COMPLETE = "complete", _("Complete")
    TO_CLARIFY = "to_clarify", _("Needs clarification")


class EvidenceKind(models.TextChoices):
    DOCUMENT = "document", _("document")
    LINK = "link", _("link")
    INTERVIEW = "interview", _("interview note")
    OBSERVATION = "observation", _("observation")


class Audience(models.TextChoices):
    AGENCY = "AGENCY", _("the agency and the evaluators")
    INTERNAL = "INTERNAL", _("evaluators only")


class Side(models.TextChoices):
    AGENCY = "agency", _("agency")
    EVALUATOR = "evaluator", _("evaluator")
