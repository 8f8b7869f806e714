"""What the agency reads: its task list and the receipt of what it sent."""

from __future__ import annotations

import json
import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from assessments.accounts.requests import SignedInRequest
from assessments.common.errors import why_not
from assessments.responses import pages, policies
from assessments.responses.access import agency_assessment
from assessments.responses.cards import answer_label
from assessments.responses.enums import AnswerState, Status
from assessments.responses.models import Assessment, Submission
from assessments.responses.previous import previous_of
from assessments.responses.progress_map import progress_map
from assessments.responses.since_last_time import changes_since


@require_GET
def tasklist(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    assessment, now = agency_assessment(request, pk), timezone.now()
    asked = pages.newest_return(assessment)
    tasks = pages.task_list(assessment, asked)
    package = assessment.version.package
    submission = pages.newest_submission(assessment)
    context = {
        "assessment": assessment,
        "as_of": submission.at if submission and assessment.status != Status.DRAFT else now,
        "asked": asked,
        "is_overdue": asked.is_overdue(now) if asked else False,
        "tasks": tasks,
        "sections": pages.sections_of(package, tasks.open_rows) if asked else tasks.sections,
        "map": progress_map(tasks.sections),
        "submission": submission,
        "previous": previous_of(assessment),
        "is_open": assessment.status == Status.RETURNED
        or (assessment.status == Status.DRAFT and assessment.cycle.accepts_answers(now)),
        "is_missed": assessment.status == Status.DRAFT and assessment.cycle.closes_at <= now,
        "is_released": assessment.status == Status.FINAL and assessment.cycle.is_released(now),
        "reads_history": not why_not(policies.check_is_coordinator, request.user, agency_id=assessment.agency_id),
        "may_withdraw": assessment.status == Status.SUBMITTED
        and not why_not(policies.check_can_withdraw, request.user, assessment, now),
    }
    return render(request, "responses/tasklist.html", context)


@require_GET
def changes(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """What is asked otherwise than last time, and what that means for the answers."""
    assessment = agency_assessment(request, pk)
    before = previous_of(assessment)
    groups = changes_since(assessment, before) if before else ()
    context = {"assessment": assessment, "previous": before, "groups": groups}
    return render(request, "responses/changes.html", context)


@require_GET
def receipt(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Of the newest submission; it stays when the assessment was taken back or asked about."""
    assessment, now = agency_assessment(request, pk), timezone.now()
    sent = assessment.submissions.select_related("by").last()
    if sent is None:
        raise Http404
    context = {
        "assessment": assessment,
        "as_of": sent.at,
        "submission": sent,
        "answers": _sent_answers(assessment, sent),
        "may_withdraw": assessment.status == Status.SUBMITTED
        and not why_not(policies.check_can_withdraw, request.user, assessment, now),
    }
    return render(request, "responses/receipt.html", context)


def _sent_answers(assessment: Assessment, sent: Submission) -> list[dict[str, object]]:
    """From the frozen document, not from the live rows: the receipt says what was sent."""
    package = assessment.version.package
    return [
        {
            "text": package.indicators[answer["indicator"]],
            "label": answer_label(_answer_of(answer), package, answer["indicator"]),
            "note": answer["note"],
            "evidence": answer["evidence"],
        }
        for answer in json.loads(sent.snapshot)["answers"]
    ]


def _answer_of(answer: dict[str, str]) -> str:
    if answer["state"] == AnswerState.ANSWERED:
        return answer["level"]
    return "" if answer["state"] == AnswerState.UNANSWERED else answer["state"]
