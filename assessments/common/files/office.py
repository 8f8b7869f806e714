"""Office files are ZIP archives: looked into before they are trusted, never unpacked."""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import IO

from django.utils.translation import gettext as _

from assessments.common.files.kinds import MAIN_PARTS, MEGABYTE

MAX_MEMBERS = 5000
MAX_UNPACKED = 200 * MEGABYTE
MAX_RATIO = 200
RATIO_COUNTS_FROM = 5 * MEGABYTE
MAX_RELATIONS = 2 * MEGABYTE
MACROS = re.compile(r"(^|/)vba[^/]*\.bin$|(^|/)(activeX|macrosheets)/|^Basic/|^Scripts/|\.(exe|dll|js|vbs)$", re.I)
OUTSIDE = re.compile(rb"TargetMode\s*=\s*[\"']External[\"']", re.I)
HYPERLINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']", re.I)
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>", re.I)


def why_unacceptable(content: IO[bytes], kind: str) -> str:
    """The sentence that refuses the file, or '' for one that may be kept."""
    try:
        with zipfile.ZipFile(content) as archive:
            return _fault_of(archive, kind)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return not_what_it_says(kind)


def not_what_it_says(kind: str) -> str:
    return _("The content of this file is not what its name says. Open it, save it again as %(kind)s, and retry.") % {
        "kind": kind.upper()
    }


def _fault_of(archive: zipfile.ZipFile, kind: str) -> str:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if MAIN_PARTS[kind] not in names or _is_trap(entries):
        return not_what_it_says(kind)
    if any(entry.flag_bits & 1 for entry in entries):
        return _("This file is locked with a password. Save it without one, or as PDF.")
    if any(MACROS.search(name) for name in names) or _declares_macros(archive):
        return _("This file holds macros or embedded programs. Save it as PDF, or without them.")
    if any(_reaches_outside(archive, entry) for entry in entries if entry.filename.endswith(".rels")):
        return _("This file loads parts from elsewhere when it is opened. Save it as PDF.")
    return ""


def _is_trap(entries: list[zipfile.ZipInfo]) -> bool:
    """More members, more bytes or a higher ratio than any document has, names twice, or names that lead out."""
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    bomb = unpacked > MAX_UNPACKED or (unpacked > RATIO_COUNTS_FROM and unpacked / packed > MAX_RATIO)
    names = [entry.filename for entry in entries]
    leads_out = any(name.startswith(("/", "\\")) or ".." in re.split(r"[\\/]", name) for name in names)
    return bomb or leads_out or len(entries) > MAX_MEMBERS or len(set(names)) < len(names)


def _declares_macros(archive: zipfile.ZipFile) -> bool:
    """A macro part may hide behind any name: its type says what it is."""
    if "[Content_Types].xml" not in archive.namelist():
        return False
    return b"macroEnabled" in _start_of(archive, "[Content_Types].xml")


def _reaches_outside(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Links that a reader clicks are allowed; templates, pictures and data fetched by themselves are not."""
    if entry.file_size > MAX_RELATIONS:
        return True
    relations = RELATION.findall(_start_of(archive, entry.filename))
    return any(OUTSIDE.search(one) and not HYPERLINK.search(one) for one in relations)


def _start_of(archive: zipfile.ZipFile, name: str) -> bytes:
    # The declared size may lie: no more than this is ever unpacked.
    with archive.open(name) as member:
        return member.read(MAX_RELATIONS)
