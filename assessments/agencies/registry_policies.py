"""Who keeps the register of agencies and people, and what it must never lose."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments.accounts.models import User
from assessments.agencies.models import Agency, Membership, Role
from assessments.common.errors import Denied


def check_keeps_register(actor: User) -> None:
    if not actor.is_administrator:
        raise Denied(_("Only an administrator can register agencies and people."))


def check_can_join(user: User, agency: Agency) -> None:
    if not user.is_active:
        raise Denied(_("The account with this address is closed. Open it again first."))
    if Membership.objects.filter(user=user, agency=agency).exists():
        raise Denied(_("This person belongs to the agency already."))
    # The other half of the rule stands where evaluators are assigned, a room above this one.
    if agency.assignments.filter(evaluator=user).exists():
        raise Denied(_("This person evaluates the agency, so she cannot belong to it. End the assignment first."))


def check_leaves_coordinator(membership: Membership) -> None:
    """For a membership that is about to lose its role. Needs the agency's row locked."""
    if not _coordinates(membership):
        return
    others = Membership.objects.filter(agency=membership.agency_id, role=Role.COORDINATOR, user__is_active=True)
    if not others.exclude(pk=membership.pk).exists():
        raise Denied(
            _("%(name)s is the only coordinator of %(agency)s. Name another one first.")
            % {"name": membership.user.name, "agency": membership.agency.short_name}
        )


def _coordinates(membership: Membership) -> bool:
    return membership.role == Role.COORDINATOR and membership.user.is_active


def check_can_close_account(actor: User, user: User) -> None:
    check_keeps_register(actor)
    if actor == user:
        raise Denied(_("You cannot close your own account. Ask another administrator to do it."))
    others = User.objects.filter(is_administrator=True, is_active=True).exclude(pk=user.pk)
    if user.is_administrator and not others.exists():
        raise Denied(_("This is the only administrator. Name another one first."))


def check_leaves_administrator(user: User) -> None:
    """For whoever is about to lose her account. Needs the rows of the cycles that she runs locked."""
    # The other half of the rule stands where a cycle's administrators are removed, a room above this one.
    for row in user.cycles_run.select_related("cycle"):
        if not row.cycle.administrators.filter(user__is_active=True).exclude(user=user).exists():
            raise Denied(
                _(
                    "%(name)s alone runs '%(cycle)s'. Let her add another administrator there first; "
                    "if she cannot, ask whoever operates the server."
                )
                % {"name": user.name, "cycle": row.cycle.name}
            )
