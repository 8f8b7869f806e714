"""The locks that order the writers of an assessment. Order: cycle, assessment, answers by key."""

from __future__ import annotations

from typing import TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


def get_for_share(rows: models.QuerySet[Row]) -> Row:
    """The one row of `rows`, locked FOR SHARE until the transaction ends. Raises `DoesNotExist`.

    Writers of different answers share this lock; a move of the assessment takes the row FOR UPDATE and so waits for
    them, and they for it. Django has no call for it.
    """
    sql, params = rows.order_by().query.sql_with_params()
    table = rows.model._meta.db_table
    found = list(rows.model._default_manager.raw(f'{sql} FOR SHARE OF "{table}"', params))
    if len(found) != 1:
        raise rows.model.DoesNotExist
    return found[0]


def get_for_update(rows: models.QuerySet[Row]) -> Row:
    """The one row of `rows`, locked FOR UPDATE until the transaction ends. Raises `DoesNotExist`."""
    return rows.select_for_update(of=("self",)).get()
