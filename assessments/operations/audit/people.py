"""By what name a reader of the history may know each person in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from assessments.accounts.models import User
from assessments.operations.audit.histories import CycleAdministratorEvent, EvaluatorAssignmentEvent, MembershipEvent
from assessments.operations.audit.scopes import Scope

OTHERS, NOBODY = "others", "nobody"


@dataclass(frozen=True)
class People:
    """Names by id for those who may be named. `labels`: the evaluators' numbers. The rest have no name here."""

    names: dict[int, str]
    labels: dict[int, int]
    as_agency: bool

    def name(self, person: int | None) -> str:
        if person is None:
            return _("the system")
        label = self.labels.get(person)
        if label and self.as_agency:
            return _("Evaluator %(number)d") % {"number": label}
        name = self.names.get(person) or _("an administrator")
        return _("%(name)s (evaluator %(number)d)") % {"name": name, "number": label} if label else name

    def key(self, person: int | None) -> str:
        """What stands for the person in an address: no more than the reader may know."""
        if person is None:
            return NOBODY
        if self.as_agency and person in self.labels:
            return f"evaluator-{self.labels[person]}"
        return str(person) if person in self.names else OTHERS

    def may_know_address(self, person: int | None) -> bool:
        """Where an evaluator sits may tell who she is."""
        return not self.as_agency or self.key(person) == str(person)


def people_of(scope: Scope, actors: Iterable[int | None]) -> People:
    """Two queries. Those who have left keep their names."""
    given = EvaluatorAssignmentEvent.objects.filter(cycle=scope.assessment.cycle_id, agency=scope.assessment.agency_id)
    labels = dict(given.order_by("pgh_id").values_list("evaluator_id", "label"))
    members = Q(pk__in=MembershipEvent.objects.filter(agency=scope.assessment.agency_id).values("user"))
    if scope.as_agency:
        named = User.objects.filter(members).exclude(pk__in=list(labels))
    else:
        running = CycleAdministratorEvent.objects.filter(cycle=scope.assessment.cycle_id)
        known = {*labels, *(actor for actor in actors if actor is not None)}
        named = User.objects.filter(members | Q(pk__in=known) | Q(pk__in=running.values("user")))
    return People(dict(named.values_list("pk", "name")), labels, scope.as_agency)


def choices(people: People, actors: Iterable[int | None]) -> list[tuple[str, str]]:
    found = {people.key(actor): people.name(actor) for actor in actors}
    return sorted(found.items(), key=lambda choice: choice[1].casefold())


def ids_of(people: People, actors: Iterable[int | None], key: str) -> frozenset[int | None]:
    return frozenset(actor for actor in actors if people.key(actor) == key)
