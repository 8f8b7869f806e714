"""Who may do what with a cycle. The scope is one cycle: running another gives no right here."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from assessments.accounts.models import User
from assessments.agencies.models import Membership
from assessments.common.errors import Closed, Denied
from assessments.cycles.models import Cycle, CycleAdministrator

# What answers and results already rest on once the moment is past.
FIXED_AFTER_OPENING = ("kind", "version", "opens_at")


def check_may_open_cycle(actor: User) -> None:
    if not actor.is_administrator:
        raise Denied(_("Only an administrator can open a cycle."))


def check_runs(actor: User, cycle: Cycle) -> None:
    if not CycleAdministrator.objects.filter(cycle=cycle, user=actor).exists():
        raise Denied(_("Only an administrator of this cycle can do this."))


def fixed_fields(cycle: Cycle, now: datetime) -> tuple[str, ...]:
    """What can no longer be changed in this cycle."""
    if cycle._state.adding:
        return ()
    opened = FIXED_AFTER_OPENING if cycle.opens_at <= now else ()
    return opened + (("release_at",) if cycle.is_released(now) else ())


def check_can_change(actor: User, before: Cycle, after: Cycle, now: datetime) -> None:
    check_runs(actor, before)
    changed = [name for name in fixed_fields(before, now) if getattr(before, name) != getattr(after, name)]
    if changed:
        raise Closed(_("Answers or results already rest on this. Reload the page to see what can still be changed."))


def check_can_enrol(actor: User, cycle: Cycle, now: datetime) -> None:
    check_runs(actor, cycle)
    if now >= cycle.closes_at:
        raise Closed(_("This cycle is closed for answers, so no agency can join it."))


def check_can_leave(actor: User, cycle: Cycle, now: datetime) -> None:
    check_runs(actor, cycle)
    if now >= cycle.opens_at:
        raise Closed(_("Answers are open, so the agency stays: its row will say that it did not begin."))


def check_can_evaluate(evaluator: User, agency_ids: list[int]) -> None:
    own = Membership.objects.filter(user=evaluator, agency__in=agency_ids).select_related("agency").first()
    if own is not None:
        raise Denied(
            _("%(name)s belongs to %(agency)s and cannot evaluate it. Nobody was assigned.")
            % {"name": evaluator.name, "agency": own.agency.short_name}
        )


def check_leaves_administrator(row: CycleAdministrator) -> None:
    """Needs the cycle's row locked."""
    others = CycleAdministrator.objects.filter(cycle=row.cycle_id, user__is_active=True).exclude(pk=row.pk)
    if not others.exists():
        raise Denied(_("A cycle needs somebody who runs it. Add another administrator first."))
