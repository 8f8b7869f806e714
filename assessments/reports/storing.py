"""A rendered file's place in the storage, with what proves later that it is still the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from assessments.common.files import storing

FOLDER = "reports"


@dataclass(frozen=True)
class Stored:
    name: str
    size: int
    sha256: str


def store(file: IO[bytes], extension: str) -> Stored:
    """Moves what was written to `file` to its place, under a name that says nothing."""
    size, sha256 = storing.measured(file)
    return Stored(storing.store(file, folder=FOLDER, extension=extension), size, sha256)


def discard(stored: Stored) -> None:
    storing.discard(stored.name)
