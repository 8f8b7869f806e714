"""A file's name as its owner gave it, made safe to keep, to show and to give back."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST, LONGEST_ENDING = 150, 10
FORBIDDEN = re.compile(r'[<>:"|?*]')


def safe_name(given: str) -> str:
    """Without folders, control characters and marks that turn the reading direction; its ending is kept."""
    last = given.replace("\\", "/").split("/")[-1]
    visible = "".join(character for character in last if unicodedata.category(character)[0] != "C")
    path = PurePosixPath(FORBIDDEN.sub("_", unicodedata.normalize("NFC", visible)).strip(" .") or "file")
    return (
        path.stem[: LONGEST - len(path.suffix)].rstrip() + path.suffix if len(path.suffix) < 10 else path.name[:LONGEST]
    )


def ending_of(name: str) -> str:
    """'pdf' of 'Surat.PDF'; '' where there is none."""
    return PurePosixPath(name).suffix.lower().lstrip(".")
