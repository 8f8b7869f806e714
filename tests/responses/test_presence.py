"""Who fills in an element right now: by name, to colleagues alone, and never in anybody's way."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from assessments.responses import presence
from assessments.responses.models import Assessment
from tests.factories import World, make_member

SignIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def nobody_yet() -> None:
    cache.clear()


def beat(client: Client, assessment: Assessment, code: str = "RE", **body: Any) -> Any:
    url = reverse("responses:presence", args=[assessment.pk, code])
    return client.post(url, json.dumps(body), "application/json", headers={"X-Requested-With": "fetch"})


def test_colleagues_are_named_on_the_same_element_until_they_leave(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    assessment = world.start()
    staff, coordinator = sign_in(world.staff), sign_in(world.coordinator)
    assert beat(staff, assessment).json()["message"] == ""
    assert world.staff.name in beat(coordinator, assessment).json()["message"]
    assert world.coordinator.name in beat(staff, assessment).json()["message"]
    assert beat(coordinator, assessment, "HR").json()["message"] == ""
    monkeypatch.setattr(presence, "SECONDS", 0)
    beat(staff, assessment)
    assert beat(coordinator, assessment).json()["message"] == ""


def test_a_beat_costs_three_queries_and_writes_no_row(world: World, sign_in: SignIn, reads_only: Any) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    for _number in range(3):
        make_member(world.agency, "STAFF")
    with reads_only(3):
        assert beat(client, assessment).status_code == 200


def test_nobody_outside_the_agency_is_told_or_named(world: World, other: World, sign_in: SignIn) -> None:
    assessment = world.start()
    beat(sign_in(world.staff), assessment)
    for person in (other.staff, world.evaluator, world.administrator):
        assert beat(sign_in(person), assessment).status_code == 404
    assert beat(sign_in(world.coordinator), assessment, "XX").status_code == 404
    assert Client().get(reverse("responses:presence", args=[assessment.pk, "RE"])).status_code in (302, 405)


def test_a_page_of_another_person_names_nobody(world: World, sign_in: SignIn) -> None:
    assessment = world.start()
    refused = beat(sign_in(world.coordinator), assessment, user=world.staff.pk)
    assert (refused.status_code, refused.json()["reason"]) == (401, "other_person")
    assert beat(sign_in(world.staff), assessment).json()["message"] == ""


def test_without_a_cache_there_is_silence(world: World, sign_in: SignIn, without_cache: None) -> None:
    client, assessment = sign_in(world.staff), world.start()
    assert beat(client, assessment).json()["message"] == ""
