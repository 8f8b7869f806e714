"""The locks that order the writers of an assessment. Order: cycle, assessment, answers by key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connections, models

Row = TypeVar("Row", bound=models.Model)


def get_for_share(rows: models.QuerySet[Row]) -> Row:
    """The one row of `rows`, locked FOR SHARE until the transaction ends. Raises `DoesNotExist`.

    Writers of different answers share this lock; a move of the assessment takes the row FOR UPDATE and so waits for
    them, and they for it. Django has no call for it, so its FOR UPDATE is sent as FOR SHARE.
    """
    with connections[rows.db].execute_wrapper(_share):
        return rows.order_by().select_for_update(of=("self",)).get()


def _share(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    head, _lock, table = sql.rpartition(" FOR UPDATE OF ")
    return execute(f"{head} FOR SHARE OF {table}", params, many, context)


def get_for_update(rows: models.QuerySet[Row]) -> Row:
    """The one row of `rows`, locked FOR UPDATE until the transaction ends. Raises `DoesNotExist`."""
    return rows.select_for_update(of=("self",)).get()
