"""Every address × method × person × {own, somebody else's, missing}. A new address without a row fails the suite.

A person who may not see a row gets exactly what she would get if it did not exist.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from assessments.responses.enums import Status
from tests.addresses import ANONYMOUS, ROWS, Row, rows_in
from tests.factories import World, make_user
from tests.scenes import Scene, make_scene


def names(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        else:
            yield f"{prefix}{pattern.name}", pattern


def test_every_address_has_its_row() -> None:
    assert {name for name, _pattern in names(get_resolver())} == set(ROWS)


def test_only_these_pages_are_public() -> None:
    public = {name for name, pattern in names(get_resolver()) if not getattr(pattern.callback, "login_required", True)}
    assert public == {name for name, row in ROWS.items() if row.public}


@pytest.fixture(params=[Status.IN_REVIEW, Status.FINAL])
def scenes(request: pytest.FixtureRequest, db: None) -> tuple[Scene, Scene]:
    return make_scene(request.param), make_scene(request.param)


def test_nobody_gets_in_where_she_does_not_belong(
    scenes: tuple[Scene, Scene], sign_in: Callable[[Any], Client]
) -> None:
    own, other = scenes
    wrong = []
    for actor, client in clients(own.world, other.world, sign_in).items():
        for name, row in rows_in(own, first=Status.IN_REVIEW):
            for method in ("get", "post"):
                wrong += [
                    f"{actor} {method} {name}: {why}" for why in faults(client, method, name, row, actor, own, other)
                ]
    assert wrong == []


def clients(own: World, other: World, sign_in: Callable[[Any], Client]) -> dict[str, Client]:
    people = {
        "staff": own.staff,
        "coordinator": own.coordinator,
        "evaluator": own.evaluator,
        "administrator": own.administrator,
        "other staff": other.staff,
        "other evaluator": other.evaluator,
        "other administrator": other.administrator,
        "nobody": make_user("nobody"),
    }
    return {name: sign_in(person) for name, person in people.items()} | {ANONYMOUS: Client()}


def faults(client: Client, method: str, name: str, row: Row, actor: str, own: Scene, other: Scene) -> Iterator[str]:
    answer = ask(client, method, name, row.kwargs(own))
    if answer.status_code >= 500:
        yield f"answered {answer.status_code}"
    if row.public or answer.status_code == 405:
        return
    if actor == ANONYMOUS:
        if not (answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")):
            yield f"a stranger got {answer.status_code}"
        return
    inside = actor in row.who
    if inside and answer.status_code == 404:
        yield "is not found by one who may see it"
    if not inside and answer.status_code not in (403, 404):
        yield f"got {answer.status_code}"
    if not inside and row.kwargs(own):
        missing = ask(client, method, name, nowhere(row.kwargs(own)))
        if (answer.status_code, shape(answer)) != (missing.status_code, shape(missing)):
            yield "a foreign row answers otherwise than a missing one"


def ask(client: Client, method: str, name: str, kwargs: dict[str, Any]) -> HttpResponse:
    client.cookies.pop("messages", None)  # what an earlier answer had to say
    with transaction.atomic():
        # The one field without which a form would be as missing as its row.
        answer = getattr(client, method)(reverse(name, kwargs=kwargs), {"language": "id"})
        transaction.set_rollback(True)
    return answer


def nowhere(kwargs: dict[str, Any]) -> dict[str, Any]:
    """The same address for a row that does not exist."""
    return {
        key: uuid.uuid4() if isinstance(value, uuid.UUID) else 987_654_321 if isinstance(value, int) else value
        for key, value in kwargs.items()
    }


def shape(answer: HttpResponse) -> str:
    """The answer's text without what differs from request to request: tokens and the address itself."""
    text = answer.content.decode() if not answer.streaming else "(a file)"
    return re.sub(r'value="[^"]*"|[0-9a-f-]{36}|987654321|/\d+/', "", text)
