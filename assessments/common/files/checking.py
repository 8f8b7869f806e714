"""From an upload to a file that may be stored: its kind by name and content, its pictures drawn anew."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import IO

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from assessments.common.errors import Invalid
from assessments.common.files import office, pictures, scanning
from assessments.common.files.kinds import JPEG, MAIN_PARTS, MAX_BYTES, MEGABYTE, PDF, PICTURES, TYPES
from assessments.common.files.names import ending_of, safe_name
from assessments.common.files.storing import measured, new_file
from assessments.common.files.uploading import Streamed

MARKUP = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<head", b"<body", b"<!--")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Place(Enum):
    """What to do with the place where a photo was taken: stop and ask, keep it, or leave it out."""

    ASK = "ask"
    KEEP = "keep"
    DROP = "drop"


class HasPlace(Invalid):
    """A photo tells where it was taken, and nobody has said yet what to do with that."""


@dataclass(frozen=True)
class Prepared:
    """A temporary file with exactly the bytes to store, and what its row says of it."""

    file: IO[bytes]
    given_name: str
    content_type: str
    size: int
    sha256: str
    scanned: bool


@contextmanager
def prepared(upload: UploadedFile, place: Place = Place.DROP) -> Iterator[Prepared]:
    """Raises `Invalid` on 'file' with a sentence that names the limit or the way out, `HasPlace` for `Place.ASK`."""
    name = safe_name(upload.name or "")
    kind = ending_of(name)
    if kind not in TYPES:
        raise _refused(
            _("Files of this kind are not accepted. Use PDF, PNG, JPG, HEIC, WEBP, DOCX, XLSX, ODT, ODS, TXT or CSV.")
        )
    _check_size(upload.size or 0)
    with new_file() as target:
        if kind in PICTURES:
            _draw(upload, kind, target, place)
            yield _described(target, _named_as_stored(name, kind), kind)
        else:
            _check_content(upload, kind)
            yield _described(_bytes_of(upload, target), name, kind, upload)


def _check_size(size: int) -> None:
    if size == 0:
        raise _refused(_("This file is empty. Choose another."))
    if size > MAX_BYTES:
        raise _refused(
            _("This file has %(size).1f MB; %(limit)d MB are accepted. Reduce it, or add a link instead.")
            % {"size": size / MEGABYTE, "limit": MAX_BYTES // MEGABYTE}
        )


def _refused(message: str) -> Invalid:
    return Invalid({"file": message})


def _draw(upload: UploadedFile, kind: str, target: IO[bytes], place: Place) -> None:
    try:
        picture = pictures.open_picture(upload.file, kind)  # type: ignore[arg-type]
        if place == Place.ASK and picture.has_place:
            raise HasPlace(
                {"file": _("This photo tells where it was taken. Say below whether to keep that, and choose it again.")}
            )
        pictures.draw_anew(picture, target, content_type=TYPES[kind], keep_place=place == Place.KEEP)
    except pictures.TooLarge as error:
        raise _refused(
            _("This picture has more than %(most)d megapixels. Reduce it, or send a screenshot of it.")
            % {"most": pictures.MAX_PIXELS // 1_000_000}
        ) from error
    except pictures.Unreadable as error:
        raise _refused(office.not_what_it_says("jpg" if TYPES[kind] == JPEG else kind)) from error


def _named_as_stored(name: str, kind: str) -> str:
    return name if TYPES[kind] != JPEG or kind in ("jpg", "jpeg") else f"{name[: -len(kind) - 1]}.jpg"


def _check_content(upload: UploadedFile, kind: str) -> None:
    upload.seek(0)
    if kind in MAIN_PARTS:
        if fault := office.why_unacceptable(upload.file, kind):  # type: ignore[arg-type]
            raise _refused(fault)
        return
    head = upload.read(4096)
    if not (head.startswith(b"%PDF-") if TYPES[kind] == PDF else _is_text(upload, head)):
        raise _refused(office.not_what_it_says(kind))


def _is_text(upload: UploadedFile, head: bytes) -> bool:
    if head.removeprefix(BYTE_ORDER_MARK).lstrip().lower().startswith(MARKUP):
        return False
    upload.seek(0)
    return all(b"\0" not in chunk for chunk in upload.chunks())


def _bytes_of(upload: UploadedFile, target: IO[bytes]) -> IO[bytes]:
    """What was streamed to the storage's file system is stored by a rename; anything else is written there first."""
    if isinstance(upload, Streamed):
        return upload.file  # type: ignore[return-value]
    upload.seek(0)
    shutil.copyfileobj(upload, target)
    return target


def _described(file: IO[bytes], name: str, kind: str, upload: UploadedFile | None = None) -> Prepared:
    file.flush()
    scanned = _scan(file)
    if isinstance(upload, Streamed):
        return Prepared(file, name, TYPES[kind], upload.size or 0, upload.sha256, scanned)
    size, sha256 = measured(file)
    _check_size(size)
    return Prepared(file, name, TYPES[kind], size, sha256, scanned)


def _scan(file: IO[bytes]) -> bool:
    if not scanning.is_on():
        return False
    try:
        finding = scanning.finding_in(file)
    except scanning.NoAnswer as error:
        raise _refused(
            _("The virus check does not answer, so no file can be taken now. Retry in a few minutes.")
        ) from error
    if finding:
        scanning.quarantine(file, finding)
        raise _refused(
            _("This file is infected (%(finding)s) and was not added. Have your computer checked.")
            % {"finding": finding}
        )
    return True
