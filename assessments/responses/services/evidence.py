from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from assessments.accounts.models import User
from assessments.common.errors import Invalid
from assessments.common.files import check_upload, store
from assessments.common.locks import get_for_share
from assessments.responses import policies
from assessments.responses.answers import clean_text
from assessments.responses.enums import EvidenceKind
from assessments.responses.models import Assessment, Evidence, Response, StoredFile


@dataclass(frozen=True)
class NewEvidence:
    kind: EvidenceKind
    title: str
    dated: date
    place: str = ""
    url: str = ""
    text: str = ""
    upload: UploadedFile | None = None


def add_evidence(*, response: Response, new: NewEvidence, actor: User, now: datetime) -> Evidence:
    """Raises `Denied`, `Closed`, or `Invalid` with a sentence a field."""
    _check_complete(new)
    with transaction.atomic():
        assessment = _open(response, actor, now)
        _count_as_change(response, actor, now)
        return Evidence.objects.create(
            response=response,
            kind=new.kind,
            title=clean_text(new.title),
            dated=new.dated,
            place=clean_text(new.place),
            url=new.url if new.kind == EvidenceKind.LINK else "",
            text=clean_text(new.text),
            file=_stored(assessment, new.upload, actor, now) if new.upload else None,
            added_at=now,
            added_by=actor,
        )


def _check_complete(new: NewEvidence) -> None:
    if new.kind == EvidenceKind.DOCUMENT and new.upload is None:
        raise Invalid({"file": _("Choose the document's file.")})
    if new.kind == EvidenceKind.LINK and not new.url:
        raise Invalid({"url": _("Enter the address, starting with https://")})
    if new.kind in (EvidenceKind.INTERVIEW, EvidenceKind.OBSERVATION) and not clean_text(new.text):
        raise Invalid({"text": _("Write down what was said or seen.")})


def _open(response: Response, actor: User, now: datetime) -> Assessment:
    assessment = get_for_share(Assessment.objects.filter(pk=response.assessment_id))
    policies.check_can_answer(actor, assessment, now)
    response.refresh_from_db(fields=["reopened"])
    policies.check_is_open(assessment, response)
    return assessment


def _stored(assessment: Assessment, upload: UploadedFile, actor: User, now: datetime) -> StoredFile:
    checked = check_upload(upload)
    return StoredFile.objects.create(
        agency_id=assessment.agency_id,
        name=store(upload, folder="evidence"),
        given_name=checked.given_name,
        content_type=checked.content_type,
        size=checked.size,
        sha256=checked.sha256,
        uploaded_by=actor,
        uploaded_at=now,
    )


@transaction.atomic
def remove_evidence(*, evidence_id: uuid.UUID, actor: User, now: datetime) -> None:
    """Takes a piece of evidence off its answer. The row and the file stay: the history must be able to show them."""
    evidence = Evidence.objects.in_use().select_related("response").get(pk=evidence_id)
    _open(evidence.response, actor, now)
    _count_as_change(evidence.response, actor, now)
    Evidence.objects.in_use().filter(pk=evidence_id).update(removed_at=now, removed_by=actor)


def _count_as_change(response: Response, actor: User, now: datetime) -> None:
    # An evaluator's verdict names the version that she read: other evidence makes it another answer.
    Response.objects.filter(pk=response.pk).update(version=F("version") + 1, updated_at=now, updated_by=actor)
