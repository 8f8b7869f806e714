from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from assessments.accounts import sharing
from tests.factories import PASSWORD, World, make_user

PROFILE = "/accounts/profile/"


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    cache.clear()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch):
    """Moves the clock by which activity is measured."""
    now = time.time

    def move(minutes: float) -> None:
        monkeypatch.setattr("django.core.signing.time.time", lambda: now() + minutes * 60)

    return move


def signed_in(user, device: str | None) -> Client:
    client = Client()
    given = {"login": user.email, "password": PASSWORD} | ({"device": device} if device else {})
    assert client.post("/accounts/login/", given).status_code == 302
    return client


def test_one_s_own_pc_does_not_lock(db: None, later) -> None:
    client = signed_in(make_user("siti"), "own")
    later(60)
    assert client.get(PROFILE).status_code == 200


@pytest.mark.parametrize(("hours", "status"), [(19, 200), (21, 302)])
def test_no_writing_makes_a_session_longer(db: None, monkeypatch: pytest.MonkeyPatch, hours: int, status: int) -> None:
    client, begun = signed_in(make_user("siti"), "own"), timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: begun + timedelta(hours=18))
    session = client.session
    session["read"] = True
    session.save()
    monkeypatch.setattr("django.utils.timezone.now", lambda: begun + timedelta(hours=hours))
    assert client.get(PROFILE).status_code == status


@pytest.mark.parametrize("device", ["shared", None])
def test_a_shared_one_locks_after_half_an_hour_and_opens_with_the_password(db: None, later, device) -> None:
    user = make_user("siti")
    client = signed_in(user, device)
    later(29)
    assert client.get(PROFILE).status_code == 200
    later(29 + 31)
    assert client.get(f"{PROFILE}?a=1")["Location"] == "/accounts/confirm/?next=%2Faccounts%2Fprofile%2F%3Fa%3D1"
    assert user.email in client.get("/accounts/confirm/").content.decode()
    assert client.get(PROFILE).status_code == 302
    assert client.post("/accounts/confirm/", {"confirm-secret": "salah"}).status_code == 422
    assert client.get(PROFILE).status_code == 302
    answer = client.post("/accounts/confirm/", {"confirm-secret": PASSWORD, "next": f"{PROFILE}?a=1"})
    assert answer["Location"] == f"{PROFILE}?a=1"
    assert client.get(PROFILE).status_code == 200


def test_a_script_learns_that_the_page_is_locked(db: None, later) -> None:
    client = signed_in(make_user("siti"), "shared")
    later(31)
    answer = client.post(PROFILE, headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, answer.json()["reason"]) == (401, "locked")


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(db: None, later) -> None:
    client = signed_in(make_user("siti"), "shared")
    later(20)
    assert client.get(PROFILE, headers={"HX-Request": "true"}).status_code == 200
    later(31)
    assert client.get(PROFILE).status_code == 302


def test_what_was_typed_travels_through_the_lock(db: None, later) -> None:
    user = make_user("siti")
    client = signed_in(user, "shared")
    later(31)
    typed = {"name": "Siti Baru", "language": "en", "time_zone": "Asia/Jayapura"}
    page = client.post(PROFILE, typed)
    assert page.status_code == 401
    for value in typed.values():
        assert f'value="{value}"' in page.content.decode()
    assert client.post(PROFILE, {**typed, "confirm-secret": "salah"}).status_code == 422
    assert client.post(PROFILE, {**typed, "confirm-secret": PASSWORD}).status_code == 302
    user.refresh_from_db()
    assert user.name == "Siti Baru"


def test_a_typed_password_is_not_written_into_the_page(db: None, later) -> None:
    client = signed_in(make_user("siti"), "shared")
    later(31)
    page = client.post("/accounts/password/change/", {"oldpassword": "rahasia-lama", "password1": "rahasia-baru"})
    assert page.status_code == 401
    assert "rahasia" not in page.content.decode()


def test_another_session_s_moment_opens_nothing(db: None, later) -> None:
    first, second = (signed_in(make_user("siti"), "shared") for _number in range(2))
    first.cookies[settings.ACTIVE_COOKIE_NAME] = second.cookies[settings.ACTIVE_COOKIE_NAME].value
    assert first.get(PROFILE).status_code == 302


def test_reading_writes_nothing(world: World, reads_only) -> None:
    client = signed_in(world.staff, "shared")
    with reads_only(12):
        assert client.get(PROFILE).status_code == 200


def test_guessing_at_the_lock_is_limited(db: None, later) -> None:
    client = signed_in(make_user("siti"), "shared")
    later(31)
    for _attempt in range(10):
        client.post("/accounts/confirm/", {"confirm-secret": "salah"})
    assert client.post("/accounts/confirm/", {"confirm-secret": PASSWORD}).status_code == 422


def test_without_a_cookie_it_is_locked(db: None) -> None:
    client = signed_in(make_user("siti"), "shared")
    del client.cookies[settings.ACTIVE_COOKIE_NAME]
    assert client.get(PROFILE).status_code == 302
    assert timedelta(minutes=30) == sharing.IDLE
