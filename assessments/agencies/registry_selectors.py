from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from assessments.accounts.models import User
from assessments.agencies.models import Agency, Membership, Role


def agencies_kept_by(user: User) -> QuerySet[Agency]:
    """All of them for those who keep the register, none for anybody else."""
    return Agency.objects.all() if user.is_administrator else Agency.objects.none()


def people_kept_by(user: User) -> QuerySet[User]:
    return User.objects.all() if user.is_administrator else User.objects.none()


def memberships_kept_by(user: User) -> QuerySet[Membership]:
    rows = Membership.objects.select_related("user", "agency")
    return rows if user.is_administrator else rows.none()


def search_agencies(rows: QuerySet[Agency], *, words: str = "", kind: str = "") -> QuerySet[Agency]:
    for word in words.split():
        found = Q(name__icontains=word) | Q(short_name__icontains=word) | Q(code__icontains=word)
        rows = rows.filter(found | Q(region__icontains=word))
    return rows.filter(kind=kind) if kind else rows


def with_people_counts(rows: QuerySet[Agency]) -> QuerySet[Agency]:
    """With the number of open accounts as `people`, of coordinators as `coordinators`."""
    active = Q(memberships__user__is_active=True)
    return rows.annotate(
        people=Count("memberships", filter=active),
        coordinators=Count("memberships", filter=active & Q(memberships__role=Role.COORDINATOR)),
    ).order_by("name", "pk")


def people_of(agency: Agency) -> QuerySet[Membership]:
    return agency.memberships.select_related("user").order_by("-user__is_active", "role", "user__name", "pk")


def search_people(rows: QuerySet[User], *, words: str = "", only: str = "") -> QuerySet[User]:
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(email__icontains=word))
    if only == "closed":
        rows = rows.filter(is_active=False)
    if only == "administrators":
        rows = rows.filter(is_administrator=True)
    if only == "without_agency":
        rows = rows.filter(~Exists(Membership.objects.filter(user=OuterRef("pk"))))
    memberships = Prefetch("memberships", Membership.objects.select_related("agency"), to_attr="places")
    return rows.prefetch_related(memberships).order_by("name", "pk")
