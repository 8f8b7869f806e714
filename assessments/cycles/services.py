"""A cycle's frame: its dates, who takes part, who runs it, who judges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pghistory
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from assessments.accounts.models import User
from assessments.agencies.models import Agency
from assessments.common.errors import Denied, Invalid
from assessments.common.locks import get_for_update
from assessments.cycles import policies
from assessments.cycles.models import Cycle, CycleAdministrator, Enrolment, EvaluatorAssignment


@contextmanager
def _change(actor: User, now: datetime) -> Iterator[None]:
    """One transaction whose history names who changed what, and when."""
    with transaction.atomic(), pghistory.context(actor=actor.pk, at=now.isoformat()):
        yield


def open_cycle(*, cycle: Cycle, actor: User, now: datetime) -> None:
    """A new cycle, run by the one who opens it."""
    policies.check_may_open_cycle(actor)
    with _change(actor, now):
        cycle.save(force_insert=True)
        CycleAdministrator.objects.create(cycle=cycle, user=actor)


def change_cycle(*, cycle: Cycle, actor: User, now: datetime) -> None:
    with _change(actor, now):
        before = get_for_update(Cycle.objects.filter(pk=cycle.pk))
        policies.check_can_change(actor, before, cycle, now)
        cycle.save()


def enrol(*, cycle: Cycle, agencies: QuerySet[Agency], actor: User, now: datetime) -> int:
    """Returns how many joined; those that were there already stay as they are."""
    policies.check_can_enrol(actor, cycle, now)
    with _change(actor, now):
        new = list(agencies.exclude(enrolments__cycle=cycle).values_list("pk", flat=True))
        Enrolment.objects.bulk_create(
            [Enrolment(cycle=cycle, agency_id=agency) for agency in new], ignore_conflicts=True, batch_size=1000
        )
    return len(new)


def leave(*, enrolment: Enrolment, actor: User, now: datetime) -> None:
    with _change(actor, now):
        cycle = get_for_update(Cycle.objects.filter(pk=enrolment.cycle_id))
        policies.check_can_leave(actor, cycle, now)
        EvaluatorAssignment.objects.filter(cycle=cycle, agency=enrolment.agency_id).delete()
        enrolment.delete()


def person_with(email: str) -> User:
    """Raises `Invalid` for an address without an open account."""
    found = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if found is None:
        raise Invalid({"email": _("No open account has this address. An administrator can make one.")})
    return found


def assign_evaluator(*, cycle: Cycle, evaluator: User, agencies: Iterable[int], actor: User, now: datetime) -> int:
    """Returns how many agencies got this evaluator. All of them or none."""
    policies.check_runs(actor, cycle)
    with _change(actor, now):
        get_for_update(Cycle.objects.filter(pk=cycle.pk))
        enrolled = Enrolment.objects.filter(cycle=cycle, agency__in=agencies)
        wanted = list(enrolled.exclude(agency__assignments__in=_of(cycle, evaluator)).values_list("agency", flat=True))
        # Ordered with those who make somebody a member of the agency: nobody becomes both at once.
        list(Agency.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk"))
        policies.check_can_evaluate(evaluator, wanted)
        labels = _labels(cycle, evaluator, wanted)
        EvaluatorAssignment.objects.bulk_create(
            [EvaluatorAssignment(cycle=cycle, agency_id=one, evaluator=evaluator, label=labels[one]) for one in wanted]
        )
    return len(wanted)


def _of(cycle: Cycle, evaluator: User) -> QuerySet[EvaluatorAssignment]:
    return EvaluatorAssignment.objects.filter(cycle=cycle, evaluator=evaluator)


def _labels(cycle: Cycle, evaluator: User, agencies: list[int]) -> dict[int, int]:
    """The agency knows an evaluator by her number, so it is never given to another, and she gets her own back."""
    inserted = EvaluatorAssignment.pgh_event_models["insert"]  # type: ignore[attr-defined]  # added by pghistory
    history = inserted.objects.filter(cycle=cycle, agency__in=agencies)
    highest = dict(history.order_by().values_list("agency").annotate(Max("label")))
    own = dict(history.filter(evaluator=evaluator).values_list("agency", "label"))
    return {agency: own.get(agency) or highest.get(agency, 0) + 1 for agency in agencies}


def end_assignment(*, assignment: EvaluatorAssignment, actor: User, now: datetime) -> None:
    """Her rights end with the row; what she wrote stays."""
    policies.check_runs(actor, assignment.cycle)
    with _change(actor, now):
        assignment.delete()


def add_administrator(*, cycle: Cycle, person: User, actor: User, now: datetime) -> None:
    policies.check_runs(actor, cycle)
    with _change(actor, now):
        CycleAdministrator.objects.get_or_create(cycle=cycle, user=person)


def appoint_administrator(*, cycle: Cycle, person: User) -> None:
    """From the server, where nobody who runs the cycle can be reached: the history names no actor."""
    CycleAdministrator.objects.get_or_create(cycle=cycle, user=person)


def end_administrator(*, row: CycleAdministrator, actor: User, now: datetime) -> None:
    with _change(actor, now):
        get_for_update(Cycle.objects.filter(pk=row.cycle_id))
        policies.check_runs(actor, row.cycle)
        if not CycleAdministrator.objects.filter(pk=row.pk).exists():
            raise Denied(_("This person no longer runs the cycle. Reload the page."))
        policies.check_leaves_administrator(row)
        row.delete()
