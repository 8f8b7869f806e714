"""Ids that cross: another agency's rows in the fields of one's own forms, and its children under one's own parents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.responses.enums import Status
from tests.addresses import rows_in
from tests.scenes import Scene, make_scene
from tests.walking import OF_EVERY_FORM, WRITES, Form, page_of

FAR = 700_000_000
PEOPLE = ("staff", "coordinator", "evaluator", "administrator")
# Her business is every agency and every person: what she may choose there, tests/cycles and tests/agencies say.
REGISTER = ("agencies:", "cycles:")


@pytest.fixture(params=[Status.DRAFT, Status.IN_REVIEW, Status.RETURNED, Status.FINAL])
def scenes(request: pytest.FixtureRequest, db: None) -> tuple[Scene, Scene]:
    """One's own, and another agency's whose every number is so large that it cannot be mistaken."""
    own = make_scene(request.param)
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname, sequencename FROM pg_sequences WHERE data_type = 'bigint'::regtype")
        for schema, name in cursor.fetchall():
            sequence = f'{schema}."{name}"'
            cursor.execute("SELECT setval(%s::regclass, nextval(%s::regclass) + %s)", [sequence, sequence, FAR])
    return own, make_scene(request.param)


def addresses(scene: Scene, who: str) -> Iterator[tuple[str, str]]:
    for name, row in rows_in(scene, first=Status.DRAFT):
        if who in row.who and (who != "administrator" or not name.startswith(REGISTER)):
            yield name, reverse(name, kwargs=row.kwargs(scene))


def forms(client: Client, scene: Scene, who: str) -> dict[tuple[str, int], Form]:
    """The forms of all pages, by the page's name and their place in it."""
    found = {}
    for name, address in addresses(scene, who):
        page = page_of(client.get(address), address)
        found |= {(name, place): form for place, form in enumerate(page.forms if page else ()) if form.method == "post"}
    return found


def ids(form: Form, field: str) -> set[str]:
    """The numbers and unique ids that this field holds or offers."""
    values = {form.fields[field].value, *form.fields[field].choices}
    return {value for value in values if (value.isdigit() and len(value) > 8) or len(value) == 36}


def crossings(own: dict[Any, Form], other: dict[Any, Form]) -> Iterator[tuple[Any, Form, str, str]]:
    for key in own.keys() & other.keys():
        for field in own[key].fields.keys() & other[key].fields.keys() - OF_EVERY_FORM:
            for foreign in ids(other[key], field) - ids(own[key], field):
                yield key, own[key], field, foreign


def test_no_field_takes_another_agencys_row(scenes: tuple[Scene, Scene], sign_in: Callable[..., Client]) -> None:
    own, other = scenes
    tried, faults = 0, []
    for who in PEOPLE:
        client, stranger = (sign_in(getattr(scene.world, who)) for scene in (own, other))
        found = list(crossings(forms(client, own, who), forms(stranger, other, who)))
        for key, form, field, foreign in found:
            tried += 1
            if any(foreign in sql for sql in written(client, form, {field: foreign})):
                faults.append(f"{who} {key} {field}={foreign}")
    assert faults == []
    assert tried or own.assessment.status == Status.FINAL


def written(client: Client, form: Form, change: dict[str, str]) -> list[str]:
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        answer = client.post(form.action, form.filled() | change)
        transaction.set_rollback(True)
    assert answer.status_code < 500
    return [query["sql"] for query in captured if query["sql"].startswith(WRITES)]


def test_no_child_hangs_under_another_agencys_parent(
    scenes: tuple[Scene, Scene], sign_in: Callable[..., Client]
) -> None:
    own, other = scenes
    clients = {who: sign_in(getattr(own.world, who)) for who in PEOPLE}
    wrong = []
    for who, (name, row) in product(PEOPLE, rows_in(own, first=Status.DRAFT)):
        if who not in row.who or not {"pk"} < row.kwargs(own).keys():
            continue
        client = clients[who]
        for parent, child in ((own, other), (other, own)):
            mixed = row.kwargs(child) | {"pk": row.kwargs(parent)["pk"]}
            if mixed in (row.kwargs(own), row.kwargs(other)):
                continue
            for method in ("get", "post"):
                with transaction.atomic():
                    status = getattr(client, method)(reverse(name, kwargs=mixed)).status_code
                    transaction.set_rollback(True)
                wrong += [f"{who} {method} {name}: {status}"] if status not in (404, 405) else []
    assert wrong == []
