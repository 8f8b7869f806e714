"""Mail as jobs: written with the change, sent after it, tried again when the mail server is away.

The letter goes out before the job is marked done, so a worker killed between the two sends it twice: rather twice than
never.
"""

from __future__ import annotations

from datetime import datetime

from celery import shared_task
from django.urls import reverse
from django.utils import timezone

from assessments.accounts.invitations import invitation_link, link_to_choose_password
from assessments.accounts.models import User
from assessments.common.jobs.registry import handles
from assessments.common.jobs.services import Claim
from assessments.notices import mail, reminding, selectors
from assessments.responses.models import Return, Submission
from assessments.reviews.models import Finalisation


@handles("notify_submitted")
def notify_submitted(claim: Claim) -> None:
    rows = Submission.objects.select_related("assessment__agency", "assessment__medium")
    submission = rows.get(pk=claim.job.payload["submission"])
    assessment = submission.assessment
    path = reverse("reviews:overview", args=[assessment.pk])
    mail.send("submitted", selectors.evaluators_of(assessment), path, {"submission": submission})
    claim.finish(_nothing_more)


@handles("notify_returned")
def notify_returned(claim: Claim) -> None:
    rows = Return.objects.select_related("assessment__agency", "assessment__medium")
    asked = rows.get(pk=claim.job.payload["return"])
    path = reverse("responses:tasklist", args=[asked.assessment_id])
    context = {"asked": asked, "count": asked.responses.count()}
    mail.send("returned", selectors.coordinators_of(asked.assessment), path, context)
    claim.finish(_nothing_more)


@handles("notify_finalised")
def notify_finalised(claim: Claim) -> None:
    rows = Finalisation.objects.select_related("assessment__agency", "assessment__medium", "assessment__cycle")
    finalisation = rows.get(pk=claim.job.payload["finalisation"])
    assessment = finalisation.assessment
    path = reverse("results:result", args=[assessment.pk])
    mail.send("finalised", selectors.coordinators_of(assessment), path, {"assessment": assessment})
    claim.finish(_nothing_more)


@shared_task(name="notices.remind", ignore_result=True)
def remind(**_ignored: object) -> None:
    reminding.remind(timezone.now())


@handles("notify_deadline")
def notify_deadline(claim: Claim) -> None:
    """None if all has been sent since it was asked for. Days are counted from then."""
    user = User.objects.get(pk=claim.job.payload["user"])
    due = reminding.due_of(user, datetime.fromisoformat(claim.job.payload["at"]))
    if due.first and user.is_active:
        mail.send("deadline", [user], reverse("dashboards:home"), {"due": due})
    claim.finish(_nothing_more)


@handles("notify_invited")
def notify_invited(claim: Claim) -> None:
    """The link to accept; used up by choosing a password, never by opening it."""
    user = User.objects.get(pk=claim.job.payload["user"])
    mail.send("invited", [user], invitation_link(user=user, by=claim.job.requested_by, way="letter"), {})
    claim.finish(_nothing_more)


@handles("notify_password_reset")
def notify_password_reset(claim: Claim) -> None:
    user = User.objects.get(pk=claim.job.payload["user"])
    mail.send("password_reset", [user] if user.is_active else [], link_to_choose_password(user), {})
    claim.finish(_nothing_more)


def _nothing_more() -> None:
    """A letter has no effect of its own in the database."""
