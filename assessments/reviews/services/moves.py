"""The evaluators' and the administrators' moves: begin, return, resume, finalise, reopen."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.accounts.models import User
from assessments.common.canonical import sha256_of
from assessments.common.errors import Denied, Invalid
from assessments.common.jobs.services import enqueue
from assessments.common.locks import get_for_update
from assessments.responses.answers import clean_text
from assessments.responses.enums import Audience, Side, Status
from assessments.responses.models import Assessment, Comment, Response, Return
from assessments.responses.selectors import responses_of
from assessments.responses.services.moves import move
from assessments.reviews import policies, selectors
from assessments.reviews.facts import finalisation_facts
from assessments.reviews.models import Finalisation, Outcome, Review
from assessments.reviews.services.unsent import put_back_unsent


@transaction.atomic
def start_review(*, assessment_id: uuid.UUID, actor: User, now: datetime) -> Review:
    assessment = get_for_update(Assessment.objects.filter(pk=assessment_id))
    policies.check_can_start(actor, assessment)
    move(assessment, Status.IN_REVIEW, by=actor, at=now)
    review = selectors.lead_review(assessment)
    return review or Review.objects.create(assessment=assessment, evaluator=actor, started_at=now)


@transaction.atomic
def return_to_agency(
    *, assessment_id: uuid.UUID, codes: Sequence[str], reason: str, due_at: datetime, actor: User, now: datetime
) -> Return:
    """Opens the answers to the named indicators, and only those, until the agency sends them again."""
    assessment = get_for_update(Assessment.objects.filter(pk=assessment_id))
    label = policies.check_can_return(actor, assessment).label
    chosen = _checked_return(assessment, codes, clean_text(reason), due_at, now)
    asked = Return.objects.create(
        assessment=assessment,
        number=assessment.returns.count() + 1,
        reason=clean_text(reason),
        due_at=due_at,
        by=actor,
        at=now,
    )
    asked.responses.set(chosen)
    _put_questions(assessment, chosen, label, actor, now)
    move(assessment, Status.RETURNED, by=actor, at=now, note=asked.reason)
    assessment.responses.filter(pk__in=[response.pk for response in chosen]).update(
        reopened=True, reopened_version=F("version"), without_clarification=False
    )
    enqueue(kind="notify_returned", payload={"return": asked.pk})
    return asked


def _put_questions(assessment: Assessment, chosen: Sequence[Response], label: int, actor: User, now: datetime) -> None:
    """What a verdict asks becomes a message that the agency reads beside its answer; never the same one twice."""
    rows = selectors.judged(chosen, selectors.current_verdicts(assessment))
    said = set(Comment.objects.for_agency().filter(response__in=chosen).values_list("response_id", "text"))
    Comment.objects.bulk_create(
        Comment(
            response=row.response,
            audience=Audience.AGENCY,
            side=Side.EVALUATOR,
            label=label,
            author=actor,
            at=now,
            text=row.verdict.reason,
        )
        for row in rows
        if row.verdict and row.verdict.outcome == Outcome.CLARIFY
        if (row.response.pk, row.verdict.reason) not in said
    )


def _checked_return(
    assessment: Assessment, codes: Sequence[str], reason: str, due_at: datetime, now: datetime
) -> list[Response]:
    chosen = list(assessment.responses.filter(indicator__code__in=codes))
    errors: dict[str, str] = {}
    if not chosen or len(chosen) != len(set(codes)):
        errors["codes"] = _("Choose at least one indicator of this assessment.")
    if not reason:
        errors["reason"] = _("Tell the agency what you need to know.")
    if due_at <= now:
        errors["due_at"] = _("Choose a date in the future.")
    if errors:
        raise Invalid(errors)
    return chosen


@transaction.atomic
def resume(*, assessment_id: uuid.UUID, actor: User, now: datetime) -> None:
    """After the due date: the review goes on with the answers as they were last sent, marked as not clarified."""
    assessment = get_for_update(Assessment.objects.filter(pk=assessment_id))
    policies.check_can_resume(actor, assessment, now)
    # Only a coordinator's submission makes an answer official: what was typed and not sent stays in the history.
    put_back_unsent(assessment, actor=actor, now=now)
    assessment.responses.filter(reopened=True).update(reopened=False, without_clarification=True)
    move(assessment, Status.IN_REVIEW, by=actor, at=now)


@transaction.atomic
def finalise(*, assessment_id: uuid.UUID, actor: User, now: datetime) -> Finalisation:
    """Freezes answers, verdicts and score. Refused, with the number that remain, while an answer is unresolved."""
    assessment = get_for_update(Assessment.objects.filter(pk=assessment_id))
    policies.check_can_finalise(actor, assessment)
    _check_all_resolved(assessment)
    finalisation = _freeze(assessment, actor, now)
    move(assessment, Status.FINAL, by=actor, at=now)
    enqueue(kind="notify_finalised", payload={"finalisation": finalisation.pk})
    return finalisation


def _check_all_resolved(assessment: Assessment) -> None:
    rows = selectors.judged(responses_of(assessment), selectors.current_verdicts(assessment))
    remaining = len(selectors.unresolved(rows))
    if remaining:
        raise Denied(
            ngettext(
                "%(count)d indicator has no valid verdict yet.",
                "%(count)d indicators have no valid verdict yet.",
                remaining,
            )
            % {"count": remaining}
        )


def _freeze(assessment: Assessment, actor: User, now: datetime) -> Finalisation:
    before = assessment.finalisations.last()
    snapshot, result = finalisation_facts(assessment, now=now, previous=before.sha256 if before else None)
    return Finalisation.objects.create(
        assessment=assessment,
        number=before.number + 1 if before else 1,
        at=now,
        by=actor,
        snapshot=snapshot,
        sha256=sha256_of(snapshot),
        index=result.shown,
        band=result.band or "",
    )


@transaction.atomic
def reopen(*, assessment_id: uuid.UUID, reason: str, actor: User, now: datetime) -> None:
    """The administrator sends a finished assessment back to review. Its report is superseded once it is final again."""
    assessment = get_for_update(Assessment.objects.filter(pk=assessment_id))
    policies.check_can_reopen(actor, assessment)
    if not clean_text(reason):
        raise Invalid({"reason": _("Give the reason: it stands in the history.")})
    move(assessment, Status.IN_REVIEW, by=actor, at=now, note=clean_text(reason))
