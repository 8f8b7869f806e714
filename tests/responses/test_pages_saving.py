"""Saving through the pages: card by card by a script, and as one form without it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.agencies.models import Membership
from assessments.responses.answers import fields_of
from assessments.responses.models import Response
from tests.factories import World, fill, save, submit_by

SignIn = Callable[..., Client]
RESERVED = "Tarif < Rp1.000 & \"gratis\" 'ya'; {{ x }} {% y %} </textarea><script>alert(1)</script> 100% \\ \u2028 😀"


def row(assessment: Any, code: str = "RE1") -> Response:
    return Response.objects.select_related("indicator").get(assessment=assessment, indicator__code=code)


def body(assessment: Any, user: Any, code: str = "RE1", client: str = "page", sequence: int = 1, **fields: Any) -> dict:
    read = row(assessment, code)
    base = {name: value for name, value in fields_of(read).items() if name in fields}
    return {
        "user": user.pk,
        "client": client,
        "sequence": sequence,
        "version": read.version,
        "fields": fields,
        "base": base,
    }


def post(client: Client, assessment: Any, message: dict, code: str = "RE1") -> Any:
    url = reverse("responses:save", args=[assessment.pk, code])
    return client.post(url, json.dumps(message), "application/json", headers={"X-Requested-With": "fetch"})


def form_of(assessment: Any, user: Any, *codes: str) -> dict[str, Any]:
    """The form as a browser without JavaScript holds it."""
    data: dict[str, Any] = {"user": user.pk}
    for code in codes:
        response = row(assessment, code)
        for prefix in (code, f"{code}-base"):
            for name, value in fields_of(response).items():
                data[f"{prefix}-{name}"] = {True: "yes", False: "no"}.get(value, value)
        data[f"{code}-version"] = response.version
    return data


def element(assessment: Any, code: str = "RE") -> str:
    return reverse("responses:element", args=[assessment.pk, code])


# By a script


def test_a_save_says_what_stands_now_within_ten_queries(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    post(client, assessment, body(assessment, world.staff, note="Pemanasan."))
    message = body(assessment, world.staff, sequence=2, answer="3", note="Ada.")
    with django_assert_max_num_queries(10):
        answer = post(client, assessment, message)
    said = answer.json()
    assert answer.status_code == 200
    assert (said["version"], said["fields"]) == (2, {"answer": "3", "note": "Ada.", "finished": False})
    assert (row(assessment).level, row(assessment).updated_by) == (3, world.staff)


def test_two_tabs_are_told_of_each_other_and_nothing_is_lost(world: World, sign_in: SignIn) -> None:
    assessment = world.start()
    first, second = (
        body(assessment, user, client=name, note=note)
        for user, name, note in ((world.staff, "a", "Dari satu."), (world.coordinator, "b", "Dari dua."))
    )
    assert post(sign_in(world.staff), assessment, first).status_code == 200
    clash = post(sign_in(world.coordinator), assessment, second)
    assert clash.status_code == 409
    assert clash.json()["fields"]["note"] == row(assessment).note == "Dari satu."
    assert "Dari" in clash.json()["panel"]
    assert "dua." in clash.json()["panel"]


def test_a_repeated_request_is_known(world: World, sign_in: SignIn) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    message = body(assessment, world.staff, note="Sekali.")
    assert post(client, assessment, message).json()["changed"]
    again = post(client, assessment, message).json()
    assert (again["changed"], again["version"]) == (False, 1)


def test_after_the_submission_a_save_is_closed_and_says_so(world: World, sign_in: SignIn) -> None:
    assessment = world.start()
    message = body(assessment, world.staff, note="Terlambat.")
    fill(assessment, world.staff)
    submit_by(assessment, world.coordinator)
    refused = post(sign_in(world.staff), assessment, message)
    assert refused.status_code == 423
    assert refused.json()["message"]
    assert row(assessment).note == "Sudah ada."


def test_a_page_is_never_saved_in_another_persons_name(world: World, sign_in: SignIn) -> None:
    assessment = world.start()
    refused = post(sign_in(world.coordinator), assessment, body(assessment, world.staff, note="Bukan saya."))
    assert (refused.status_code, refused.json()["reason"]) == (401, "other_person")
    assert row(assessment).note == ""


def test_without_a_session_a_script_gets_401(world: World) -> None:
    assessment = world.start()
    assert post(Client(), assessment, body(assessment, world.staff, note="x")).status_code == 401


def test_who_left_the_agency_finds_nothing(world: World, sign_in: SignIn) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    Membership.objects.filter(user=world.staff).delete()
    assert post(client, assessment, body(assessment, world.staff, note="x")).status_code == 404


@pytest.mark.parametrize("content", ["", "[]", "{}", "null", '{"user": 1, "fields": []}', "\x00"])
def test_what_is_no_save_is_refused(world: World, sign_in: SignIn, content: str) -> None:
    url = reverse("responses:save", args=[world.start().pk, "RE1"])
    assert sign_in(world.staff).post(url, content, "application/json").status_code == 400


def test_an_unknown_indicator_is_missing(world: World, sign_in: SignIn) -> None:
    assessment = world.start()
    assert post(sign_in(world.staff), assessment, body(assessment, world.staff, note="x"), "XX9").status_code == 404


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [({"answer": "6"}, "RE1-answer"), ({"answer": "x"}, "RE1-answer"), ({"note": "x" * 5001}, "RE1-note")],
)
def test_what_cannot_be_stored_is_named(world: World, sign_in: SignIn, fields: dict, wrong: str) -> None:
    assessment = world.start()
    refused = post(sign_in(world.staff), assessment, body(assessment, world.staff, **fields))
    assert refused.status_code == 422
    assert list(refused.json()["errors"]) == [wrong]


def test_saves_carry_a_csrf_token(world: World) -> None:
    assessment = world.start()
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.staff, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert post(client, assessment, body(assessment, world.staff, note="x")).status_code == 403


def sent_by_script(client: str, sequence: int, **unsure: list[Any]) -> str:
    return json.dumps({"client": client, "sequence": sequence, "unsure": unsure})


def test_a_form_overtakes_the_save_under_way_for_good(world: World, sign_in: SignIn) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    late = body(assessment, world.staff, note="Lebih dulu.")
    data = form_of(assessment, world.staff, "RE1") | {"RE1-note": "Lebih baru."}
    data["RE1-sent"] = sent_by_script("page", 2, note=["Lebih dulu."])
    assert client.post(element(assessment), data).status_code == 302
    answer = post(client, assessment, late).json()
    assert (answer["changed"], answer["stands"]) == (False, [])
    assert row(assessment).note == "Lebih baru."


def test_what_a_page_is_unsure_of_is_no_clash_with_itself_whatever_came_between(world: World, sign_in: SignIn) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    first = body(assessment, world.staff, note="Satu.")
    post(client, assessment, first)
    save(row(assessment), world.coordinator, client="other", answer="3")
    again = first | {"sequence": 2, "fields": {"note": "Satu dua."}, "unsure": {"note": ["Satu."]}}
    assert post(client, assessment, again).status_code == 200
    assert (row(assessment).note, row(assessment).level) == ("Satu dua.", 3)


def test_a_save_says_what_somebody_else_has_changed_of_it_since(world: World, sign_in: SignIn) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    message = body(assessment, world.staff, note="Satu.", answer="2")
    assert sorted(post(client, assessment, message).json()["stands"]) == ["answer", "note"]
    save(row(assessment), world.coordinator, client="other", note="Dua.")
    assert post(client, assessment, message).json()["stands"] == ["answer"]


@pytest.mark.parametrize("sent", ["", "x", "[]", "null", '{"client": "a"}', '{"client":1,"sequence":"x","unsure":{}}'])
def test_what_a_script_cannot_have_written_counts_as_nothing(world: World, sign_in: SignIn, sent: str) -> None:
    assessment = world.start()
    data = form_of(assessment, world.staff, "RE1") | {"RE1-note": "Tetap tersimpan.", "RE1-sent": sent}
    assert sign_in(world.staff).post(element(assessment), data).status_code == 302
    assert row(assessment).note == "Tetap tersimpan."


# As a form
