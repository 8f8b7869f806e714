"""Values between the levels, where the instrument has them: typed with either decimal mark, kept exact, and never
taken for what they are not."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.questionnaires.package import named_package
from assessments.responses.enums import AnswerState, Status
from assessments.reviews.models import Verdict
from tests.factories import World
from tests.responses.test_pages_saving import body, element, form_of, post, row

SignIn = Callable[..., Client]
SENTENCE = "Berikan angka dari 1 sampai 5 dalam langkah 0,01, dengan koma atau titik."


@pytest.fixture
def decimals(world: World) -> World:
    world.ask_by(named_package("pemdi-2026"))
    return world


@pytest.mark.parametrize(("typed", "kept"), [("3,27", "3.27"), (" 3.5 ", "3.50"), ("4,00", "4"), ("5", "5")])
def test_a_number_between_two_levels_is_kept(decimals: World, sign_in: SignIn, typed: str, kept: str) -> None:
    assessment, client = decimals.start(), sign_in(decimals.staff)
    data = form_of(assessment, decimals.staff, "5") | {"5-answer": "between", "5-value": typed, "go": "stay:5"}
    assert client.post(element(assessment, "A3"), data).status_code == 302
    assert row(assessment, "5").level == Decimal(kept)
    page = client.get(element(assessment, "A3")).content.decode()
    shown = f'name="5-value" value="{kept.replace(".", ",")}"' if "." in kept else f'value="{kept}" checked'
    assert shown in page
    assert "Nilainya berasal dari:</strong> Skor Satu Data Indonesia" in page


@pytest.mark.parametrize("typed", ["3,2,7", "3.275", "5,01", "0,99", "-3", "NaN", "Infinity", "tiga"])
def test_what_is_no_value_of_the_scale_is_refused_and_shown_again(decimals: World, sign_in: SignIn, typed: str) -> None:
    assessment, client = decimals.start(), sign_in(decimals.staff)
    data = form_of(assessment, decimals.staff, "5") | {"5-answer": "between", "5-value": typed, "go": "stay:5"}
    answer = client.post(element(assessment, "A3"), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert SENTENCE in page
    assert f'name="5-value" value="{typed.replace(",", ".") if typed == "5,01" or typed == "0,99" else typed}"' in page
    assert row(assessment, "5").state == AnswerState.UNANSWERED


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity", "1E+5", "2.5", "between"])
def test_no_number_passes_where_whole_levels_are_chosen(world: World, sign_in: SignIn, value: str) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    assert post(client, assessment, body(assessment, world.staff, answer=value)).status_code == 422
    data = form_of(assessment, world.staff, "RE1") | {"RE1-answer": value, "RE1-value": "2,5", "go": "stay:RE1"}
    assert client.post(element(assessment), data).status_code == 422
    assert row(assessment).state == AnswerState.UNANSWERED


@pytest.mark.parametrize(
    ("typed", "level"), [("3,15", Decimal("3.15")), ("2", Decimal(2)), ("3,1,5", None), ("6", None), ("", None)]
)
def test_an_evaluator_adjusts_to_a_number(decimals: World, sign_in: SignIn, typed: str, level: Any) -> None:
    assessment = decimals.at(Status.IN_REVIEW)
    response = row(assessment, "5")
    data = {
        "outcome": "adjust",
        "level": typed,
        "reason": "Skor resmi.",
        "response_version": response.version,
        "version": 0,
    }
    client = sign_in(decimals.evaluator)
    answer = client.post(reverse("reviews:verdict", args=[assessment.pk, "5"]), data)
    assert answer.status_code == (302 if level else 422)
    assert [one.level for one in Verdict.objects.all()] == ([level] if level else [])
    page = client.get(reverse("reviews:workbench", args=[assessment.pk, "5"])).content.decode()
    if level:
        assert f'name="level" value="{typed}"' in page
    else:
        assert f'name="level" value="{typed}"' in answer.content.decode() or not typed
