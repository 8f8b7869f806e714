"""Mail as jobs: written with the change, sent after it, tried again when the mail server is away.

A letter to several people becomes one job a reader, so that one refused address keeps no other from its letter. It goes
out before its job is marked done, so a worker killed between the two sends it twice: rather twice than never.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from celery import shared_task
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from assessments.accounts.invitations import invitation_link, link_to_choose_password
from assessments.accounts.models import User
from assessments.common.jobs.models import Job
from assessments.common.jobs.registry import handles
from assessments.common.jobs.services import Claim, enqueue
from assessments.notices import mail, reminding, selectors
from assessments.responses.models import Return, Submission
from assessments.reviews.models import Finalisation

# A mail server that is away is often back within the hour.
letter = partial(handles, waits=(timedelta(minutes=1), timedelta(minutes=30)))


@letter("notify_submitted")
def notify_submitted(claim: Claim) -> None:
    rows = Submission.objects.select_related("assessment__agency", "assessment__medium")
    submission = rows.get(pk=claim.job.payload["submission"])
    assessment = submission.assessment
    path = reverse("reviews:overview", args=[assessment.pk])
    _write_to(selectors.evaluators_of(assessment), claim, "submitted", path, {"submission": submission})


@letter("notify_returned")
def notify_returned(claim: Claim) -> None:
    rows = Return.objects.select_related("assessment__agency", "assessment__medium")
    asked = rows.get(pk=claim.job.payload["return"])
    path = reverse("responses:tasklist", args=[asked.assessment_id])
    context = {"asked": asked, "count": asked.responses.count()}
    _write_to(selectors.coordinators_of(asked.assessment), claim, "returned", path, context)


@letter("notify_finalised")
def notify_finalised(claim: Claim) -> None:
    rows = Finalisation.objects.select_related("assessment__agency", "assessment__medium", "assessment__cycle")
    finalisation = rows.get(pk=claim.job.payload["finalisation"])
    assessment = finalisation.assessment
    path = reverse("results:result", args=[assessment.pk])
    _write_to(selectors.coordinators_of(assessment), claim, "finalised", path, {"assessment": assessment})


@shared_task(name="notices.remind", ignore_result=True)
def remind(**_ignored: object) -> None:
    reminding.remind(timezone.now())


@letter("notify_deadline")
def notify_deadline(claim: Claim) -> None:
    """None if all has been sent since it was asked for. Days are counted from then."""
    user = User.objects.get(pk=claim.job.payload["user"])
    due = reminding.due_of(user, datetime.fromisoformat(claim.job.payload["at"]))
    if due.first and user.is_active:
        mail.send("deadline", user, reverse("dashboards:home"), {"due": due})
    claim.finish(_nothing_more)


@letter("notify_invited")
def notify_invited(claim: Claim) -> None:
    """The link to accept; used up by choosing a password, never by opening it."""
    user = User.objects.get(pk=claim.job.payload["user"])
    mail.send("invited", user, invitation_link(user=user, by=claim.job.requested_by, way="letter"), {})
    claim.finish(_nothing_more)


@letter("notify_password_reset")
def notify_password_reset(claim: Claim) -> None:
    user = User.objects.get(pk=claim.job.payload["user"])
    if user.is_active:
        mail.send("password_reset", user, link_to_choose_password(user), {})
    claim.finish(_nothing_more)


def _write_to(readers: QuerySet[User], claim: Claim, template: str, path: str, context: dict[str, Any]) -> None:
    """The job asks for one of its kind a reader; such a one writes, if she is a reader still."""
    if "user" not in claim.job.payload:
        claim.finish(partial(_ask_for_each, list(readers), claim.job))
        return
    for reader in readers.filter(pk=claim.job.payload["user"]):
        mail.send(template, reader, path, context)
    claim.finish(_nothing_more)


def _ask_for_each(readers: list[User], job: Job) -> None:
    for reader in readers:
        enqueue(kind=job.kind, payload={**job.payload, "user": reader.pk}, requested_by=job.requested_by)


def _nothing_more() -> None:
    """A letter has no effect of its own in the database."""
