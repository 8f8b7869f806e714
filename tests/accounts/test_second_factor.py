from __future__ import annotations

import time
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from tests.factories import PASSWORD, World, make_user
from tests.sessions import just_confirmed

SECOND = "/accounts/second-step/"


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    cache.clear()


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def with_app(user) -> str:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def after_password(user) -> Client:
    client = Client()
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert answer["Location"] == f"{SECOND}give/"
    return client


def test_an_app_is_set_up_and_recovery_codes_are_shown_once(db: None, sign_in) -> None:
    user = make_user("siti")
    client = sign_in(user)
    page = client.get(f"{SECOND}app/")
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert client.post(f"{SECOND}app/", {"code": "000000"}).status_code == 422
    assert client.post(f"{SECOND}app/", {"code": code_of(secret)})["Location"] == f"{SECOND}codes/"
    codes = RecoveryCodes(Authenticator.objects.get(user=user, type="recovery_codes")).get_unused_codes()
    assert codes[0] in client.get(f"{SECOND}codes/").content.decode()
    assert codes[0] not in client.get(f"{SECOND}codes/").content.decode()


def test_what_codes_are_made_from_is_not_readable_in_the_database(db: None) -> None:
    user = make_user("siti")
    secret = with_app(user)
    assert secret not in str(Authenticator.objects.get(user=user).data)


def test_the_password_alone_no_longer_opens_the_account(db: None) -> None:
    user = make_user("siti")
    secret = with_app(user)
    client = after_password(user)
    assert client.get("/accounts/profile/").status_code == 302
    assert client.get(f"{SECOND}give/").status_code == 200
    assert client.post(f"{SECOND}give/", {"code": "000000"}).status_code == 422
    assert client.post(f"{SECOND}give/", {"code": code_of(secret)}).status_code == 302
    assert client.get("/accounts/profile/").status_code == 200


def test_a_code_counts_once(db: None) -> None:
    user = make_user("siti")
    code = code_of(with_app(user))
    assert after_password(user).post(f"{SECOND}give/", {"code": code}).status_code == 302
    assert after_password(user).post(f"{SECOND}give/", {"code": code}).status_code == 422


def test_a_recovery_code_counts_once(db: None) -> None:
    user = make_user("siti")
    with_app(user)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    assert after_password(user).post(f"{SECOND}give/", {"code": code}).status_code == 302
    assert after_password(user).post(f"{SECOND}give/", {"code": code}).status_code == 422


def test_a_lost_one_is_forgotten_by_command(db: None) -> None:
    user = make_user("siti")
    with_app(user)
    call_command("forget_second_factor", user.email, stdout=StringIO())
    assert Client().post("/accounts/login/", {"login": user.email, "password": PASSWORD})["Location"] == "/"
    with pytest.raises(CommandError):
        call_command("forget_second_factor", user.email)


def test_guessing_codes_is_limited(db: None) -> None:
    user = make_user("siti")
    secret = with_app(user)
    client = after_password(user)
    for _attempt in range(5):
        client.post(f"{SECOND}give/", {"code": "000000"})
    assert client.post(f"{SECOND}give/", {"code": code_of(secret)}).status_code == 422


@pytest.mark.parametrize("who", ["evaluator", "administrator"])
def test_who_must_have_one_reaches_only_its_setting_up(world: World, sign_in, settings, who: str) -> None:
    settings.SECOND_FACTOR = "roles"
    user = getattr(world, who)
    client = sign_in(user)
    for path in ("/", "/reviews/", "/cycles/", "/accounts/profile/"):
        assert client.get(path)["Location"] == SECOND
    assert client.get("/reviews/", headers={"X-Requested-With": "fetch"}).status_code == 403
    for path in (SECOND, f"{SECOND}app/", f"{SECOND}passkeys/new/"):
        assert client.get(path).status_code == 200
    with_app(user)
    assert client.get("/accounts/profile/").status_code == 200


def test_staff_are_offered_it_and_may_be_required(world: World, sign_in, settings) -> None:
    settings.SECOND_FACTOR = "roles"
    assert sign_in(world.staff).get("/accounts/profile/").status_code == 200
    settings.SECOND_FACTOR = "everybody"
    assert sign_in(world.staff).get("/accounts/profile/")["Location"] == SECOND


def test_changing_it_asks_for_the_password_again_after_a_while(db: None, sign_in) -> None:
    user = make_user("siti")
    with_app(user)
    client = sign_in(user)
    just_confirmed(client, user, seconds_ago=16 * 60)
    for path in (f"{SECOND}app/remove/", f"{SECOND}codes/new/", f"{SECOND}passkeys/new/"):
        assert client.post(path)["Location"].startswith("/accounts/confirm/")
    assert client.post("/accounts/confirm/", {"confirm-secret": "salah"}).status_code == 422
    answer = client.post("/accounts/confirm/", {"confirm-secret": PASSWORD, "next": f"{SECOND}app/remove/"})
    assert answer["Location"] == f"{SECOND}app/remove/"
    assert client.post(f"{SECOND}app/remove/")["Location"] == SECOND
    assert not Authenticator.objects.filter(user=user).exists()


def test_nonsense_in_place_of_a_passkey_is_refused(db: None, sign_in) -> None:
    client = sign_in(make_user("siti"))
    client.get(f"{SECOND}passkeys/new/")
    for credential in ("", "x", "{}", "[]", '{"id": 1}'):
        assert client.post(f"{SECOND}passkeys/new/", {"name": "a", "credential": credential}).status_code == 422
        assert Client().post("/accounts/login/passkey/", {"credential": credential}).status_code == 302
