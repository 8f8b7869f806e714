"""Closing and destroying stored files: the one way past the freeze, each step a row that stays.

The file's own row is never touched: name, size and hash go on saying what was sent.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import partial

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from assessments.accounts.models import User
from assessments.common.errors import Invalid
from assessments.common.files.checking import Prepared, prepared
from assessments.common.locks import get_for_update
from assessments.operations import policies
from assessments.responses.answers import clean_text
from assessments.responses.enums import Status
from assessments.responses.models import Destruction, Evidence, Ground, Redaction, StoredFile
from assessments.responses.services import files

logger = logging.getLogger(__name__)
UNDER_REVIEW = (Status.SUBMITTED, Status.IN_REVIEW, Status.RETURNED)


def close_file(
    *, file: StoredFile, reason: str, replacement: UploadedFile | None, actor: User, now: datetime
) -> Redaction:
    """Hides a file with personal data from everybody at once, administrators of its cycle apart.

    Raises `Denied`, or `Invalid` with a sentence a field.
    """
    policies.check_runs_its_cycle(actor, file)
    with _prepared(file, replacement) as copy, files.stored(copy) as name, transaction.atomic():
        locked = _locked(file)
        policies.check_is_open(locked)
        return Redaction.objects.create(
            file=locked,
            ground=Ground.PERSONAL_DATA,
            reason=_checked(reason),
            replacement=_row_of(locked, copy, name, actor, now) if copy else None,
            by=actor,
            at=now,
        )


def destroy_file(*, file: StoredFile, actor: User, now: datetime) -> Destruction:
    """Destroys the bytes of a closed file. Nothing brings them back."""
    policies.check_runs_its_cycle(actor, file)
    with transaction.atomic():
        return _destroy(_locked(file), actor, now)


@transaction.atomic
def end_keeping(*, file: StoredFile, reason: str, actor: User, now: datetime) -> Destruction:
    """Destroys a file that was kept long enough: both steps at once, for one that was still open."""
    policies.check_keeps_records(actor)
    locked = _locked(file)
    if not hasattr(locked, "redaction"):
        Redaction.objects.create(file=locked, ground=Ground.RETENTION, reason=_checked(reason), by=actor, at=now)
        locked = _locked(file)
    return _destroy(locked, actor, now)


def kept_long_enough(before: datetime) -> QuerySet[StoredFile]:
    """Files whose every use is in a cycle that was released before this moment and that nobody works on any more."""
    uses = Evidence.objects.filter(file=OuterRef("pk"))
    needed = Q(response__assessment__cycle__release_at__gte=before) | Q(response__assessment__status__in=UNDER_REVIEW)
    originals = StoredFile.objects.filter(Exists(uses), ~Exists(uses.filter(needed)))
    with_copies = StoredFile.objects.filter(Q(pk__in=originals) | Q(replaces__file__in=originals))
    return with_copies.filter(redaction__destruction=None).order_by("pk")


def finish_destructions() -> Iterator[StoredFile]:
    """Deletes what an interruption left of files that are destroyed on record, and names each."""
    for file in StoredFile.objects.exclude(redaction__destruction=None).iterator():
        left = [name for name in _names_of(file) if default_storage.exists(name)]
        for name in left:
            default_storage.delete(name)
        if left:
            yield file


def _names_of(file: StoredFile) -> list[str]:
    """Under which its bytes and the pictures of its pages are kept."""
    return [file.name, *file.previews.values_list("name", flat=True)]


def _locked(file: StoredFile) -> StoredFile:
    return get_for_update(StoredFile.objects.filter(pk=file.pk).select_related("redaction__destruction"))


def _checked(reason: str) -> str:
    cleaned = clean_text(reason)
    if not cleaned:
        raise Invalid({"reason": _("Give the reason: it stands in the history for good.")})
    return cleaned


@contextmanager
def _prepared(file: StoredFile, replacement: UploadedFile | None) -> Iterator[Prepared | None]:
    if replacement is None:
        yield None
        return
    with ExitStack() as stack:
        try:
            copy = stack.enter_context(prepared(replacement))
        except Invalid as refusal:
            raise Invalid({"replacement": refusal.errors["file"]}) from refusal
        if copy.sha256 == file.sha256:
            raise Invalid({"replacement": _("This is the same file. Choose the copy without the personal data.")})
        yield copy


def _row_of(file: StoredFile, copy: Prepared, name: str, actor: User, now: datetime) -> StoredFile:
    return files.add_row(agency_id=file.agency_id, name=name, file=copy, actor=actor, now=now)


def _destroy(locked: StoredFile, actor: User, now: datetime) -> Destruction:
    policies.check_is_closed(locked)
    policies.check_no_backup_needs_it()
    destruction = Destruction.objects.create(redaction=locked.redaction, by=actor, at=now)
    # First the record, then the bytes: what is interrupted in between is found by 'verify' and ended by 'retain'.
    for name in _names_of(locked):
        transaction.on_commit(partial(_delete, name))
    return destruction


def _delete(name: str) -> None:
    try:
        default_storage.delete(name)
    except OSError:
        logger.exception("a destroyed file's bytes are still there", extra={"file": name})
