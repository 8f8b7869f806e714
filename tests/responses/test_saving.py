from __future__ import annotations

from assessments.responses.models import Response
from assessments.responses.services.answers import Clash, Saved
from tests.factories import World, edit, save


def response_of(world: World, code: str = "RE1") -> Response:
    return world.start().responses.select_related("indicator").get(indicator__code=code)


def test_a_save_writes_the_fields_and_counts_the_version(world: World) -> None:
    response = response_of(world)
    outcome = save(response, world.staff, answer="3", note="Ada keputusan.")
    response.refresh_from_db()
    assert isinstance(outcome, Saved)
    assert (response.level, response.note, response.version, response.updated_by) == (
        3,
        "Ada keputusan.",
        1,
        world.staff,
    )


def test_two_people_may_change_different_fields_of_one_answer(world: World) -> None:
    read = response_of(world)
    save(read, world.staff, client="one", answer="3")
    outcome = save(read, world.coordinator, client="two", note="Sudah ada.")
    now = Response.objects.get(pk=read.pk)
    assert isinstance(outcome, Saved)
    assert (now.level, now.note) == (3, "Sudah ada.")


def test_a_real_clash_writes_nothing_and_carries_both_readings(world: World) -> None:
    read = response_of(world)
    save(read, world.staff, client="one", note="Dari satu.")
    outcome = save(read, world.coordinator, client="two", note="Dari dua.")
    assert isinstance(outcome, Clash)
    assert (outcome.mine["note"], outcome.theirs["note"], outcome.fields) == ("Dari dua.", "Dari satu.", ("note",))
    assert Response.objects.get(pk=read.pk).note == "Dari satu."


def test_the_same_text_from_two_people_is_no_clash(world: World) -> None:
    read = response_of(world)
    save(read, world.staff, client="one", note="Sama.")
    assert isinstance(save(read, world.coordinator, client="two", note="Sama."), Saved)


def test_a_repeated_request_changes_nothing_even_after_somebody_elses_save(world: World) -> None:
    read = response_of(world)
    save(read, world.staff, client="one", sequence=1, note="Pertama.")
    newer = Response.objects.select_related("indicator").get(pk=read.pk)
    save(newer, world.coordinator, client="two", note="Kedua.")
    outcome = save(read, world.staff, client="one", sequence=1, note="Pertama.")
    assert isinstance(outcome, Saved)
    assert not outcome.changed
    assert Response.objects.get(pk=read.pk).note == "Kedua."


def test_a_late_request_of_the_same_page_does_not_undo_a_newer_one(world: World) -> None:
    read = response_of(world)
    save(read, world.staff, client="one", sequence=2, note="Lebih baru.")
    save(read, world.staff, client="one", sequence=1, note="Lebih lama.")
    assert Response.objects.get(pk=read.pk).note == "Lebih baru."


def test_every_change_of_an_answer_is_in_the_history(world: World) -> None:
    read = response_of(world)
    for sequence, note in enumerate(("a", "b", "c"), start=1):
        save(Response.objects.select_related("indicator").get(pk=read.pk), world.staff, sequence=sequence, note=note)
    events = Response.pgh_event_models["update"].objects.filter(pgh_obj_id=read.pk, pgh_label="update")
    assert list(events.order_by("pgh_id").values_list("note", flat=True)) == ["a", "b", "c"]


def test_an_edit_names_what_its_sender_had_read(world: World) -> None:
    assert edit(response_of(world), note="x").base == {"note": ""}
