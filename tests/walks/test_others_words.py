"""Every page that a person may open: none of another agency's words, no trace of its work in any number, and the same
headers everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from assessments.responses.enums import Status
from tests.addresses import ANONYMOUS, ROWS
from tests.factories import World, fill, make_medium, submit_by
from tests.scenes import Scene, make_scene
from tests.test_access import shape
from tests.walks.canaries import CONTENT, NAMES, make_canaries

PEOPLE = ("staff", "coordinator", "evaluator", "administrator")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene(Status.FINAL)


def pages(scene: Scene, who: str, client: Client) -> Iterator[tuple[str, HttpResponse]]:
    """All that this person gets to read. Signing out is last in the table, and not done."""
    for name, row in ROWS.items():
        if (who in row.who or row.public) and name != "account_logout":
            yield name, client.get(reverse(name, kwargs=row.kwargs(scene)))


def body(answer: Any) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(errors="replace")


@pytest.mark.parametrize("who", PEOPLE)
def test_no_page_or_file_holds_another_agencys_words(scene: Scene, sign_in: Callable[..., Client], who: str) -> None:
    make_canaries()
    kept_from = (CONTENT,) if who == "administrator" else (CONTENT, NAMES)
    read = {name: body(answer) for name, answer in pages(scene, who, sign_in(getattr(scene.world, who)))}
    assert len(read) > 20
    assert [name for name, text in read.items() if any(word in text for word in kept_from)] == []


def test_the_words_are_there_for_their_own_people(sign_in: Callable[..., Client]) -> None:
    """Otherwise their absence elsewhere would prove nothing."""
    world, assessment = make_canaries()
    for name, code in (("element", "RE"), ("reply", "RE1")):
        page = sign_in(world.staff).get(reverse(f"responses:{name}", args=[assessment.pk, code]))
        assert CONTENT in body(page)
        assert NAMES in body(page)


def numbers(scene: Scene, who: str, client: Client) -> dict[str, str]:
    """What can be read, without the moment of reading; not what makes a new secret each time it is opened."""
    return {
        name: re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+|\d\d[.:]\d\d(?= WI[BT]| WITA)", "", shape(answer))
        for name, answer in pages(scene, who, client)
        if not name.startswith("mfa_") and answer["Content-Type"].startswith(("text/", "application/json"))
    }


@pytest.mark.parametrize("who", ["staff", "evaluator", "administrator"])
def test_no_number_moves_with_another_agencys_work(scene: Scene, sign_in: Callable[..., Client], who: str) -> None:
    other, client = World(), sign_in(getattr(scene.world, who))
    before = numbers(scene, who, client)
    make_medium(other.agency)
    assessment = other.start()
    fill(assessment, other.staff, "1")
    submit_by(assessment, other.coordinator)
    after = numbers(scene, who, client)
    assert len(before) > 15
    assert [name for name in before if before[name] != after[name]] == []


@pytest.mark.parametrize("who", ["coordinator", "administrator", ANONYMOUS])
def test_every_answer_carries_the_same_headers(scene: Scene, sign_in: Callable[..., Client], who: str) -> None:
    client = Client() if who == ANONYMOUS else sign_in(getattr(scene.world, who))
    wrong = []
    for name, answer in pages(scene, who, client):
        wrong += [f"{name}: {key}" for key, value in HEADERS.items() if answer.get(key) != value]
        policy = answer.get("Content-Security-Policy", "")
        if "default-src 'none'" not in policy or "unsafe" in policy:
            wrong.append(f"{name}: {policy}")
        if who != ANONYMOUS and "no-store" not in answer.get("Cache-Control", ""):
            wrong.append(f"{name}: Cache-Control {answer.get('Cache-Control')}")
    assert wrong == []
