"""The register of agencies, and of the people who work for them. Rights end with the row, so at the next request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.accounts import invitations
from assessments.accounts.models import User
from assessments.accounts.services import close_account as close
from assessments.accounts.services import find_or_create_person, reopen_account
from assessments.agencies import registry_policies as policies
from assessments.agencies.models import Agency, Membership, Role
from assessments.common.errors import Denied, Invalid
from assessments.common.jobs.services import enqueue
from assessments.common.locks import get_for_update


@dataclass(frozen=True)
class NewPerson:
    email: str
    name: str
    language: str
    time_zone: str


@contextmanager
def _change(actor: User, now: datetime) -> Iterator[None]:
    """One transaction whose history names who changed what, and when."""
    with transaction.atomic(), pghistory.context(actor=actor.pk, at=now.isoformat()):
        yield


def save_agency(*, agency: Agency, actor: User, now: datetime) -> None:
    """A new agency, or one with its fields changed."""
    policies.check_keeps_register(actor)
    with _change(actor, now):
        _check_no_circle(agency)
        agency.save()


def _check_no_circle(agency: Agency) -> None:
    seen, above = {agency.pk}, agency.parent
    while above is not None:
        if above.pk in seen:
            raise Invalid({"parent": _("This agency stands below the one that you are changing. Choose another.")})
        seen.add(above.pk)
        above = above.parent


def add_person(*, person: NewPerson, actor: User, now: datetime) -> User:
    """An account without a role yet: for an evaluator, who is assigned in a cycle."""
    policies.check_keeps_register(actor)
    with _change(actor, now):
        user, is_new = find_or_create_person(**vars(person))
        if not is_new:
            raise Invalid({"email": _("This address has an account.")})
        _invite(user, actor)
    return user


def add_member(*, agency: Agency, person: NewPerson, role: Role, actor: User, now: datetime) -> Membership:
    """Somebody with an account keeps it; somebody without one gets it, and a letter."""
    policies.check_keeps_register(actor)
    with _change(actor, now):
        locked = get_for_update(Agency.objects.filter(pk=agency.pk))
        user, is_new = find_or_create_person(**vars(person))
        try:
            policies.check_can_join(user, locked)
        except Denied as reason:
            raise Invalid({"email": reason.message}) from reason
        if is_new:
            _invite(user, actor)
        return Membership.objects.create(user=user, agency=locked, role=role)


def _invite(user: User, actor: User) -> None:
    enqueue(kind="notify_invited", payload={"user": user.pk}, requested_by=actor)


def invite_again(*, user: User, actor: User, now: datetime) -> None:
    policies.check_keeps_register(actor)
    if user.has_usable_password() or not user.is_active:
        raise Denied(_("A letter goes to open accounts whose password was never chosen."))
    with _change(actor, now):
        _invite(user, actor)


def copy_invitation(*, user: User, actor: User, now: datetime) -> str:
    """The path of a link to be handed over by other means than mail."""
    policies.check_keeps_register(actor)
    if user.has_usable_password() or not user.is_active:
        raise Denied(_("An invitation is for open accounts whose password was never chosen."))
    with _change(actor, now):
        return invitations.copy_invitation(user=user, actor=actor)


def change_role(*, membership: Membership, role: Role, actor: User, now: datetime) -> None:
    policies.check_keeps_register(actor)
    with _change(actor, now):
        locked = _lock(membership)
        if role != Role.COORDINATOR:
            policies.check_leaves_coordinator(locked)
        locked.role = role
        locked.save(update_fields=["role"])


def end_membership(*, membership: Membership, actor: User, now: datetime) -> None:
    policies.check_keeps_register(actor)
    with _change(actor, now):
        locked = _lock(membership)
        policies.check_leaves_coordinator(locked)
        locked.delete()


def _lock(membership: Membership) -> Membership:
    """The agency's row orders those who change its people: two at once must not take away both coordinators."""
    get_for_update(Agency.objects.filter(pk=membership.agency_id))
    found = Membership.objects.select_related("user", "agency").filter(pk=membership.pk).first()
    if found is None:
        raise Denied(_("This person no longer belongs to the agency. Reload the page."))
    return found


def close_account(*, user: User, actor: User, now: datetime) -> None:
    """She is out at her next request; what she did keeps her name."""
    with _change(actor, now):
        # Locks in one order: administrators, then cycles, then agencies by key.
        list(User.objects.select_for_update().filter(is_administrator=True).order_by("pk"))
        list(user.cycles_run.select_for_update(of=("cycle",), no_key=True).select_related("cycle").order_by("cycle_id"))
        list(Agency.objects.select_for_update(of=("self",), no_key=True).filter(memberships__user=user).order_by("pk"))
        policies.check_can_close_account(actor, user)
        policies.check_leaves_administrator(user)
        for membership in Membership.objects.filter(user=user).select_related("user", "agency"):
            policies.check_leaves_coordinator(membership)
        close(user=user)


def open_account(*, user: User, actor: User, now: datetime) -> None:
    policies.check_keeps_register(actor)
    with _change(actor, now):
        reopen_account(user=user)
