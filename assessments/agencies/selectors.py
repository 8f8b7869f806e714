from __future__ import annotations

from assessments.accounts.models import User
from assessments.agencies.models import Membership, Role


def role_of(user: User, *, agency_id: int) -> Role | None:
    """The user's role in the agency, None for a stranger."""
    role = Membership.objects.filter(user=user, agency_id=agency_id).values_list("role", flat=True).first()
    return Role(role) if role else None
