"""Who fills in an element right now. Advice and never a lock: it stands in the cache and may be lost at any time."""

from __future__ import annotations

import uuid

from django.core.cache import cache

from assessments.accounts.models import User
from assessments.agencies.models import Membership

# Two heartbeats of a page, and what a slow line adds.
SECONDS = 100


def note_presence(*, actor: User, assessment_id: uuid.UUID, element: str) -> list[str] | None:
    """Notes that `actor` is there, and names her colleagues who are. None where there is no such page for her."""
    names = _colleagues(actor, assessment_id, element)
    if actor.pk not in names:
        return None
    keys = {_key(assessment_id, element, person): name for person, name in names.items() if person != actor.pk}
    cache.set(_key(assessment_id, element, actor.pk), True, SECONDS)
    found = cache.get_many(keys)
    return sorted(name for key, name in keys.items() if key in found)


def _colleagues(actor: User, assessment_id: uuid.UUID, element: str) -> dict[int, str]:
    """The agency's people by number, the actor among them if she is one of them."""
    rows = Membership.objects.filter(
        agency__assessments=assessment_id, agency__assessments__version__nodes__code=element
    )
    return dict(rows.values_list("user_id", "user__name"))


def _key(assessment_id: uuid.UUID, element: str, person: int) -> str:
    return f"presence.{assessment_id}.{element}.{person}"
