"""Putting answers back to what the agency last sent, when a review goes on without its reply."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from assessments.accounts.models import User
from assessments.responses.models import Assessment, Evidence, Response, Submission
from assessments.reviews.selectors import read_as_sent, sent_answers


def put_back_unsent(assessment: Assessment, *, actor: User, now: datetime) -> None:
    """Needs the assessment locked and still RETURNED: the database keeps its answers open for it."""
    edited = list(
        assessment.responses.filter(reopened=True)
        .exclude(version=F("reopened_version"))
        .select_related("indicator")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    if edited:
        submission = assessment.submissions.latest("number")
        _put_back_answers(edited, submission)
        _put_back_evidence(edited, submission, actor, now)


def _put_back_answers(edited: Iterable[Response], submission: Submission) -> None:
    sent = sent_answers(submission)
    for response in edited:
        read_as_sent(response, sent[response.indicator.code])
        response.finished = True
        # A new version, never an old number again: an edit names the version that its writer had read.
        response.version += 1
        response.save(update_fields=["state", "level", "note", "finished", "version"])


def _put_back_evidence(edited: Iterable[Response], submission: Submission, actor: User, now: datetime) -> None:
    rows = Evidence.objects.filter(response__in=edited)
    rows.filter(added_at__gt=submission.at, removed_at=None).update(removed_at=now, removed_by=actor)
    rows.filter(added_at__lte=submission.at, removed_at__gt=submission.at).update(removed_at=None, removed_by=None)
