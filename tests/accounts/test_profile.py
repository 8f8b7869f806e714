from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from assessments.accounts.models import Language, TimeZone
from tests.factories import World, make_user

COOKIE = settings.LANGUAGE_COOKIE_NAME


def test_the_switch_keeps_the_page_with_its_query(db: None) -> None:
    client = Client()
    answer = client.post("/accounts/language/", {"language": "en", "next": "/accessibility/?from=foot"})
    assert answer["Location"] == "/accessibility/?from=foot"
    assert '<html lang="en"' in client.get("/accessibility/").content.decode()


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_the_switch_leads_nowhere_else(db: None, target: str) -> None:
    assert Client().post("/accounts/language/", {"language": "en", "next": target})["Location"] == "/"


def test_the_switch_takes_two_languages_and_only_by_post(db: None) -> None:
    client = Client()
    assert COOKIE not in client.post("/accounts/language/", {"language": "fr"}).cookies
    assert client.get("/accounts/language/?language=en").status_code == 405


def test_a_signed_in_reader_keeps_her_language_on_the_next_device(world: World, sign_in) -> None:
    sign_in(world.staff).post("/accounts/language/", {"language": "en"})
    world.staff.refresh_from_db()
    assert world.staff.language == Language.ENGLISH
    assert '<html lang="en"' in sign_in(world.staff).get("/").content.decode()


def test_the_profile_is_saved_and_rules_the_page_at_once(db: None, sign_in) -> None:
    user = make_user("siti")
    client = sign_in(user)
    client.cookies[COOKIE] = "id"
    new = {"name": "Siti Contoh", "language": "en", "time_zone": TimeZone.EASTERN}
    assert client.post("/accounts/profile/", new).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.language, user.time_zone) == ("Siti Contoh", "en", TimeZone.EASTERN)
    assert '<html lang="en"' in client.get("/accounts/profile/").content.decode()


def test_a_wrong_profile_is_refused_with_what_was_typed(db: None, sign_in) -> None:
    user = make_user("siti")
    answer = sign_in(user).post("/accounts/profile/", {"name": "", "language": "xx", "time_zone": "Mars"})
    assert answer.status_code == 422
    user.refresh_from_db()
    assert user.name == "Siti"
