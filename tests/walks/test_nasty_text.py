"""Nasty text in every field of every form, query and message that the pages offer: no crash, and a refused form shows
again what was typed. The fields are found on the pages, the pages by the table of addresses.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, cycle, islice
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from assessments.responses.enums import Status
from assessments.responses.models import Assessment
from tests.factories import World
from tests.nasty import JSONS, texts
from tests.scenes import Scene, make_scene
from tests.sizes import rounds
from tests.walking import OF_EVERY_FORM, Form, page_of
from tests.walks.pages import pages_for, walks

INPUTS = rounds(150, 10_000)
# What a person types and must find again. Codes are typed anew, by intention.
NOT_SHOWN_AGAIN = {"code", "otp"}
REFUSED = (200, 400, 409, 422)


@dataclass
class Place:
    """One field of one form, for one person."""

    client: Client
    form: Form
    name: str

    def __str__(self) -> str:
        return f"{self.form.method} {self.form.action} {self.name}"


@pytest.fixture
def places(sign_in: Callable[..., Client]) -> list[Place]:
    found: dict[tuple[Any, ...], Place] = {}
    for scene, who, client in walks(sign_in):
        for place in places_for(client, who, scene):
            found.setdefault((scene.assessment.pk, who, place.form.action, place.form.method, place.name), place)
    return list(found.values())


def places_for(client: Client, who: str, scene: Scene) -> Iterator[Place]:
    for _name, page in pages_for(client, who, scene):
        asked: dict[str, Form] = {}
        for path, query in page.queries():
            form = asked.setdefault(path, Form(path, "get"))
            form.fields.pop(query, None)
            yield Place(client, form, query)
        for form in page.forms:
            yield from (Place(client, form, field) for field in form.fields if field not in OF_EVERY_FORM)


def test_every_field_of_every_form_and_query(places: list[Place]) -> None:
    assert len(places) > 100, "the walk found too few fields to mean anything"
    values = [texts(seed) for seed in range(len(places))]
    faults = []
    for number, place in islice(enumerate(cycle(places)), max(INPUTS, len(places))):
        faults += [f"{place}: {why}" for why in try_out(place, next(values[number % len(places)]))]
    assert faults == []


def try_out(place: Place, typed: str) -> Iterator[str]:
    try:
        answer = send(place, typed)
    except Exception as error:
        yield f"{typed[:60]!r} raised {type(error).__name__}: {error}"
        return
    if answer.status_code >= 500:
        yield f"{typed[:60]!r} answered {answer.status_code}"
    field = place.form.fields.get(place.name)
    is_typed = field is not None and field.is_text and place.name not in NOT_SHOWN_AGAIN
    if place.form.method == "post" and is_typed and answer.status_code in REFUSED:
        yield from lost(answer, place, typed)


def send(place: Place, typed: str) -> Any:
    client, form = place.client, place.form
    cookies = copy.deepcopy(client.cookies)
    cache.clear()
    with transaction.atomic():
        answer = getattr(client, form.method)(form.action, {**form.filled(), place.name: typed})
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def lost(answer: Any, place: Place, typed: str) -> Iterator[str]:
    page = page_of(answer, place.form.action)
    shown = [form.fields[place.name].value for form in page.forms if place.name in form.fields] if page else []
    if lines(typed) not in [lines(value) for value in shown]:
        yield f"{typed[:60]!r} was refused ({answer.status_code}) and is shown as {[v[:60] for v in shown]}"


def lines(text: str) -> list[str]:
    """Browsers and forms write the end of a line in their own ways."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")


MESSAGE = {
    "user": 0,
    "client": "page",
    "sequence": 1,
    "version": 0,
    "fields": {"answer": "4", "note": "Ada.", "finished": True},
    "base": {"answer": "", "note": "", "finished": False},
}


def messages(user: int, values: Iterator[Any]) -> Iterator[dict[str, Any]]:
    """A save with one of its members replaced, by turns."""
    sequence = count(1)
    while True:
        for path in (*((name,) for name in MESSAGE), *((part, name) for part in ("fields", "base") for name in
                     ("answer", "note", "finished", "else"))):  # fmt: skip
            message = copy.deepcopy(MESSAGE) | {"user": user, "sequence": next(sequence)}
            inner = message if len(path) == 1 else message[path[0]]
            inner[path[-1]] = next(values)
            yield message


def test_every_member_of_a_save(sign_in: Callable[..., Client]) -> None:
    scene = make_scene(Status.DRAFT)
    client = sign_in(scene.world.staff)
    address = reverse("responses:save", args=[scene.assessment.pk, "RE1"])
    made = texts(0)
    values = (value for pair in zip(cycle(JSONS), made, strict=False) for value in pair)
    for message in islice(messages(scene.world.staff.pk, values), rounds(150, 2_000)):
        with transaction.atomic():
            answer = client.post(address, json.dumps(message), "application/json", HTTP_X_REQUESTED_WITH="fetch")
            transaction.set_rollback(True)
        assert answer.status_code in (200, 400, 401, 409, 422), (message, answer.status_code)
        assert answer["Content-Type"] == "application/json"


HARDLY_JSON = ["[" * 200_000, '{"user":' * 20_000, "9" * 100_000, '"\\ud800"', "\0", "{}" * 9]


@pytest.mark.parametrize("body", HARDLY_JSON)
def test_what_is_hardly_json(world: World, sign_in: Callable[..., Client], body: str) -> None:
    client, assessment = sign_in(world.staff), world.start()
    for address, expected in messages_to(assessment):
        answer = client.post(address, body, "application/json", HTTP_X_REQUESTED_WITH="fetch")
        assert answer.status_code == expected


def test_a_form_where_a_message_is_expected(world: World, sign_in: Callable[..., Client]) -> None:
    client, assessment = sign_in(world.staff), world.start()
    for address, expected in messages_to(assessment):
        assert client.post(address, {"note": "x"}).status_code == expected


def messages_to(assessment: Assessment) -> list[tuple[str, int]]:
    """Where scripts send messages, and what is said to one that is none."""
    return [
        (reverse("responses:save", args=[assessment.pk, "RE1"]), 400),
        (reverse("responses:presence", args=[assessment.pk, "RE"]), 200),
        (reverse("accounts:copy_key"), 200),
    ]
