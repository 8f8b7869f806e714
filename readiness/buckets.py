from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage


class Bucket(S3Storage):
    """Its faults read like a disk's, so that whoever stores and reads files need not know where they are."""

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _as_a_disk_fails():
            opened = super()._open(name, mode)
            # Fetched now: a fault while the answer is under way could no longer be told.
            opened.seek(0)
            return opened

    def _save(self, name: str, content: Any) -> str:
        with _as_a_disk_fails():
            kept: str = super()._save(name, content)
            return kept

    def delete(self, name: str) -> None:
        with _as_a_disk_fails():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _as_a_disk_fails():
            return bool(super().exists(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with _as_a_disk_fails():
            folders, files = super().listdir(path)
            return folders, files


@contextmanager
def _as_a_disk_fails() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise OSError(5, f"the bucket's server: {error}") from error
