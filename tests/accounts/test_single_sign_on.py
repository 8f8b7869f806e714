"""Against a real provider: a process of its own on this machine, reached over HTTP as in production."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from urllib.error import HTTPError

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from assessments.accounts.models import User
from tests.factories import make_user

BEGIN, BACK = "/accounts/oidc/sso/login/", "/accounts/oidc/sso/callback/"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "oidc_provider_mock", "--port", str(port)])
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def wait_for(url: str) -> None:
    for _attempt in range(150):
        try:
            urllib.request.urlopen(f"{url}/.well-known/openid-configuration", timeout=5)  # noqa: S310
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the provider did not start")


@pytest.fixture
def configured(provider: str, settings) -> str:
    app = {
        "provider_id": "sso",
        "name": "SSO Contoh",
        "client_id": "readiness",
        "secret": "not-secret",
        "settings": {"server_url": provider},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    return provider


def known_there(provider: str, subject: str, **claims: object) -> None:
    body = json.dumps(claims).encode()
    url, headers = f"{provider}/users/{subject}", {"Content-Type": "application/json"}
    request = urllib.request.Request(url, body, headers, method="PUT")  # noqa: S310
    urllib.request.urlopen(request, timeout=10)  # noqa: S310


def come_back_from(provider_url: str, subject: str) -> str:
    """Signs in at the provider's page and returns where it sends the browser."""
    form = urllib.parse.urlencode({"sub": subject}).encode()
    with pytest.raises(HTTPError) as redirect:
        urllib.request.build_opener(NoRedirect).open(provider_url, form, timeout=10)
    assert redirect.value.code == 302
    return redirect.value.headers["Location"].partition("testserver")[2]


def sign_in_there(client: Client, subject: str, **more: str):
    away = client.post(BEGIN, more)["Location"]
    assert "code_challenge=" in away
    return client.get(come_back_from(away, subject))


def is_in(client: Client) -> bool:
    return client.get("/accounts/profile/").status_code == 200


def test_the_button_is_there_only_where_it_is_configured(db: None, configured: str, settings) -> None:
    assert "SSO Contoh" in Client().get("/accounts/login/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert BEGIN not in Client().get("/accounts/login/").content.decode()
    assert Client().post(BEGIN).status_code == 404


def test_a_verified_address_opens_its_account_and_stays_linked(db: None, configured: str) -> None:
    user, client = make_user("siti"), Client()
    known_there(configured, "siti-1", email=user.email.upper(), email_verified=True)
    assert sign_in_there(client, "siti-1", next="/accounts/profile/")["Location"] == "/accounts/profile/"
    assert client.get("/accounts/profile/").wsgi_request.user == user
    known_there(configured, "siti-1", email="moved@example.org", email_verified=True)
    again = Client()
    sign_in_there(again, "siti-1")
    assert is_in(again)
    assert SocialAccount.objects.get().user == user
    user.refresh_from_db()
    assert user.has_usable_password()


@pytest.mark.parametrize("claims", [{"email_verified": False}, {}, {"email_verified": "false"}])
def test_an_unverified_address_opens_nothing(db: None, configured: str, claims: dict[str, object]) -> None:
    user, client = make_user("siti"), Client()
    known_there(configured, "siti-2", email=user.email, **claims)
    page = sign_in_there(client, "siti-2")
    assert "/accounts/login/" in page.content.decode()
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_nobody_signs_up(db: None, configured: str) -> None:
    client = Client()
    known_there(configured, "budi", email="budi@example.org", email_verified=True)
    sign_in_there(client, "budi")
    assert not is_in(client)
    assert not User.objects.exists()


def test_a_closed_account_stays_closed(db: None, configured: str) -> None:
    user, client = make_user("siti"), Client()
    known_there(configured, "siti-3", email=user.email, email_verified=True)
    sign_in_there(Client(), "siti-3")
    User.objects.update(is_active=False)
    sign_in_there(client, "siti-3")
    assert not is_in(client)


def test_an_answer_that_was_not_asked_for_is_refused(db: None, configured: str) -> None:
    client = Client()
    assert client.get(f"{BACK}?code=x&state=y").status_code == 401
    assert not is_in(client)
