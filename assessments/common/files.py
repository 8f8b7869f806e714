"""Uploaded and rendered files: checked by content, stored whole or not at all, under names that say nothing."""

from __future__ import annotations

import hashlib
import uuid
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from assessments.common.errors import Invalid

MAX_BYTES = 10 * 1024 * 1024
TEXT = ("text/plain; charset=utf-8", "text")
TYPES: dict[str, tuple[str, str]] = {
    "pdf": ("application/pdf", "%PDF-"),
    "png": ("image/png", "\x89PNG\r\n\x1a\n"),
    "jpg": ("image/jpeg", "\xff\xd8\xff"),
    "jpeg": ("image/jpeg", "\xff\xd8\xff"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "word/document.xml"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xl/workbook.xml"),
    "odt": ("application/vnd.oasis.opendocument.text", "content.xml"),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", "content.xml"),
    "txt": TEXT,
    "csv": TEXT,
}
ZIPPED = ("docx", "xlsx", "odt", "ods")
MAX_UNPACKED = 200 * 1024 * 1024


@dataclass(frozen=True)
class Checked:
    """A file that may be stored: its name as given, its type by content, its size in bytes and its SHA-256."""

    given_name: str
    content_type: str
    size: int
    sha256: str


def check_upload(upload: UploadedFile) -> Checked:
    """Raises `Invalid` on 'file' with a sentence that names the limit or the accepted kinds."""
    name = PurePath((upload.name or "").replace("\\", "/")).name[:255]
    kind = PurePath(name).suffix.lower().lstrip(".")
    if kind not in TYPES:
        raise _refused(
            _("Files of this kind are not accepted. Use PDF, PNG, JPG, DOCX, XLSX, ODT, ODS, TXT or CSV.")
        )
    _check_size(upload.size or 0)
    if not _content_matches(upload, kind):
        raise _refused(
            _("The content of this file is not what its name says. Open it, save it again as %(kind)s, and retry.")
            % {"kind": kind.upper()}
        )
    return Checked(name, TYPES[kind][0], upload.size or 0, _sha256(upload))


def _check_size(size: int) -> None:
    if size == 0:
        raise _refused(_("This file is empty. Choose another."))
    if size > MAX_BYTES:
        raise _refused(
            _("This file has %(size).1f MB; %(limit)d MB are accepted. Reduce it, or add a link instead.")
            % {"size": size / 1024 / 1024, "limit": MAX_BYTES // 1024 // 1024}
        )


def _refused(message: str) -> Invalid:
    return Invalid({"file": message})


def _content_matches(upload: File[bytes], kind: str) -> bool:
    if kind in ZIPPED:
        return _is_office_file(upload, TYPES[kind][1])
    upload.seek(0)
    head = upload.read(4096)
    if TYPES[kind] is TEXT:
        return b"\x00" not in head and not head.lstrip().lower().startswith((b"<!doctype", b"<html", b"<svg", b"<?xml"))
    return head.startswith(TYPES[kind][1].encode("latin-1"))


def _is_office_file(upload: File[bytes], member: str) -> bool:
    """Holds its main part, no macros, and unpacks to a bounded size."""
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    names = {entry.filename for entry in entries}
    macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    return member in names and not macros and sum(entry.file_size for entry in entries) <= MAX_UNPACKED


def _sha256(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def store(content: File[bytes], *, folder: str, extension: str = "") -> str:
    """Stores the bytes under a random name in `folder`; the name."""
    content.seek(0)
    return default_storage.save(f"{folder}/{uuid.uuid4().hex}{extension}", content)
