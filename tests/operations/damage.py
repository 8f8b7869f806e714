"""Doing to a database what only its owner can: with the triggers lifted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction


@contextmanager
def triggers_lifted(table: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        # ALTER TABLE waits for no deferred check of a foreign key.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        try:
            yield
        finally:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def damage(sql: str, *params: object) -> None:
    """Runs an UPDATE or DELETE on the table that it names first."""
    words = sql.split()
    table = words[1] if words[0] == "UPDATE" else words[2]
    with triggers_lifted(table):
        _run(sql, params)


def refuses(sql: str, *params: object) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        _run(sql, params)


def _run(sql: str, params: tuple[object, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        assert cursor.rowcount, "the statement met no row, so it proves nothing"
