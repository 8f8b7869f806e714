"""What the database itself refuses of any official row, whoever asks."""

from __future__ import annotations

import pgtrigger
from django.db.models import Model


def never_changed(name: str) -> tuple[pgtrigger.Trigger, ...]:
    return (pgtrigger.Protect(name=f"{name}_unchanged", operation=pgtrigger.Update), *never_deleted(name))


def never_deleted(name: str) -> tuple[pgtrigger.Trigger, ...]:
    return (pgtrigger.Protect(name=f"{name}_kept", operation=pgtrigger.Delete), not_truncated(name))


def stays(name: str, *owners: str) -> pgtrigger.Trigger:
    """The row belongs to whom it was written for. What closes it looks there: moved, it would open again."""
    return pgtrigger.ReadOnly(name=f"{name}_stays", fields=list(owners))


def not_truncated(name: str) -> pgtrigger.Trigger:
    # PostgreSQL knows TRUNCATE as a statement only, which `Protect` does not offer.
    return pgtrigger.Trigger(
        name=f"{name}_not_truncated",
        operation=pgtrigger.Truncate,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        func="RAISE EXCEPTION '% is an official record', TG_TABLE_NAME USING ERRCODE = 'check_violation';",
    )


def truncate_triggers(models: list[type[Model]]) -> list[tuple[type[Model], pgtrigger.Trigger]]:
    """Every trigger that refuses TRUNCATE, with its model: what a test database has to lift."""
    return [
        (model, trigger)
        for model in models
        for trigger in getattr(model._meta, "triggers", ())
        if trigger.operation == pgtrigger.Truncate
    ]
