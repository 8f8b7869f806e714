from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.hashers import BasePasswordHasher, MD5PasswordHasher, identify_hasher, make_password
from django.core.cache import cache
from django.test import Client

from readiness import settings as site
from tests.factories import PASSWORD, make_user

LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    cache.clear()


def attempt(client: Client, email: str, password: str, address: str = "127.0.0.1") -> int:
    given = {"login": email, "password": password, "device": "own"}
    return client.post(LOGIN, given, REMOTE_ADDR=address).status_code


def test_whoever_guesses_cannot_keep_the_owner_out_of_her_browser(db: None) -> None:
    user = make_user("siti")
    hers = Client()
    assert attempt(hers, user.email, PASSWORD) == 302
    hers.post("/accounts/logout/")
    for number in range(12):
        attempt(Client(), user.email, "wrong-password-here", f"192.0.2.{number}")
    assert attempt(Client(), user.email, PASSWORD, "192.0.2.99") == 422
    assert attempt(hers, user.email, PASSWORD) == 302


def test_her_own_browser_is_limited_too(db: None) -> None:
    user = make_user("siti")
    hers = Client()
    attempt(hers, user.email, PASSWORD)
    hers.post("/accounts/logout/")
    for number in range(5):
        attempt(hers, user.email, "wrong-password-here", f"192.0.2.{number}")
    assert attempt(hers, user.email, PASSWORD, "192.0.2.99") == 422


def test_a_browser_known_to_one_account_is_unknown_to_another(db: None) -> None:
    user, guesser = make_user("siti"), make_user("budi")
    client = Client()
    attempt(client, guesser.email, PASSWORD)
    client.post("/accounts/logout/")
    for number in range(5):
        attempt(client, user.email, "wrong-password-here", f"192.0.2.{number}")
    assert attempt(Client(), user.email, PASSWORD, "192.0.2.99") == 422


def test_one_address_is_limited_over_all_accounts(db: None) -> None:
    user = make_user("siti")
    for number in range(10):
        attempt(Client(), f"nobody{number}@example.org", "wrong-password-here", "192.0.2.7")
    assert attempt(Client(), user.email, PASSWORD, "192.0.2.7") == 422
    assert attempt(Client(), user.email, PASSWORD, "192.0.2.8") == 302


def test_an_unknown_address_costs_as_much_hashing_as_a_known_one(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_user("siti")
    worked: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: BasePasswordHasher, password: str, *args: Any, **kwargs: Any) -> str:
        worked.append(password)
        return encode(self, password, *args, **kwargs)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    attempt(Client(), user.email, "wrong-password-here")
    known = len(worked)
    attempt(Client(), "nobody@example.org", "wrong-password-here")
    assert (known, len(worked) - known) == (1, 1)


def test_passwords_are_kept_by_argon2(settings) -> None:
    settings.PASSWORD_HASHERS = site.PASSWORD_HASHERS
    assert identify_hasher(make_password(PASSWORD)).algorithm == "argon2"
