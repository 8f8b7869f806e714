from __future__ import annotations

import pgtrigger
from pghistory.models import Context

from assessments.common.triggers import never_deleted


class ChangeContext(Context):
    """Who made a change, and from where: as frozen as the change itself. What is noted can only be added to."""

    class Meta:
        proxy = True
        triggers = (
            pgtrigger.Trigger(
                name="change_context_only_grows",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF NEW.id = OLD.id AND NEW.metadata @> OLD.metadata THEN RETURN NEW; END IF;
                    RAISE EXCEPTION 'who made a change is an official record' USING ERRCODE = 'check_violation';
                """,
            ),
            *never_deleted("change_context"),
        )
