"""Stored files against their rows: every byte there, nothing left over."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from django.core.files.storage import default_storage
from django.db.models import Prefetch, Q, QuerySet

from assessments.common.files.scanning import QUARANTINE
from assessments.operations.checks.problems import Problem
from assessments.reports.models import Bundle, Report
from assessments.responses.models import Assessment, Evidence, Preview, StoredFile

AT_ONCE = 500
STILL_BEING_WRITTEN = timedelta(hours=1)


@dataclass(frozen=True)
class Kept:
    """A file as its row describes it. `destroyed`: its bytes are gone on record."""

    name: str
    size: int
    sha256: str
    place: str
    destroyed: bool = False


def kept_files(assessments: QuerySet[Assessment] | None = None) -> Iterator[Kept]:
    """Everything that a row says is stored; of these assessments only, where given."""
    yield from _evidence(assessments)
    reports = Report.objects.exclude(ready_at=None).select_related("finalisation__assessment")
    if assessments is not None:
        reports = reports.filter(finalisation__assessment__in=assessments)
    for report in reports.iterator(chunk_size=AT_ONCE):
        place = f"{report.finalisation.assessment.reference}, report {report.language}"
        yield Kept(report.name, report.size or 0, report.sha256, place)
    if assessments is None:
        for bundle in Bundle.objects.exclude(ready_at=None).select_related("cycle").iterator(chunk_size=AT_ONCE):
            yield Kept(bundle.name, bundle.size or 0, bundle.sha256, f"bundle of {bundle.cycle.name}")


def _evidence(assessments: QuerySet[Assessment] | None) -> Iterator[Kept]:
    used = Evidence.objects.select_related("response__assessment", "response__indicator")
    rows = StoredFile.objects.select_related("redaction__destruction").order_by("pk")
    if assessments is not None:
        mine = Evidence.objects.filter(response__assessment__in=assessments).values("file")
        rows = rows.filter(Q(pk__in=mine) | Q(replaces__file__in=mine))
    rows = rows.prefetch_related(Prefetch("evidence", used, to_attr="uses"), "previews")
    for row in rows.iterator(chunk_size=AT_ONCE):
        destroyed = hasattr(row, "redaction") and hasattr(row.redaction, "destruction")
        yield Kept(row.name, row.size, row.sha256, _place(row), destroyed)
        for page in row.previews.all():
            place = f"{_place(row)}, picture of page {page.number}"
            yield Kept(page.name, page.size, page.sha256, place, destroyed)


def _place(row: StoredFile) -> str:
    uses: list[Evidence] = row.uses  # type: ignore[attr-defined]
    answers = {f"{use.response.assessment.reference} {use.response.indicator.code}" for use in uses}
    return f"{', '.join(sorted(answers)) or 'redacted copy'}, file {row.name}"


def file_problem(kept: Kept) -> Problem | None:
    """Why the stored bytes are not what the row says."""
    if kept.destroyed:
        there = default_storage.exists(kept.name)
        return Problem("file", kept.place, "it is destroyed on record, but its bytes are there.") if there else None
    try:
        size, sha256 = measured(kept.name)
    except FileNotFoundError:
        return Problem("file", kept.place, "it is missing.")
    except OSError as error:
        return Problem("file", kept.place, f"it cannot be read: {error.strerror}.")
    if size != kept.size:
        return Problem("file", kept.place, f"it has {size} bytes instead of {kept.size}.")
    return Problem("file", kept.place, "its bytes do not compute to its SHA-256.") if sha256 != kept.sha256 else None


def measured(name: str, copy_to: Callable[[bytes], object] | None = None) -> tuple[int, str]:
    """Size and SHA-256 of the stored bytes, each piece handed on to `copy_to`. Raises `OSError`."""
    digest, size = hashlib.sha256(), 0
    with default_storage.open(name) as stored:
        for chunk in stored.chunks(1024 * 1024):
            digest.update(chunk)
            size += len(chunk)
            if copy_to:
                copy_to(chunk)
    return size, digest.hexdigest()


def leftover_problems(now: datetime) -> Iterator[Problem]:
    """Files that no row names, older than any upload or rendering takes."""
    names = _stored_names(now - STILL_BEING_WRITTEN)
    while some := list(islice(names, AT_ONCE)):
        for name in sorted(set(some) - _named(some)):
            yield Problem("leftover", f"file {name}", "no row names it: an interrupted upload left it, remove it.")


def _named(names: list[str]) -> set[str]:
    tables = (StoredFile.objects, Preview.objects, Report.objects, Bundle.objects)
    return {name for table in tables for name in table.filter(name__in=names).values_list("name", flat=True)}


def _stored_names(before: datetime) -> Iterator[str]:
    """Of a folder on disk; another kind of store cleans up by itself what was never finished."""
    try:
        root = Path(default_storage.path(""))
    except NotImplementedError:
        return
    for entry in _walk(root):
        if Path(entry.path).parent.name != QUARANTINE and datetime.fromtimestamp(entry.stat().st_mtime, UTC) < before:
            yield str(Path(entry.path).relative_to(root))


def _walk(folder: Path) -> Iterator[os.DirEntry[str]]:
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path))
            else:
                yield entry
