"""Stored whole or not at all: written beside its place, flushed to the disk, renamed, and only then given a row."""

from __future__ import annotations

import hashlib
import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage

INCOMING = "incoming"
CHUNK = 1024 * 1024


class _Written(File):
    """A finished temporary file, which the storage moves to its place, or uploads."""

    def temporary_file_path(self) -> str:
        return str(self.name)


def incoming_folder() -> Path | None:
    """On the storage's own file system, so that storing is a rename; None where the storage is no folder."""
    folder = local_folder(INCOMING)
    if folder:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def local_folder(name: str) -> Path | None:
    try:
        return Path(default_storage.path(name))
    except NotImplementedError:
        return None


@contextmanager
def new_file() -> Iterator[IO[bytes]]:
    """A temporary file, gone at the end unless stored."""
    with tempfile.NamedTemporaryFile(dir=incoming_folder(), delete=False) as file:
        try:
            yield file
        finally:
            Path(file.name).unlink(missing_ok=True)


def store(file: IO[bytes], *, folder: str, extension: str = "") -> str:
    """Moves what was written to a temporary file to its place, under a name that says nothing; that name."""
    flush_to_disk(file)
    name = default_storage.save(f"{folder}/{uuid.uuid4().hex}{extension}", _Written(file))
    flush_folder(folder)
    return name


def flush_to_disk(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def flush_folder(name: str) -> None:
    """So that the new name outlives a crash as well as the bytes do."""
    if folder := local_folder(name):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def measured(file: IO[bytes]) -> tuple[int, str]:
    """Size and SHA-256 of all that it holds."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return size, digest.hexdigest()


def discard(name: str) -> None:
    default_storage.delete(name)
