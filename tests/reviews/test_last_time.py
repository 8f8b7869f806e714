"""What the evaluator reads of last time beside the answer that she judges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.responses.enums import Status
from assessments.responses.models import Assessment
from tests.again import following, renewed
from tests.factories import STEPS, World
from tests.results.test_page import adjusted_final

SignIn = Callable[..., Client]


def under_review(world: World, assessment: Assessment) -> Assessment:
    for step in STEPS[Status.IN_REVIEW]:
        step(world, assessment)
    return assessment


def last_time(client: Client, assessment: Assessment, code: str) -> str:
    client.cookies["readiness-language"] = "en"
    page = client.get(reverse("reviews:workbench", args=[assessment.pk, code])).content.decode()
    return page.split('id="last-time"')[1].split("<details")[0] if 'id="last-time"' in page else ""


def test_the_level_then_and_the_one_that_counted(world: World, sign_in: SignIn) -> None:
    adjusted_final(world)
    assessment = under_review(world, following(world))
    text = last_time(sign_in(world.evaluator), assessment, "RE1")
    for words in ("Level 4 – ", "verified Level 1", world.cycle.name):
        assert words in text, words


def test_before_the_release_only_what_the_agency_said(world: World, sign_in: SignIn) -> None:
    adjusted_final(world)
    assessment = under_review(world, following(world, released=False))
    text = last_time(sign_in(world.evaluator), assessment, "RE1")
    assert "Level 4 – " in text
    assert "verified" not in text


@pytest.mark.parametrize(("code", "words"), [("RE1", "worded anew"), ("RE2", "have changed since"), ("RE4", "")])
def test_a_changed_question_is_told(world: World, sign_in: SignIn, code: str, words: str) -> None:
    adjusted_final(world)
    assessment = under_review(world, following(world, renewed()))
    text = last_time(sign_in(world.evaluator), assessment, code)
    assert "Level 4" in text
    assert words in text
    assert words or "anew" not in text


def test_what_was_not_asked_has_no_last_time(world: World, sign_in: SignIn) -> None:
    adjusted_final(world)
    assessment = under_review(world, following(world, renewed()))
    assert last_time(sign_in(world.evaluator), assessment, "RE9") == ""


def test_it_costs_no_more_than_any_page(world: World, sign_in: SignIn, django_assert_max_num_queries: Any) -> None:
    adjusted_final(world)
    assessment = under_review(world, following(world))
    client, address = sign_in(world.evaluator), reverse("reviews:workbench", args=[assessment.pk, "RE1"])
    client.get(address)
    with django_assert_max_num_queries(12):
        client.get(address)
