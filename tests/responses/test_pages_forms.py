"""The element's form, for browsers without scripts and for the buttons: nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from assessments.responses.answers import fields_of
from assessments.responses.enums import Status
from tests.factories import World, fill, save, submit_by
from tests.responses.test_pages_saving import RESERVED, SignIn, element, form_of, row


def test_a_form_saves_every_changed_card_and_no_other(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    data = form_of(assessment, world.staff, "RE1", "RE2", "RE3")
    data |= {"RE1-answer": "4", "RE1-note": "satu\r\ndua", "RE1-finished": "yes", "RE3-note": RESERVED, "go": "list"}
    client.get(element(assessment))
    with django_assert_max_num_queries(10):
        done = client.post(element(assessment), data)
    assert (done.status_code, done["Location"]) == (302, reverse("responses:tasklist", args=[assessment.pk]))
    assert fields_of(row(assessment, "RE1")) == {"answer": "4", "note": "satu\ndua", "finished": True}
    assert (row(assessment, "RE2").version, row(assessment, "RE3").note) == (0, RESERVED)


def test_what_was_typed_comes_back_as_it_was_and_as_text(world: World, sign_in: SignIn) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    save(row(assessment), world.staff, answer="3", note=RESERVED)
    page = client.get(element(assessment)).content.decode()
    assert "<script>alert(1)" not in page
    card = client.get(element(assessment)).context["page"].cards[0]
    assert card.values["note"] == RESERVED


def test_a_form_read_before_somebody_elses_save_shows_both_and_keeps_what_was_typed(
    world: World, sign_in: SignIn
) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    data = form_of(assessment, world.staff, "RE1", "RE2") | {"RE1-note": "Punya saya.", "RE2-answer": "2"}
    save(row(assessment), world.coordinator, client="other", note="Punya dia.", answer="3")
    page = client.post(element(assessment), data)
    first = page.context["page"].cards[0]
    assert page.status_code == 409
    assert (first.values["note"], first.values["answer"], first.base["note"]) == ("Punya saya.", "3", "Punya dia.")
    assert first.conflict.by == world.coordinator.name
    assert (row(assessment).note, row(assessment, "RE2").level) == ("Punya dia.", 2)


@pytest.mark.parametrize(
    ("decision", "note"), [("mine", "Punya saya."), ("theirs", "Punya dia."), ("combined", "Dua-duanya.")]
)
def test_a_clash_is_decided_without_javascript(world: World, sign_in: SignIn, decision: str, note: str) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    save(row(assessment), world.coordinator, client="other", note="Punya dia.")
    data = form_of(assessment, world.staff, "RE1")
    data |= {"RE1-note": "Punya saya.", "RE1-combined": "Dua-duanya.", "resolve": f"RE1:{decision}"}
    done = client.post(element(assessment), data)
    assert (done.status_code, done["Location"]) == (302, f"{element(assessment)}#RE1")
    assert row(assessment).note == note


def test_the_same_form_sent_twice_changes_nothing_more(world: World, sign_in: SignIn) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    data = form_of(assessment, world.staff, "RE1") | {"RE1-note": "Sekali."}
    assert [client.post(element(assessment), data).status_code for _time in range(2)] == [302, 302]
    assert row(assessment).version == 1


def test_a_form_from_the_browsers_history_is_not_taken_for_a_repeat(world: World, sign_in: SignIn) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    data = form_of(assessment, world.staff, "RE1")
    client.post(element(assessment), data | {"RE1-note": "Pertama."})
    assert client.post(element(assessment), data | {"RE1-note": "Kedua."}).status_code == 409


def test_a_refused_form_comes_back_with_everything_typed(world: World, sign_in: SignIn) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    data = form_of(assessment, world.staff, "RE1", "RE2") | {"RE1-note": "x" * 5001, "RE2-note": "Pendek."}
    page = client.post(element(assessment), data)
    assert page.status_code == 422
    assert [card.values["note"] for card in page.context["page"].cards[:2]] == ["x" * 5001, "Pendek."]
    assert 'href="#RE1-note"' in page.content.decode()


def test_a_form_sent_after_the_submission_gives_the_text_back(world: World, sign_in: SignIn) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    data = form_of(assessment, world.staff, "RE1") | {"RE1-note": "Terlambat sekali."}
    fill(assessment, world.staff)
    submit_by(assessment, world.coordinator)
    page = client.post(element(assessment), data)
    assert page.status_code == 423
    assert page.context["page"].cards[0].kept == "Terlambat sekali."
    assert "Terlambat sekali." in page.content.decode()


def test_a_form_of_another_person_is_refused(world: World, sign_in: SignIn) -> None:
    assessment = world.start()
    data = form_of(assessment, world.staff, "RE1") | {"RE1-note": "Bukan saya."}
    assert sign_in(world.coordinator).post(element(assessment), data).status_code == 403
    assert row(assessment).note == ""


def test_in_a_return_a_closed_card_cannot_be_smuggled_in(world: World, sign_in: SignIn) -> None:
    assessment = world.at(Status.RETURNED)
    data = form_of(assessment, world.staff, "RE2") | {"RE2-note": "Tidak ditanya."}
    assert sign_in(world.staff).post(element(assessment), data).status_code == 423
    assert row(assessment, "RE2").note == "Sudah ada."


@pytest.mark.parametrize(
    ("go", "path"),
    [
        ("list", "/"),
        ("stay:RE2", "/elements/RE/#RE2"),
        ("element:LC", "/elements/LC/"),
        ("evidence_add:RE1", "/indicators/RE1/evidence/"),
        ("reply:RE1", "/indicators/RE1/reply/"),
        ("element:XX", "/elements/RE/"),
        ("evidence_remove:no", "/elements/RE/"),
        ("https://evil.example", "/elements/RE/"),
    ],
)
def test_the_pressed_button_says_where_to_go_and_the_text_is_saved_first(
    world: World, sign_in: SignIn, go: str, path: str
) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    data = form_of(assessment, world.staff, "RE1") | {"RE1-note": "Simpan dulu.", "go": go}
    done = client.post(element(assessment), data)
    assert done["Location"] == f"/assessments/{assessment.pk}{path}"
    assert row(assessment).note == "Simpan dulu."
