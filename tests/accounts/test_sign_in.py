from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from assessments.accounts.invitations import link_to_choose_password
from assessments.accounts.models import User
from assessments.common.jobs.models import Job
from tests.factories import PASSWORD, World, make_user

LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    cache.clear()


def try_to_sign_in(email: str, password: str, **more: str):
    client = Client()
    return client, client.post(LOGIN, {"login": email, "password": password, **more})


def test_a_person_signs_in_and_out_by_post_alone(db: None) -> None:
    user = make_user("siti")
    client, answer = try_to_sign_in(user.email.upper(), PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/accounts/profile/").status_code == 200
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert client.get("/accounts/profile/").status_code == 302


def test_an_unknown_address_reads_the_same_as_a_wrong_password(db: None) -> None:
    user = make_user("siti")
    known = try_to_sign_in(user.email, "wrong-password-here")[1]
    unknown = try_to_sign_in("nobody@example.org", "wrong-password-here")[1]
    assert known.status_code == unknown.status_code == 422
    plain = [re.sub(rb'value="[^"]*"', b"", answer.content) for answer in (known, unknown)]
    assert plain[0] == plain[1]


def test_what_was_typed_stays_except_the_password(db: None) -> None:
    page = try_to_sign_in("nobody@example.org", "wrong-password-here")[1].content.decode()
    assert 'value="nobody@example.org"' in page
    assert "wrong-password-here" not in page


@pytest.mark.parametrize(("language", "words"), [("id", "Masuk"), ("en", "Sign in")])
def test_sign_in_speaks_both_languages(db: None, language: str, words: str) -> None:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(LOGIN).content.decode()
    assert f'<html lang="{language}"' in page
    if language == "en":
        assert words in page


def test_sign_in_goes_on_where_it_was_asked_for_but_nowhere_else(db: None) -> None:
    user = make_user("siti")
    assert (
        try_to_sign_in(user.email, PASSWORD, next="/accounts/profile/?a=1")[1]["Location"] == "/accounts/profile/?a=1"
    )
    assert try_to_sign_in(user.email, PASSWORD, next="https://elsewhere.example/")[1]["Location"] == "/"


def test_attempts_are_limited_for_the_account_and_not_for_others(db: None) -> None:
    user, other = make_user("siti"), make_user("budi")
    for _attempt in range(5):
        try_to_sign_in(user.email, "wrong-password-here")
    assert try_to_sign_in(user.email, PASSWORD)[1].status_code == 422
    assert try_to_sign_in(other.email, PASSWORD)[1].status_code == 302


def test_there_is_no_sign_up(db: None) -> None:
    assert Client().get("/accounts/signup/").status_code in (302, 404)
    assert not User.objects.exists()


def test_a_closed_account_is_out_at_the_next_request(world: World, sign_in) -> None:
    client = sign_in(world.staff)
    assert client.get("/accounts/profile/").status_code == 200
    User.objects.filter(pk=world.staff.pk).update(is_active=False)
    assert client.get("/accounts/profile/").status_code == 302
    assert try_to_sign_in(world.staff.email, PASSWORD)[1]["Location"] == "/accounts/inactive/"
    assert Client().get("/accounts/inactive/").status_code == 200


def test_a_script_without_a_session_gets_401(db: None) -> None:
    assert Client().get("/accounts/profile/", headers={"X-Requested-With": "fetch"}).status_code == 401


def test_a_letter_is_asked_for_a_known_address_and_the_answer_is_the_same(db: None) -> None:
    user = make_user("siti")
    pages = [Client().post("/accounts/password/reset/", {"email": email}) for email in (user.email, "no@example.org")]
    assert [page["Location"] for page in pages] == ["/accounts/password/reset/done/"] * 2
    assert list(Job.objects.values_list("kind", "payload")) == [("notify_password_reset", {"user": user.pk})]


def test_a_link_is_used_up_by_choosing_a_password_and_not_by_opening_it(db: None) -> None:
    user = User.objects.create_user("baru@example.org", None, name="Baru")
    link = link_to_choose_password(user)
    Client().get(link, follow=True)
    client = Client()
    form = client.get(link, follow=True)
    new = {"password1": "kuda-benar-baterai", "password2": "kuda-benar-baterai"}
    assert client.post(form.request["PATH_INFO"], new).status_code == 302
    assert client.get("/accounts/password/reset/key/done/").status_code == 200
    assert try_to_sign_in(user.email, "kuda-benar-baterai")[1].status_code == 302
    assert 'name="password1"' not in Client().get(link, follow=True).content.decode()


def test_two_different_or_weak_passwords_are_refused(db: None) -> None:
    client = Client()
    form = client.get(link_to_choose_password(make_user("siti")), follow=True)
    for pair in (("kuda-benar-baterai", "kuda-salah-baterai"), ("pendek", "pendek"), ("passwordpassword", "x")):
        answer = client.post(form.request["PATH_INFO"], {"password1": pair[0], "password2": pair[1]})
        assert answer.status_code == 422


def test_a_changed_password_signs_other_devices_out(world: World, sign_in) -> None:
    here, there = sign_in(world.staff), sign_in(world.staff)
    new = {"oldpassword": PASSWORD, "password1": "kuda-benar-baterai", "password2": "kuda-benar-baterai"}
    assert here.post("/accounts/password/change/", {**new, "oldpassword": "salah"}).status_code == 422
    assert here.post("/accounts/password/change/", new)["Location"] == reverse("accounts:profile")
    assert here.get("/accounts/profile/").status_code == 200
    assert there.get("/accounts/profile/").status_code == 302


def test_sign_in_and_its_limit_outlive_a_dead_cache(db: None, without_cache: None) -> None:
    cache.clear()
    user = make_user("siti")
    assert try_to_sign_in(user.email, PASSWORD)[1].status_code == 302
    for _attempt in range(5):
        try_to_sign_in(user.email, "wrong-password-here")
    assert try_to_sign_in(user.email, PASSWORD)[1].status_code == 422
