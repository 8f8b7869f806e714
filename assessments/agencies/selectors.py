from __future__ import annotations

from django.db.models import QuerySet

from assessments.accounts.models import User
from assessments.agencies.models import Agency, Membership, Role


def role_of(user: User, *, agency_id: int) -> Role | None:
    """The user's role in the agency, None for a stranger."""
    role = Membership.objects.filter(user=user, agency_id=agency_id).values_list("role", flat=True).first()
    return Role(role) if role else None


def agencies_with_media(user: User) -> QuerySet[Agency]:
    """The user's agencies, each with its media. Two queries."""
    return Agency.objects.of_member(user).prefetch_related("media")
