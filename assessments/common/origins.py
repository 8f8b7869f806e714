from __future__ import annotations

import pgtrigger
from django.db import models
from pghistory.models import Context


class FromRequest(models.Model):
    """A row that is its own history. `origin`: who wrote it and from where, filled in by the database."""

    origin = models.ForeignKey(
        Context, models.DO_NOTHING, null=True, editable=False, related_name="+", db_constraint=False
    )

    class Meta:
        abstract = True


def origin_noted(name: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=f"{name}_origin",
        operation=pgtrigger.Insert,
        when=pgtrigger.Before,
        func="NEW.origin_id = _pgh_attach_context(); RETURN NEW;",
    )
