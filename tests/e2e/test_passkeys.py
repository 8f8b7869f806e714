"""A passkey that holds: Chromium's own authenticator makes it, signs in with it and confirms an act with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.internal.flows import login
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from assessments.accounts.models import User
from tests.e2e.filling import serve_static
from tests.factories import PASSWORD, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def device(rows_beside_the_browser: None, transactional_db: None, browser: Browser, live_server: Any) -> Iterator[Page]:
    """A browser with an authenticator. Its keys belong to a domain: the server's name is localhost, no number."""
    context = browser.new_context(base_url=live_server.url)
    context.set_default_timeout(10_000)
    context.route("**/static/**", serve_static)
    page = context.new_page()
    authenticator = context.new_cdp_session(page)
    authenticator.send("WebAuthn.enable")
    authenticator.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield page
    context.close()


def test_a_passkey_opens_the_account_and_confirms_an_act(device: Page) -> None:
    world = World()
    sign_in_by_password(device, world.administrator)
    add_passkey(device)
    sign_out(device)
    sign_in_by_passkey(device)
    expect(device.locator("header")).to_contain_text(world.administrator.name)
    assert proofs(device) == ["mfa webauthn"]

    let_time_pass(device)
    device.goto(reverse("agencies:person", args=[world.staff.pk]))
    press(device, f"main form[action='{reverse('agencies:person_close', args=[world.staff.pk])}'] button")
    assert User.objects.get(pk=world.staff.pk).is_active
    press(device, "main [data-passkey=get]")
    assert not User.objects.get(pk=world.staff.pk).is_active


def sign_in_by_password(page: Page, user: User) -> None:
    page.goto(reverse("account_login"))
    page.fill("main [name=login]", user.email)
    page.fill("main [name=password]", PASSWORD)
    with page.expect_navigation(url=re.compile(r"/$")):
        page.press("main [name=password]", "Enter")


def add_passkey(page: Page) -> None:
    page.goto(reverse("mfa_index"))
    press(page, f"main a[href='{reverse('mfa_add_webauthn')}']")
    page.fill("main [name=name]", "Ponsel contoh")
    press(page, "main [data-passkey=create]")
    page.goto(reverse("mfa_index"))
    expect(page.locator("#passkeys ~ ul")).to_contain_text("Ponsel contoh")


def sign_out(page: Page) -> None:
    page.goto(reverse("account_logout"))
    press(page, f"main form[action='{reverse('account_logout')}'] button")


def sign_in_by_passkey(page: Page) -> None:
    """Without an address: the device knows whose it is."""
    page.goto(reverse("account_login"))
    press(page, "main [data-passkey=get]")


def press(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).click()


def session_of(page: Page) -> SessionStore:
    (key,) = [one["value"] for one in page.context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME]
    return SessionStore(key)


def proofs(page: Page) -> list[str]:
    records = session_of(page)[login.AUTHENTICATION_METHODS_SESSION_KEY]
    return [f"{record['method']} {record.get('type', '')}".strip() for record in records]


def let_time_pass(page: Page) -> None:
    """She signed in too long ago to close an account without a question."""
    session = session_of(page)
    for record in session[login.AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= 16 * 60
    session.modified = True
    session.save()
