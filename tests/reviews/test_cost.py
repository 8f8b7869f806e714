"""What a page costs does not grow with its rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.responses.enums import Audience, Side, Status
from assessments.responses.models import Comment, Submission
from assessments.responses.services.moves import move
from tests.factories import NOW, World, assign, make_agency, make_medium, written_down
from tests.reviews.test_pages import path_of

SignIn = Callable[..., Client]
LIMIT = 12


def queue_up(world: World, number: int) -> None:
    """Sent assessments of `number` more agencies, written as rows: their way there is not what is measured."""
    for _number in range(number):
        agency = make_agency()
        assign(world.evaluator, world.cycle, agency)
        (assessment,) = written_down(world.cycle, [make_medium(agency)], world.staff)
        Submission.objects.create(
            assessment=assessment, number=1, at=NOW, by=world.staff, snapshot="{}", sha256="0" * 64
        )
        move(assessment, Status.SUBMITTED, by=world.staff, at=NOW)


@pytest.mark.parametrize("number", [20, 200])
def test_the_queue(world: World, sign_in: SignIn, django_assert_max_num_queries: Any, number: int) -> None:
    world.at(Status.IN_REVIEW)
    queue_up(world, number)
    client = sign_in(world.evaluator)
    with django_assert_max_num_queries(LIMIT):
        page = client.get(reverse("reviews:queue"))
    assert page.context["page"].paginator.count == number + 1


@pytest.mark.parametrize("name", ["overview", "workbench", "return", "resume", "finalise"])
@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.IN_REVIEW, Status.RETURNED, Status.FINAL])
def test_a_review(world: World, sign_in: SignIn, django_assert_max_num_queries: Any, status: Status, name: str) -> None:
    assessment = world.at(status)
    client = sign_in(world.evaluator)
    client.get(path_of(name, assessment))
    with django_assert_max_num_queries(LIMIT):
        assert client.get(path_of(name, assessment)).status_code == 200


@pytest.mark.parametrize("number", [20, 200])
def test_a_long_thread(world: World, sign_in: SignIn, django_assert_max_num_queries: Any, number: int) -> None:
    assessment = world.at(Status.IN_REVIEW)
    answer = assessment.responses.get(indicator__code="RE1")
    Comment.objects.bulk_create(
        Comment(
            response=answer,
            audience=Audience.INTERNAL,
            side=Side.EVALUATOR,
            label=1,
            author=world.evaluator,
            at=NOW,
            text=f"Catatan {number}.",
        )
        for number in range(number)
    )
    client = sign_in(world.evaluator)
    client.get(path_of("workbench", assessment))
    with django_assert_max_num_queries(LIMIT):
        client.get(path_of("workbench", assessment))
