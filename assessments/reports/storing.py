"""Rendered files are stored whole or not at all: written beside their place, flushed to the disk, then renamed."""

from __future__ import annotations

import hashlib
import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage

FOLDER = "reports"
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Stored:
    name: str
    size: int
    sha256: str


class _Written(File):
    """A finished temporary file, which the storage moves to its place, or uploads."""

    def temporary_file_path(self) -> str:
        return str(self.name)


@contextmanager
def new_file() -> Iterator[IO[bytes]]:
    """A temporary file on the storage's own file system, where that is a folder; gone at the end unless stored."""
    folder = _local_folder()
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        try:
            yield file
        finally:
            Path(file.name).unlink(missing_ok=True)


def _local_folder() -> Path | None:
    try:
        return Path(default_storage.path(FOLDER))
    except NotImplementedError:
        return None


def store(file: IO[bytes], extension: str) -> Stored:
    """Moves what was written to `file` to its place, under a name that says nothing."""
    file.flush()
    os.fsync(file.fileno())
    sha256, size = _measured(file)
    name = default_storage.save(f"{FOLDER}/{uuid.uuid4().hex}{extension}", _Written(file))
    _flush_folder()
    return Stored(name, size, sha256)


def _measured(file: IO[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _flush_folder() -> None:
    """So that the new name outlives a crash as well as the bytes do."""
    if folder := _local_folder():
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def discard(stored: Stored) -> None:
    default_storage.delete(stored.name)
