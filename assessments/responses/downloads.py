"""The file of a piece of evidence on its way out, open or closed: each download is one line in the log."""

from __future__ import annotations

import logging
import uuid

from django.http import FileResponse

from assessments.accounts.models import User
from assessments.common.files.serving import inert
from assessments.responses.models import StoredFile

logger = logging.getLogger(__name__)


def evidence_file(file: StoredFile, *, assessment: uuid.UUID, evidence: uuid.UUID, reader: User) -> FileResponse:
    """Raises `Http404` where its bytes are gone."""
    answer = inert(file.name, filename=file.given_name, content_type=file.content_type)
    where = (assessment, evidence, file.pk, reader.pk)
    logger.info("evidence downloaded assessment=%s evidence=%s file=%s user=%s", *where)
    return answer
