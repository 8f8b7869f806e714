"""Draws a file's first pages. Nothing is drawn of a file that was closed meanwhile."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.core.files.storage import default_storage
from django.utils import timezone

from assessments.common.files import drawing
from assessments.common.files.storing import discard, measured, new_file, store
from assessments.common.jobs.services import Claim
from assessments.common.locks import get_for_share
from assessments.responses.models import Preview, StoredFile

FOLDER = "previews"


def draw_pages(claim: Claim, file: StoredFile) -> None:
    drawn = _drawn(file)
    kept = False

    def add_rows() -> None:
        nonlocal kept
        locked = get_for_share(StoredFile.objects.filter(pk=file.pk))
        if locked.readable is locked:
            Preview.objects.bulk_create(drawn)
            kept = True

    claim.finish(add_rows)
    if not kept:
        for preview in drawn:
            discard(preview.name)


def _drawn(file: StoredFile) -> list[Preview]:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "source")
        try:
            with default_storage.open(file.name) as content, source.open("wb") as target:
                shutil.copyfileobj(content, target)
        except FileNotFoundError:
            return []
        return list(_stored(file, drawing.draw_pages(source, file.content_type, Path(folder))))


def _stored(file: StoredFile, pages: Iterable[Path]) -> Iterable[Preview]:
    for number, page in enumerate(pages, start=1):
        with new_file() as copy:
            copy.write(page.read_bytes())
            size, sha256 = measured(copy)
            name = store(copy, folder=FOLDER)
        yield Preview(file=file, number=number, name=name, size=size, sha256=sha256, made_at=timezone.now())
