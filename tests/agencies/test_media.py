"""The agency's media through its pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.agencies.models import Medium, Membership, Role
from tests.factories import World, make_medium

SignIn = Callable[..., Client]
MEDIA, ADD = "agencies:media", "agencies:medium_add"
TYPED = {
    "name": 'Situs "resmi" & <baru>',
    "kind": "website",
    "address": "https://contoh.example",
    "purpose": "interaction",
    "target_users": "warga",
    "owning_unit": "Sekretariat",
    "stage": "live",
    "in_use_since": "2022-03-01",
}


def edit(medium: Medium) -> str:
    return reverse("agencies:medium_edit", args=[medium.pk])


@pytest.mark.parametrize("role", list(Role))
def test_a_member_adds_and_changes_a_medium(world: World, sign_in: SignIn, role: Role) -> None:
    client = sign_in(world.staff if role == Role.STAFF else world.coordinator)
    assert client.post(reverse(ADD), TYPED).status_code == 302
    medium = Medium.objects.get(name=TYPED["name"])
    assert (medium.agency, medium.kind) == (world.agency, "website")
    assert client.post(edit(medium), TYPED | {"name": "Situs"}).status_code == 302
    assert Medium.objects.get(pk=medium.pk).name == "Situs"
    assert "Situs" in client.get(reverse(MEDIA)).content.decode()


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"kind": "rumour"}, "kind"),
        ({"stage": ""}, "stage"),
        ({"stage": "planned"}, "in_use_since"),
        ({"in_use_since": "kemarin"}, "in_use_since"),
        ({"address": "x" * 301}, "address"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(
    world: World, sign_in: SignIn, change: dict[str, str], wrong: str
) -> None:
    page = sign_in(world.staff).post(reverse(ADD), TYPED | change)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [wrong]
    assert page.context["form"]["target_users"].value() == "warga"


def test_a_name_stands_once_in_an_agency(world: World, other: World, sign_in: SignIn) -> None:
    make_medium(other.agency, name=TYPED["name"])
    client = sign_in(world.staff)
    assert client.post(reverse(ADD), TYPED).status_code == 302
    twice = client.post(reverse(ADD), TYPED)
    assert twice.status_code == 422
    assert list(twice.context["form"].errors) == ["name"]


def test_another_agencys_medium_is_missing(world: World, other: World, sign_in: SignIn) -> None:
    client = sign_in(world.staff)
    assert client.get(edit(other.medium)).status_code == 404
    assert client.post(edit(other.medium), TYPED).status_code == 404
    assert other.medium.name not in client.get(reverse(MEDIA)).content.decode()


def test_an_agency_cannot_be_named_by_one_who_is_not_in_it(world: World, other: World, sign_in: SignIn) -> None:
    client = sign_in(world.staff)
    client.post(reverse(ADD), TYPED | {"agency": other.agency.pk})
    assert Medium.objects.get(name=TYPED["name"]).agency == world.agency
    Membership.objects.create(user=world.staff, agency=other.agency, role=Role.STAFF)
    third = World()
    assert client.post(reverse(ADD), TYPED | {"agency": third.agency.pk, "name": "Lain"}).status_code == 422
    assert client.post(reverse(ADD), TYPED | {"agency": other.agency.pk, "name": "Lain"}).status_code == 302
    assert Medium.objects.get(name="Lain").agency == other.agency


@pytest.mark.parametrize("name", [MEDIA, ADD])
def test_media_are_the_agencies_own_business(world: World, sign_in: SignIn, name: str) -> None:
    assert sign_in(world.evaluator).get(reverse(name)).status_code == 403


def test_the_list_costs_the_same_with_many_media(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    for number in range(200):
        make_medium(world.agency, name=f"Media {number}")
    client = sign_in(world.staff)
    with django_assert_max_num_queries(12):
        assert client.get(reverse(MEDIA)).content.decode().count("Media ") >= 200
