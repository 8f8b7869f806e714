"""Several pages on one answer, over a line that loses, repeats and reorders: nobody overwrites what she never saw, and
all that was accepted is in the history. The pages act as static/js/saving/card.js does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from django.db.models import F
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from assessments.accounts.models import User
from assessments.responses.answers import FIELDS, Edit, fields_of
from assessments.responses.models import Response
from assessments.responses.services.answers import Clash, Saved, save_answers
from tests.factories import World
from tests.sizes import rounds

pytestmark = pytest.mark.django_db
ANSWERS = ("1", "4", "not_known", "")
_texts = count(1)


@dataclass
class Page:
    """What one browser page holds. `aware`: every value of a field that its person has seen or chosen here."""

    client: str
    actor: User
    known: dict[str, Any]
    version: int
    now: dict[str, Any] = field(default_factory=dict)
    unsure: dict[str, list[Any]] = field(default_factory=dict)
    sequence: int = 0
    aware: set[tuple[str, Any]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.now = dict(self.known)
        self.see(self.known)

    def see(self, values: dict[str, Any]) -> None:
        self.aware |= set(values.items())

    def type(self, name: str, value: Any) -> None:
        self.now[name] = value
        self.see({name: value})

    def changed(self) -> list[str]:
        return [name for name in FIELDS if self.now[name] != self.known[name] or name in self.unsure]

    def edit(self, code: str) -> Edit:
        names = self.changed()
        self.sequence += 1
        unsure = {name: list(values) for name, values in self.unsure.items()}
        fields, base = ({name: values[name] for name in names} for values in (self.now, self.known))
        for name in names:
            self.unsure[name] = [*self.unsure.get(name, []), self.now[name]][-4:]
        return Edit(code, fields, base, self.version, self.client, self.sequence, unsure)

    def answered(self, edit: Edit, outcome: Saved | Clash) -> None:
        if edit.sequence != self.sequence:
            return
        row = fields_of(outcome.response)
        if isinstance(outcome, Clash):
            self.decide_for_mine(row, outcome.response.version)
        else:
            self.saved(edit, outcome, row)

    def saved(self, edit: Edit, outcome: Saved, row: dict[str, Any]) -> None:
        unsure, self.unsure, unseen = self.unsure, {}, False
        for name in FIELDS:
            mine = edit.fields.get(name, self.known[name])
            if name in outcome.stands or row[name] == mine:
                self.known[name] = mine
            elif self.now[name] == mine:
                self.known[name] = self.now[name] = row[name]
                self.see({name: row[name]})
            else:
                unseen = True
                self.unsure |= {name: unsure[name]} if name in unsure else {}
        if not unseen:
            self.version = outcome.response.version

    def decide_for_mine(self, row: dict[str, Any], version: int) -> None:
        mine = {name: value for name, value in self.now.items() if value != self.known[name]}
        self.known, self.version, self.unsure = dict(row), version, {}
        self.see(row)
        self.now = row | mine


class Saving(RuleBasedStateMachine):
    answers: Iterator[Response]
    people: tuple[User, User]

    @initialize()
    def begin(self) -> None:
        self.response = next(type(self).answers)
        self.pages: list[Page] = []
        self.line: list[tuple[Page, Edit]] = []
        self.delivered: dict[str, int] = {}
        self.accepted: set[str] = set()
        for person in (0, 1):
            self.open(person)

    def row(self) -> Response:
        return Response.objects.select_related("indicator").get(pk=self.response.pk)

    @rule(person=st.integers(0, 1))
    def open(self, person: int) -> None:
        row = self.row()
        if len(self.pages) < 4:
            self.pages.append(Page(f"page {next(_texts)}", self.people[person], fields_of(row), row.version))

    @rule(page=st.integers(0, 9), seen=st.booleans())
    def write_note(self, page: int, seen: bool) -> None:
        chosen = self._page(page)
        # Going back to a text that was there before is what a merge by values finds hardest.
        old = sorted(value for name, value in chosen.aware if name == "note")
        chosen.type("note", old[0] if seen else f"teks {next(_texts)}")

    @rule(page=st.integers(0, 9), answer=st.sampled_from(ANSWERS), finished=st.booleans())
    def choose(self, page: int, answer: str, finished: bool) -> None:
        self._page(page).type("answer", answer)
        self._page(page).type("finished", finished)

    @rule(page=st.integers(0, 9))
    def send(self, page: int) -> None:
        if self._page(page).changed():
            self.line.append((self._page(page), self._page(page).edit(self.response.indicator.code)))

    @rule(page=st.integers(0, 9))
    def change_her_mind(self, page: int) -> None:
        """Two saves of which the second takes the first one back: in the other order, it must stay taken back."""
        before = self._page(page).now["note"]
        self.write_note(page, False)
        self.send(page)
        self._page(page).type("note", before)
        self.send(page)

    @rule(place=st.integers(0, 9), is_answered=st.booleans(), is_repeated=st.booleans())
    def deliver(self, place: int, is_answered: bool, is_repeated: bool) -> None:
        if not self.line:
            return
        page, edit = self.line[place % len(self.line)]
        if not is_repeated:
            self.line.remove((page, edit))
        outcome = self._save(page, edit)
        if is_answered:
            page.answered(edit, outcome)

    @rule(is_answered=st.booleans())
    def deliver_all_in_the_wrong_order(self, is_answered: bool) -> None:
        while self.line:
            self.deliver(len(self.line) - 1, is_answered, False)

    @rule(place=st.integers(0, 9))
    def lose(self, place: int) -> None:
        if self.line:
            self.line.pop(place % len(self.line))

    @rule()
    def add_evidence(self) -> None:
        """Counts the version on without touching a field."""
        Response.objects.filter(pk=self.response.pk).update(version=F("version") + 1)

    def _page(self, number: int) -> Page:
        return self.pages[number % len(self.pages)]

    def _save(self, page: Page, edit: Edit) -> Saved | Clash:
        before = fields_of(self.row())
        now = datetime.now(UTC)
        (outcome,) = save_answers(assessment_id=self.response.assessment_id, edits=[edit], actor=page.actor, now=now)
        after = fields_of(self.row())
        overwritten = {(name, before[name]) for name in FIELDS if before[name] != after[name]}
        assert overwritten <= page.aware, "somebody overwrote what she never saw"
        is_late = edit.sequence <= self.delivered.get(page.client, 0)
        assert not overwritten or not (is_late or isinstance(outcome, Clash))
        if isinstance(outcome, Saved):
            self.delivered[page.client] = max(edit.sequence, self.delivered.get(page.client, 0))
            self.accepted |= {str(edit.fields["note"])} if "note" in outcome.stands else set()
            assert is_late or all(name in outcome.stands for name, _old in overwritten)
        return outcome

    @invariant()
    def what_was_accepted_is_in_the_history(self) -> None:
        events = Response.pgh_event_models["update"].objects.filter(pgh_obj_id=self.response.pk)
        assert self.accepted - {""} <= set(events.values_list("note", flat=True))

    def teardown(self) -> None:
        """Every page that goes on typing into a working line ends with its text saved."""
        for page in self.pages:
            page.type("note", f"terakhir {next(_texts)}")
            for _attempt in range(4):
                if page.changed():
                    edit = page.edit(self.response.indicator.code)
                    page.answered(edit, self._save(page, edit))
            assert (page.changed(), self.row().note) == ([], page.now["note"])


def test_no_accepted_text_disappears(db: None) -> None:
    world = World()
    assessment = world.start()
    rows = list(assessment.responses.select_related("indicator").order_by("pk"))
    Saving.answers = (row for _round in count() for row in rows)
    Saving.people = (world.staff, world.coordinator)
    quiet = settings(
        max_examples=rounds(30, 600),
        stateful_step_count=25,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Saving, settings=quiet)
