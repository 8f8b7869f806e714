"""A backup reads the rows first and the files after: in between, no file may be destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

FILES_STAY = 7_264_001


@contextmanager
def while_files_stay() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s)", [FILES_STAY])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [FILES_STAY])


def may_destroy_files() -> bool:
    """False while a backup is made; else none begins until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [FILES_STAY])
        (free,) = cursor.fetchone()
    return bool(free)
