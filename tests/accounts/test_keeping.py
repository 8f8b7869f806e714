"""A form that comes after its session ended is given back with everything typed, and sent by the right person only."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from assessments.responses.models import Response
from tests.factories import World
from tests.responses.test_pages_saving import element, form_of

SignIn = Callable[..., Client]
TYPED = 'Ditik lama < & "sekali".'


def typed_by(world: World) -> tuple[str, dict[str, Any]]:
    assessment = world.start()
    return element(assessment), form_of(assessment, world.staff, "RE1") | {"RE1-note": TYPED, "RE1-answer": "3"}


def carried(page: Any) -> dict[str, str]:
    return dict(page.context["carried"])


def test_without_a_session_a_form_is_given_back_and_can_be_sent_afterwards(world: World, sign_in: SignIn) -> None:
    address, data = typed_by(world)
    page = Client().post(address, data)
    assert page.status_code == 401
    assert carried(page)["RE1-note"] == TYPED
    assert "no-store" in page["Cache-Control"]
    assert sign_in(world.staff).post(address, carried(page)).status_code == 302
    assert (Response.objects.get(note=TYPED).level, Response.objects.get(note=TYPED).updated_by) == (3, world.staff)


def test_another_person_gets_the_form_back_unsent(world: World, sign_in: SignIn) -> None:
    address, data = typed_by(world)
    page = sign_in(world.coordinator).post(address, data)
    assert page.status_code == 403
    assert carried(page)["RE1-note"] == TYPED
    assert not Response.objects.filter(note=TYPED).exists()


def test_what_belongs_to_nobody_leads_to_the_sign_in_page(world: World) -> None:
    answer = Client().post(element(world.start()), {"RE1-note": TYPED})
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("origin", "is_given_back"),
    [("http://testserver", True), ("https://evil.example", False), ("null", False), ("", False)],
)
def test_a_lost_token_gives_back_what_a_page_of_ours_sent(world: World, origin: str, is_given_back: bool) -> None:
    address, data = typed_by(world)
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.staff, backend=settings.AUTHENTICATION_BACKENDS[0])
    page = client.post(address, data, headers={"Origin": origin} if origin else {})
    assert page.status_code == 403
    assert (TYPED in dict((page.context or {}).get("carried", ())).values()) == is_given_back
    if is_given_back:
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', page.content.decode())
        assert token
        again = carried(page) | {"csrfmiddlewaretoken": token[1]}
        assert client.post(address, again, headers={"Origin": origin}).status_code == 302
    assert Response.objects.filter(note=TYPED).exists() == is_given_back


def test_a_password_is_never_written_into_the_page(world: World) -> None:
    page = Client().post("/accounts/password/change/", {"user": "1", "oldpassword": "rahasia-lama", "x": "y"})
    assert page.status_code == 401
    assert carried(page) == {"user": "1", "x": "y"}


def test_the_tab_of_the_new_session_names_who_is_signed_in(world: World, sign_in: SignIn) -> None:
    assert Client().get(reverse("accounts:again"))["Location"].endswith("?next=/accounts/again/")
    page = sign_in(world.staff).get(reverse("accounts:again")).content.decode()
    assert world.staff.email in page
