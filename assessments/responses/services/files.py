"""A file gets its row once its bytes are safe, and its pictures by a job."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from assessments.accounts.models import User
from assessments.common.errors import Denied, Invalid
from assessments.common.files.checking import Prepared
from assessments.common.files.kinds import DRAWN, MEGABYTE
from assessments.common.files.storing import discard, store
from assessments.common.jobs import services as jobs
from assessments.responses.models import Assessment, Evidence, Ground, StoredFile

FOLDER = "evidence"
logger = logging.getLogger(__name__)


@contextmanager
def stored(file: Prepared | None) -> Iterator[str]:
    """The name under which the bytes are kept; taken back where the change is refused.

    Whatever else stops it may have happened after the commit: then the bytes stay, and 'verify' names them.
    """
    name = _store(file) if file else ""
    try:
        yield name
    except (Denied, Invalid):
        if name:
            discard(name)
        raise


def _store(file: Prepared) -> str:
    try:
        return store(file.file, folder=FOLDER)
    except OSError as error:
        logger.exception("A file could not be stored.")
        raise Invalid(
            {"file": _("The file could not be stored just now. Choose it again in a few minutes.")}
        ) from error


def add_row(*, agency_id: int, name: str, file: Prepared, actor: User, now: datetime) -> StoredFile:
    row = StoredFile.objects.create(
        agency_id=agency_id,
        name=name,
        given_name=file.given_name,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        scanned=file.scanned,
        uploaded_by=actor,
        uploaded_at=now,
    )
    if file.content_type in DRAWN:
        jobs.enqueue(kind="draw_pages", payload={"file": str(row.pk)}, requested_by=actor)
    return row


def check_not_closed(agency_id: int, file: Prepared) -> None:
    """What was closed because of personal data does not come back as another upload."""
    same = StoredFile.objects.filter(agency_id=agency_id, sha256=file.sha256)
    if same.filter(redaction__ground=Ground.PERSONAL_DATA).exists():
        raise Invalid(
            {"file": _("This file was closed because it holds personal data. Cover that first, then add it.")}
        )


def take_room(assessment: Assessment, size: int) -> None:
    """As `check_room`; until the transaction ends, other uploads of the agency wait to be told what is left.

    Not by the agency's row: whoever enrols a thousand agencies in a cycle holds theirs until the last is in.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"room of {assessment.agency_id}"])
    check_room(assessment, size)


def check_room(assessment: Assessment, size: int) -> None:
    """Raises `Invalid` that says how much is used, of the assessment's room and of the agency's."""
    of_agency = StoredFile.objects.filter(agency_id=assessment.agency_id, redaction__destruction=None)
    own = Evidence.objects.filter(response__assessment=assessment, file__isnull=False).values("file")
    used = of_agency.aggregate(agency=Sum("size", default=0), own=Sum("size", filter=Q(pk__in=own), default=0))
    if used["own"] + size > settings.QUOTA_ASSESSMENT:
        raise _full(_("this assessment"), used["own"], settings.QUOTA_ASSESSMENT, size)
    if used["agency"] + size > settings.QUOTA_AGENCY:
        raise _full(_("your agency"), used["agency"], settings.QUOTA_AGENCY, size)


def _full(owner: str, used: int, limit: int, size: int) -> Invalid:
    sentence = _(
        "Of the %(limit)d MB for the files of %(owner)s, %(used).1f MB are used, and this file has %(size).1f MB. "
        "Reduce it, add a link instead, or ask the cycle's administrator for more room."
    )
    megabytes = {"used": used / MEGABYTE, "limit": limit / MEGABYTE, "size": size / MEGABYTE}
    return Invalid({"file": sentence % {"owner": owner, **megabytes}})
