from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client

from assessments.accounts.invitations import invitation_link
from assessments.accounts.models import User
from tests.factories import World

NEW = {"password1": "kuda-benar-baterai", "password2": "kuda-benar-baterai"}


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    cache.clear()


@pytest.fixture
def invited(world: World) -> User:
    world.staff.set_unusable_password()
    world.staff.save()
    return world.staff


def can_sign_in(user: User) -> bool:
    given = {"login": user.email, "password": NEW["password1"]}
    return Client().post("/accounts/login/", given).status_code == 302


def test_who_invites_to_what_is_read_before_and_opening_uses_nothing_up(world: World, invited: User) -> None:
    link = invitation_link(user=invited, by=world.administrator, way="letter")
    for _time in range(3):
        page = Client().get(link)
        assert page.status_code == 200
        for words in (world.administrator.name, world.agency.name, invited.email):
            assert words in page.content.decode()
    assert Client().post(link, NEW)["Location"] == "/accounts/login/"
    assert can_sign_in(invited)


def test_it_works_once(world: World, invited: User) -> None:
    link = invitation_link(user=invited, by=world.administrator, way="letter")
    Client().post(link, NEW)
    for answer in (Client().get(link), Client().post(link, {"password1": "x" * 20, "password2": "x" * 20})):
        assert answer.status_code == 410
        assert "/accounts/login/" in answer.content.decode()
    assert can_sign_in(invited)


def test_an_old_one_says_whom_to_ask(world: World, invited: User, monkeypatch: pytest.MonkeyPatch, settings) -> None:
    link = invitation_link(user=invited, by=world.administrator, way="letter")
    settings.PASSWORD_RESET_TIMEOUT = -1
    answer = Client().get(link)
    assert answer.status_code == 410
    assert world.administrator.name in answer.content.decode()
    assert Client().post(link, NEW).status_code == 410


def test_a_broken_one_and_one_of_a_closed_account_open_nothing(world: World, invited: User) -> None:
    link = invitation_link(user=invited, by=world.administrator, way="letter")
    assert Client().get(f"{link[:-3]}/").status_code == 404
    User.objects.filter(pk=invited.pk).update(is_active=False)
    assert Client().post(link, NEW).status_code == 404


def test_weak_or_different_passwords_are_refused(world: World, invited: User) -> None:
    link = invitation_link(user=invited, by=world.administrator, way="letter")
    for pair in (("kuda-benar-baterai", "kuda-salah-baterai"), ("pendek", "pendek"), ("", "")):
        assert Client().post(link, {"password1": pair[0], "password2": pair[1]}).status_code == 422
    assert Client().post(link, NEW).status_code == 302


@pytest.mark.parametrize(("way", "verified"), [("letter", True), ("copy", False)])
def test_only_the_letter_shows_that_the_address_is_hers(world: World, invited: User, way, verified: bool) -> None:
    Client().post(invitation_link(user=invited, by=world.administrator, way=way), NEW)
    assert EmailAddress.objects.filter(user=invited, verified=True).exists() is verified


def test_an_administrator_copies_it_and_history_says_so(world: World, invited: User, sign_in) -> None:
    page = sign_in(world.administrator).post(f"/agency/people/{invited.pk}/invitation/")
    link = re.search(r"http\S+?(/accounts/invitation/[^\s<]+)", page.content.decode())
    assert link
    copied = User.pgh_event_models["invitation_copied"].objects
    event = copied.get(pgh_obj=invited, pgh_label="invitation_copied")
    assert event.pgh_context.metadata["actor"] == world.administrator.pk
    assert Client().post(link[1], NEW).status_code == 302


def test_there_is_none_to_copy_once_a_password_is_chosen(world: World, sign_in) -> None:
    client = sign_in(world.administrator)
    assert client.post(f"/agency/people/{world.staff.pk}/invitation/").status_code == 403
    assert sign_in(world.coordinator).post(f"/agency/people/{world.staff.pk}/invitation/").status_code == 404
