"""What the agency reads, who may read it, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.agencies.models import Stage
from assessments.cycles.models import Cycle
from assessments.responses.enums import Audience, Status
from assessments.responses.services.comments import reply
from assessments.reviews.services.verdicts import comment
from tests.factories import World, fill, make_medium, save

SignIn = Callable[..., Client]
READING = ("SELECT", "SAVEPOINT", "RELEASE")


def address(name: str, assessment: Any, *args: Any) -> str:
    return reverse(f"responses:{name}", args=[assessment.pk, *args])


def pages_of(assessment: Any) -> list[str]:
    return [
        address("tasklist", assessment),
        address("element", assessment, "RE"),
        address("element", assessment, "HR"),
        address("evidence_add", assessment, "RE1"),
        address("reply", assessment, "RE1"),
        address("submit", assessment),
        address("withdraw", assessment),
    ]


@pytest.mark.parametrize("status", list(Status))
def test_every_page_opens_in_every_status_within_twelve_queries_and_writes_nothing(
    world: World, sign_in: SignIn, status: Status
) -> None:
    assessment = world.at(status)
    client = sign_in(world.staff)
    for page in pages_of(assessment):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200, page
        assert len(queries) <= 12, page
        assert [query["sql"] for query in queries if not query["sql"].startswith(READING)] == []


def test_the_cost_does_not_grow_with_evidence_messages_and_assessments(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    assessment = world.at(Status.RETURNED)
    response = assessment.responses.get(indicator__code="RE1")
    now = datetime.now(UTC)
    for number in range(200):
        reply(response=response, text=f"Pesan {number}.", actor=world.staff, now=now)
    for number in range(20):
        world.medium = make_medium(world.agency, name=f"Media {number}")
        world.start()
    client = sign_in(world.staff)
    for page in (address("tasklist", assessment), address("element", assessment, "RE")):
        with django_assert_max_num_queries(12):
            assert client.get(page).status_code == 200


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED])
def test_strangers_find_nothing(world: World, other: World, sign_in: SignIn, status: Status) -> None:
    assessment = world.at(status)
    client = sign_in(other.coordinator)
    for page in pages_of(assessment):
        assert client.get(page).status_code == 404
        assert client.post(page).status_code in (404, 405)
    assert client.post(address("save", assessment, "RE1"), "{}", "application/json").status_code == 404


def test_the_agencys_pages_are_not_the_evaluators(world: World, sign_in: SignIn) -> None:
    assessment = world.at(Status.SUBMITTED)
    client = sign_in(world.evaluator)
    assert {client.get(page).status_code for page in pages_of(assessment)} == {404}


def test_without_an_account_nothing_is_shown(world: World) -> None:
    assert Client().get(address("tasklist", world.start())).status_code == 302


def test_unknown_elements_and_indicators_are_missing(world: World, sign_in: SignIn) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    for page in (
        address("element", assessment, "XX"),
        address("evidence_add", assessment, "XX9"),
        address("reply", assessment, "XX9"),
    ):
        assert client.get(page).status_code == 404


def test_the_task_list_counts_and_names_what_is_lacking(world: World, sign_in: SignIn) -> None:
    assessment = world.start()
    rows = {row.indicator.code: row for row in assessment.responses.select_related("indicator")}
    save(rows["RE1"], world.staff, answer="2", finished=True)
    save(rows["RE2"], world.staff, answer="4", finished=True)
    page = sign_in(world.staff).get(address("tasklist", assessment))
    tasks = page.context["tasks"]
    assert (tasks.complete, len(tasks.rows)) == (1, 39)
    assert [str(row.problem) for row in tasks.rows if row.problem] == [str(tasks.rows[1].gap)]
    assert page.context["map"].counts == {"full": 1, "cross": 1, "none": 37}


def test_a_planned_medium_is_not_asked_about_its_benefit(world: World, sign_in: SignIn) -> None:
    world.medium = make_medium(world.agency, stage=Stage.PLANNED, in_use_since=None)
    assessment, client = world.start(), sign_in(world.staff)
    codes = [section.pillar.code for section in client.get(address("tasklist", assessment)).context["sections"]]
    assert codes == ["D", "K"]
    assert client.get(address("element", assessment, "BE")).status_code == 404


def test_after_a_return_only_what_is_asked_is_listed_and_open(world: World, sign_in: SignIn) -> None:
    assessment, client = world.at(Status.RETURNED), sign_in(world.staff)
    listed = client.get(address("tasklist", assessment))
    asked = [row.text.code for section in listed.context["sections"] for group in section.groups for row in group.rows]
    assert asked == ["RE1", "FI1"]
    assert "Mohon dijelaskan." in listed.content.decode()
    cards = client.get(address("element", assessment, "RE")).context["page"].cards
    assert [card.code for card in cards if card.is_open] == ["RE1"]


def test_a_message_counts_as_an_answer_to_a_question(world: World, sign_in: SignIn) -> None:
    assessment, client = world.at(Status.RETURNED), sign_in(world.staff)
    assert len(client.get(address("tasklist", assessment)).context["tasks"].waiting) == 2
    client.post(address("reply", assessment, "RE1"), {"text": "Pasal 12."})
    assert [row.text.code for row in client.get(address("tasklist", assessment)).context["tasks"].waiting] == ["FI1"]


def test_the_agency_never_reads_an_evaluators_name_or_internal_note(world: World, sign_in: SignIn) -> None:
    world.evaluator.name = "Penilai Rahasia"
    world.evaluator.save()
    assessment = world.at(Status.RETURNED)
    response, now = assessment.responses.get(indicator__code="RE1"), datetime.now(UTC)
    for audience, text in ((Audience.AGENCY, "Pertanyaan terbuka."), (Audience.INTERNAL, "Catatan tertutup.")):
        comment(response=response, text=text, audience=audience, actor=world.evaluator, now=now)
    client = sign_in(world.staff)
    for page in (address("element", assessment, "RE"), address("reply", assessment, "RE1")):
        text = client.get(page).content.decode()
        assert "Pertanyaan terbuka." in text
        assert "Catatan tertutup." not in text
        assert world.evaluator.name not in text


def test_a_draft_at_closing_says_that_it_was_not_sent(world: World, sign_in: SignIn) -> None:
    assessment, now = world.start(), datetime.now(UTC)
    Cycle.objects.filter(pk=world.cycle.pk).update(closes_at=now - timedelta(minutes=1))
    client = sign_in(world.staff)
    assert client.get(address("tasklist", assessment)).context["is_missed"]
    assert not client.get(address("element", assessment, "RE")).context["page"].can_save


def test_results_are_linked_from_the_release_on(world: World, sign_in: SignIn) -> None:
    assessment, client = world.at(Status.FINAL), sign_in(world.staff)
    result = reverse("results:result", args=[assessment.pk])
    assert result not in client.get(address("tasklist", assessment)).content.decode()
    past = datetime.now(UTC) - timedelta(minutes=2)
    Cycle.objects.filter(pk=world.cycle.pk).update(opens_at=past - timedelta(days=1), closes_at=past, release_at=past)
    assert result in client.get(address("tasklist", assessment)).content.decode()


def test_a_finished_card_folds_and_an_open_one_does_not(world: World, sign_in: SignIn) -> None:
    assessment = world.start()
    fill(assessment, world.staff)
    cards = sign_in(world.staff).get(address("element", assessment, "RE")).context["page"].cards
    assert all(card.is_folded for card in cards)
