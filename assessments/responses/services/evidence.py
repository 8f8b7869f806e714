from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from assessments.accounts.models import User
from assessments.common.errors import Invalid
from assessments.common.files.checking import Place, Prepared, prepared
from assessments.common.locks import get_for_share
from assessments.responses import policies, selectors
from assessments.responses.answers import clean_text
from assessments.responses.enums import EvidenceKind
from assessments.responses.models import Assessment, Evidence, Response, StoredFile
from assessments.responses.services import files


@dataclass(frozen=True)
class NewEvidence:
    kind: EvidenceKind
    title: str
    dated: date
    place: str = ""
    url: str = ""
    text: str = ""
    upload: UploadedFile | None = None
    photo_place: Place = Place.DROP
    used: StoredFile | None = None


def add_evidence(*, response: Response, new: NewEvidence, actor: User, now: datetime) -> Evidence:
    """Raises `Denied`, `Closed`, or `Invalid` with a sentence a field."""
    _check_complete(new)
    with _source(response, new, actor, now) as source, files.stored(source.file) as name, transaction.atomic():
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
            file=_row_of(assessment, source, name, actor, now),
            added_at=now,
            added_by=actor,
        )


@dataclass(frozen=True)
class _Source:
    """Where the file comes from: new bytes to store, or a row that has them already; neither for a note."""

    file: Prepared | None = None
    used: StoredFile | None = None


@contextmanager
def _source(response: Response, new: NewEvidence, actor: User, now: datetime) -> Iterator[_Source]:
    """Checks and conversions take their time, so they are done before any row is locked."""
    if new.upload is None:
        yield _Source(used=new.used)
        return
    assessment = response.assessment
    policies.check_can_answer(actor, assessment, now)
    with prepared(new.upload, new.photo_place) as file:
        files.check_not_closed(assessment.agency_id, file)
        if same := selectors.file_sent_before(assessment, file.sha256):
            yield _Source(used=same)
        else:
            files.check_room(assessment, file.size)
            yield _Source(file=file)


def _row_of(assessment: Assessment, source: _Source, name: str, actor: User, now: datetime) -> StoredFile | None:
    if source.file is not None:
        files.take_room(assessment, source.file.size)
        return files.add_row(agency_id=assessment.agency_id, name=name, file=source.file, actor=actor, now=now)
    return _usable(assessment, source.used) if source.used else None


def _usable(assessment: Assessment, used: StoredFile) -> StoredFile:
    found = selectors.usable_files(assessment).filter(pk=used.pk).first()
    if found is None:
        raise Invalid({"used": _("This file can no longer be chosen. Choose another, or send it anew.")})
    return found


def _check_complete(new: NewEvidence) -> None:
    if new.kind == EvidenceKind.DOCUMENT and new.upload is None and new.used is None:
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
