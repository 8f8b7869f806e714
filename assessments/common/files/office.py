"""Office files are ZIP archives: looked into before they are trusted, never unpacked."""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import IO
from xml.parsers import expat

from django.utils.translation import gettext as _

from assessments.common.files.kinds import MAIN_PARTS, MEGABYTE

MAX_MEMBERS = 5000
MAX_UNPACKED = 200 * MEGABYTE
MAX_RATIO = 200
RATIO_COUNTS_FROM = 5 * MEGABYTE
MAX_RELATIONS = 2 * MEGABYTE
MACROS = re.compile(r"(^|/)vba[^/]*\.bin$|(^|/)(activex|macrosheets)/|^basic/|^scripts/|\.(exe|dll|js|vbs)$")
CONTENT_TYPES = "[content_types].xml"
UNREADABLE = (zipfile.BadZipFile, zlib.error, expat.ExpatError, OSError, ValueError, RuntimeError, EOFError)


def why_unacceptable(content: IO[bytes], kind: str) -> str:
    """The sentence that refuses the file, or '' for one that may be kept."""
    try:
        with zipfile.ZipFile(content) as archive:
            return _fault_of(archive, kind)
    except UNREADABLE:
        return not_what_it_says(kind)


def not_what_it_says(kind: str) -> str:
    return _("The content of this file is not what its name says. Open it, save it again as %(kind)s, and retry.") % {
        "kind": kind.upper()
    }


def _fault_of(archive: zipfile.ZipFile, kind: str) -> str:
    entries = archive.infolist()
    # Office takes any case, and some programs a backslash, for the same part.
    parts = {entry.filename.replace("\\", "/").lower(): entry for entry in entries}
    if MAIN_PARTS[kind] not in parts or len(parts) < len(entries) or _is_trap(parts):
        return not_what_it_says(kind)
    if any(entry.flag_bits & 1 for entry in entries):
        return _("This file is locked with a password. Save it without one, or as PDF.")
    if any(MACROS.search(name) for name in parts) or _declares_macros(archive, parts):
        return _("This file holds macros or embedded programs. Save it as PDF, or without them.")
    if any(_reaches_outside(archive, entry) for name, entry in parts.items() if name.endswith(".rels")):
        return _("This file loads parts from elsewhere when it is opened. Save it as PDF.")
    return ""


def _is_trap(parts: dict[str, zipfile.ZipInfo]) -> bool:
    """More members, more bytes or a higher ratio than any document has, or names that lead out."""
    unpacked = sum(entry.file_size for entry in parts.values())
    packed = sum(entry.compress_size for entry in parts.values()) or 1
    bomb = unpacked > MAX_UNPACKED or (unpacked > RATIO_COUNTS_FROM and unpacked / packed > MAX_RATIO)
    leads_out = any(name.startswith("/") or ".." in name.split("/") for name in parts)
    return bomb or leads_out or len(parts) > MAX_MEMBERS


def _declares_macros(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> bool:
    """A macro part may hide behind any name: its type says what it is."""
    declared = _elements(archive, parts[CONTENT_TYPES]) if CONTENT_TYPES in parts else []
    return any("macroenabled" in one.get("ContentType", "").lower() for one in declared)


def _reaches_outside(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Links that a reader clicks are allowed; templates, pictures and data fetched by themselves are not."""
    return any(
        one.get("TargetMode", "Internal").lower() != "internal" and not one.get("Type", "").endswith("/hyperlink")
        for one in _elements(archive, entry)
    )


def _elements(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> list[dict[str, str]]:
    """The attributes of each element. Parsed, because a pattern misses other encodings and characters by number.

    Raises one of `UNREADABLE` for what is no XML, is too long, or brings a document type, as no office program does.
    """
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = lambda _name, attributes: found.append(attributes)
    # The declared size may lie: no more than this is ever unpacked, and XML that is cut off is no XML.
    with archive.open(entry) as member:
        parser.Parse(member.read(MAX_RELATIONS), True)
    return found


def _refuse_document_type(*_declaration: object) -> None:
    raise ValueError("Its entities could spell anything.")
