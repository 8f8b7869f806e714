"""The agency's moves: start, submit, answer a return, take back. Every move leaves a row."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.accounts.models import User
from assessments.agencies.models import Medium
from assessments.common.canonical import canonical_json, sha256_of
from assessments.common.errors import Denied, Invalid
from assessments.common.jobs.services import enqueue
from assessments.common.locks import get_for_update
from assessments.cycles.models import Cycle
from assessments.questionnaires.models import Indicator
from assessments.responses import policies, selectors
from assessments.responses.answers import clean_text
from assessments.responses.enums import Status
from assessments.responses.facts import facts_of
from assessments.responses.models import Assessment, Response, StatusChange, Submission

# Without letters and digits that are mistaken for one another.
REFERENCE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class Signatory:
    name: str
    position: str


def start_assessment(
    *, medium: Medium, cycle: Cycle, actor: User, now: datetime, demonstration: str = ""
) -> Assessment:
    """The medium's assessment in this cycle, in draft, with an empty answer for each indicator that applies."""
    policies.check_can_start(actor, medium, cycle, now)
    try:
        with transaction.atomic():
            return _create(medium, cycle, actor, now, demonstration)
    except IntegrityError as error:
        if "assessment_unique" not in str(error):
            raise
        raise Denied(_("This medium is already assessed in this cycle. Open it from the dashboard.")) from error


def _create(medium: Medium, cycle: Cycle, actor: User, now: datetime, demonstration: str) -> Assessment:
    assessment = Assessment.objects.create(
        reference=f"R-{now:%Y}-{new_code(6)}",
        cycle=cycle,
        agency=medium.agency,
        medium=medium,
        version=cycle.version,
        stage=medium.stage,
        started_at=now,
        started_by=actor,
        demonstration=demonstration,
    )
    asked = cycle.version.package.indicator_codes_at(medium.stage)
    indicators = Indicator.objects.filter(version=cycle.version, code__in=asked).order_by("position")
    Response.objects.bulk_create([Response(assessment=assessment, indicator=indicator) for indicator in indicators])
    StatusChange.objects.create(assessment=assessment, to_status=Status.DRAFT, by=actor, at=now)
    return assessment


def new_code(length: int) -> str:
    return "".join(secrets.choice(REFERENCE_ALPHABET) for _position in range(length))


@transaction.atomic
def submit(*, assessment_id: uuid.UUID, signatory: Signatory, actor: User, now: datetime) -> Submission:
    """Freezes the answers and sends them. From RETURNED, the review goes on with the new answers."""
    assessment = get_for_update(Assessment.objects.filter(pk=assessment_id))
    policies.check_can_submit(actor, assessment, now)
    signed = _checked(signatory)
    _check_no_gaps(assessment)
    submission = _freeze(assessment, signed, actor, now)
    assessment.responses.filter(reopened=True).update(reopened=False)
    to_status = Status.SUBMITTED if assessment.status == Status.DRAFT else Status.IN_REVIEW
    move(assessment, to_status, by=actor, at=now)
    enqueue(kind="notify_submitted", payload={"submission": submission.pk})
    return submission


def _checked(signatory: Signatory) -> Signatory:
    signed = Signatory(clean_text(signatory.name), clean_text(signatory.position))
    errors = {}
    if not signed.name:
        errors["name"] = _("Enter the name of the person who answers for these answers.")
    if not signed.position:
        errors["position"] = _("Enter that person's position, for example 'Head of office'.")
    if errors:
        raise Invalid(errors)
    return signed


def _check_no_gaps(assessment: Assessment) -> None:
    missing = len(selectors.gaps(selectors.responses_of(assessment), assessment.version.package))
    if missing:
        raise Denied(
            ngettext("%(count)d indicator is not complete.", "%(count)d indicators are not complete.", missing)
            % {"count": missing}
        )


def _freeze(assessment: Assessment, signatory: Signatory, actor: User, now: datetime) -> Submission:
    facts = facts_of(assessment, kind="submission")
    facts["submitted_at"] = now.isoformat()
    facts["signatory"] = {"name": signatory.name, "position": signatory.position}
    snapshot = canonical_json(facts)
    return Submission.objects.create(
        assessment=assessment,
        number=assessment.submissions.count() + 1,
        at=now,
        by=actor,
        signatory_name=signatory.name,
        signatory_position=signatory.position,
        snapshot=snapshot,
        sha256=sha256_of(snapshot),
    )


@transaction.atomic
def withdraw(*, assessment_id: uuid.UUID, actor: User, now: datetime) -> None:
    """The agency takes its answers back to draft, as long as nobody has begun to review them."""
    assessment = get_for_update(Assessment.objects.filter(pk=assessment_id))
    policies.check_can_withdraw(actor, assessment, now)
    move(assessment, Status.DRAFT, by=actor, at=now)


def move(assessment: Assessment, to_status: Status, *, by: User, at: datetime, note: str = "") -> None:
    """The one place where a status changes. Needs the assessment locked FOR UPDATE."""
    if not assessment.can_move_to(to_status):
        raise Denied(
            _("This assessment is '%(status)s' now. Reload the page to see what can be done.")
            % {"status": Status(assessment.status).label}
        )
    StatusChange.objects.create(
        assessment=assessment, from_status=assessment.status, to_status=to_status, by=by, at=at, note=note
    )
    assessment.status = to_status
    assessment.save(update_fields=["status"])
