"""A form that comes after its session ended is given back with everything typed, and sent by the right person only."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from assessments.accounts.keeping import other_person
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


def test_what_no_page_of_ours_sent_leads_to_the_sign_in_page(world: World) -> None:
    answer = Client().post(element(world.start()), {"RE1-note": TYPED})
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("owner", ["", "0", "x", "\0", "<b>", "9" * 5000, "１"])
def test_an_owner_that_nobody_is_sends_nothing(world: World, sign_in: SignIn, owner: str) -> None:
    address, data = typed_by(world)
    page = sign_in(world.staff).post(address, data | {"user": owner})
    assert page.status_code == 403
    assert carried(page)["RE1-note"] == TYPED
    assert not Response.objects.filter(note=TYPED).exists()


def test_a_form_given_back_has_one_owner(world: World, sign_in: SignIn) -> None:
    address, data = typed_by(world)
    page = sign_in(world.coordinator).post(address, data).content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    assert re.findall(r'name="user" value="(\d+)"', main) == [str(world.staff.pk)]


def test_leaving_and_the_language_are_for_whoever_is_there(world: World, sign_in: SignIn) -> None:
    client, theirs = sign_in(world.staff), {"user": str(world.coordinator.pk)}
    assert client.post(reverse("accounts:language"), theirs | {"language": "en"}).status_code == 302
    assert client.post(reverse("account_logout"), theirs)["Location"] == "/"


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


def test_who_signed_in_meanwhile_is_told_that_the_form_is_not_hers(world: World) -> None:
    address, data = typed_by(world)
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.coordinator, backend=settings.AUTHENTICATION_BACKENDS[0])
    page = client.post(address, data, headers={"Origin": "http://testserver"})
    with override(world.coordinator.language):
        assert page.context["sentence"] == other_person()
    assert carried(page)["user"] == str(world.staff.pk)


def test_a_password_is_never_written_into_the_page() -> None:
    page = Client().post("/accounts/profile/", {"user": "1", "oldpassword": "rahasia", "confirm-secret": "rahasia"})
    assert page.status_code == 401
    assert carried(page) == {"user": "1"}


@pytest.mark.parametrize("name", ["account_change_password", "mfa_activate_totp", "account_reauthenticate"])
def test_what_is_secret_is_typed_anew(world: World, sign_in: SignIn, name: str) -> None:
    address, secret = reverse(name), {"user": "1", "oldpassword": "rahasia", "code": "rahasia"}
    assert Client().post(address, secret)["Location"].startswith("/accounts/login/")
    of_another = sign_in(world.staff).post(address, secret)
    assert (of_another.status_code, carried(of_another)) == (403, {})
    assert "rahasia" not in of_another.content.decode()


def test_the_tab_of_the_new_session_names_who_is_signed_in(world: World, sign_in: SignIn) -> None:
    assert Client().get(reverse("accounts:again"))["Location"].endswith("?next=/accounts/again/")
    page = sign_in(world.staff).get(reverse("accounts:again")).content.decode()
    assert world.staff.email in page
