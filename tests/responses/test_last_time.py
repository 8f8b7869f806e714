"""Last time's answers beside the questions: read, and taken over by a person's act alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.cycles.models import Cycle
from assessments.responses.enums import AnswerState, Status
from assessments.responses.models import Assessment, Response
from tests.again import following, renewed
from tests.factories import World, make_agency, make_medium, package, save
from tests.operations.damage import damage
from tests.responses.test_pages_saving import form_of
from tests.results.test_page import adjusted_final

SignIn = Callable[..., Client]
CANNOT = "The levels of this indicator have changed"


def page(client: Client, name: str, assessment: Assessment, *args: str) -> str:
    client.cookies["readiness-language"] = "en"
    answer = client.get(reverse(name, args=[assessment.pk, *args]))
    assert answer.status_code == 200
    return answer.content.decode()


def card(text: str, code: str) -> str:
    return text.split(f'<section class="card-i" id="{code}"')[1].split("</section>")[0]


def row(assessment: Assessment, code: str) -> Response:
    return Response.objects.select_related("indicator").get(assessment=assessment, indicator__code=code)


def changed(assessment: Assessment, **columns: object) -> None:
    """Set in place: no service makes such a row of one that was otherwise."""
    names = ", ".join(f"{name} = %s" for name in columns)
    damage(f"UPDATE responses_assessment SET {names} WHERE id = %s", *columns.values(), assessment.pk)


def press(client: Client, world: World, assessment: Assessment, code: str, answer: str, **typed: str) -> str:
    """The button, as a browser without JavaScript sends it with the rest of the form."""
    data = form_of(assessment, world.staff, "RE1", "RE2", "RE4") | typed | {"go": f"last:{code}:{answer}"}
    client.cookies["readiness-language"] = "en"
    found = client.post(reverse("responses:element", args=[assessment.pk, "RE"]), data, follow=True)
    assert found.status_code == 200
    return found.content.decode()


def test_the_question_shows_last_time_s_answer_as_a_reference(world: World, sign_in: SignIn) -> None:
    adjusted_final(world)
    assessment = following(world)
    text = card(page(sign_in(world.staff), "responses:element", assessment, "RE"), "RE1")
    for words in ("Level 4 – ", "verified Level 1", world.cycle.name, "Sudah ada.", "Wawancara"):
        assert words in text, words
    assert re.search(r'name="go" value="last:RE1:1"', text)
    assert not re.search(r"<input[^>]*name=\"RE1-answer\"[^>]*checked", text)
    assert {answer.state for answer in assessment.responses.all()} == {AnswerState.UNANSWERED}


def test_before_the_release_the_verified_level_is_not_told(world: World, sign_in: SignIn) -> None:
    adjusted_final(world)
    assessment = following(world, released=False)
    text = card(page(sign_in(world.staff), "responses:element", assessment, "RE"), "RE1")
    assert "Level 4 – " in text
    assert "verified" not in text
    assert 'value="last:RE1:4"' in text


def test_the_button_takes_over_level_and_note_as_the_person_s_own_unfinished_answer(
    world: World, sign_in: SignIn
) -> None:
    adjusted_final(world)
    assessment = following(world)
    text = press(sign_in(world.staff), world, assessment, "RE1", "1")
    taken = row(assessment, "RE1")
    assert (taken.level, taken.note, taken.finished, taken.updated_by) == (1, "Sudah ada.", False, world.staff)
    assert not taken.evidence.exists()
    assert "RE1 starts from last time" in text
    assert row(assessment, "RE4").state == AnswerState.UNANSWERED
    assert 'value="last:RE1' not in text


def test_what_was_typed_elsewhere_on_the_page_is_saved_with_it(world: World, sign_in: SignIn) -> None:
    adjusted_final(world)
    assessment = following(world)
    press(sign_in(world.staff), world, assessment, "RE1", "1", **{"RE4-answer": "2", "RE4-note": "Baru."})
    assert (row(assessment, "RE4").level, row(assessment, "RE4").note) == (2, "Baru.")


@pytest.mark.parametrize("typed", [True, False])
def test_nothing_is_taken_over_something_that_stands_there(world: World, sign_in: SignIn, typed: bool) -> None:
    adjusted_final(world)
    assessment = following(world)
    if not typed:
        save(row(assessment, "RE1"), world.staff, answer="5")
    text = press(sign_in(world.staff), world, assessment, "RE1", "1", **({"RE1-answer": "5"} if typed else {}))
    assert (row(assessment, "RE1").level, row(assessment, "RE1").note) == (5, "")
    assert "Nothing was taken over for RE1" in text


def test_a_level_that_the_page_never_showed_is_refused(world: World, sign_in: SignIn) -> None:
    adjusted_final(world)
    assessment = following(world)
    data = form_of(assessment, world.staff, "RE1") | {"go": "last:RE1:77"}
    answer = sign_in(world.staff).post(reverse("responses:element", args=[assessment.pk, "RE"]), data)
    assert answer.status_code == 422
    assert row(assessment, "RE1").state == AnswerState.UNANSWERED


def test_a_new_version_says_what_may_be_taken_over(world: World, sign_in: SignIn) -> None:
    adjusted_final(world)
    assessment = following(world, renewed())
    text = page(sign_in(world.staff), "responses:element", assessment, "RE")
    assert "The question is worded anew" in card(text, "RE1")
    assert CANNOT in card(text, "RE2")
    assert str(package().indicators["RE2"].levels[3].short["en"]) in card(text, "RE2").split("What that level said")[1]
    assert 'value="last:RE2' not in text
    assert "Last time:" not in card(text, "RE9")
    press(sign_in(world.staff), world, assessment, "RE2", "4")
    assert row(assessment, "RE2").state == AnswerState.UNANSWERED


def test_only_what_the_agency_sent_of_this_medium_in_a_cycle_of_this_kind_is_shown(
    world: World, sign_in: SignIn
) -> None:
    earlier = adjusted_final(world)
    assessment = following(world)
    client = sign_in(world.staff)

    def is_shown() -> bool:
        return "Last time:" in page(client, "responses:element", assessment, "RE")

    assert is_shown()
    Cycle.objects.filter(pk=earlier.cycle_id).update(kind="practice")
    assert not is_shown()
    Cycle.objects.filter(pk=earlier.cycle_id).update(kind="official")
    changed(earlier, medium_id=make_medium(world.agency).pk)
    assert not is_shown()
    changed(earlier, medium_id=world.medium.pk, agency_id=make_agency().pk)
    assert not is_shown()
    changed(earlier, agency_id=world.agency.pk, status=Status.DRAFT)
    assert not is_shown()


def test_the_pages_stay_within_their_budget(world: World, sign_in: SignIn, reads_only: Callable[[int], Any]) -> None:
    adjusted_final(world)
    assessment = following(world, renewed())
    client = sign_in(world.staff)
    for address in (
        reverse("responses:element", args=[assessment.pk, "RE"]),
        reverse("responses:tasklist", args=[assessment.pk]),
        reverse("responses:changes", args=[assessment.pk]),
        reverse("results:result", args=[assessment.pk]),
    ):
        client.get(address)
        with reads_only(12):
            assert client.get(address).status_code == 200


def test_a_page_lists_what_changed_and_what_that_means(world: World, sign_in: SignIn) -> None:
    adjusted_final(world)
    assessment = following(world, renewed())
    client = sign_in(world.staff)
    answer = client.get(reverse("responses:changes", args=[assessment.pk]))
    groups = {group.kind.value: [row.text.code for row in group.rows] for group in answer.context["groups"]}
    unchanged = groups.pop("unchanged")
    assert groups == {"levels": ["RE2"], "first": ["RE9"], "gone": ["RE3"], "reworded": ["RE1"]}
    assert len(unchanged) == 36
    text = page(client, "responses:changes", assessment)
    assert "Last time&#x27;s answer cannot be taken over as it is" in text
    assert reverse("responses:changes", args=[assessment.pk]) in page(client, "responses:tasklist", assessment)


def test_what_a_medium_is_asked_at_its_new_stage_is_asked_for_the_first_time(world: World, sign_in: SignIn) -> None:
    world.medium = make_medium(world.agency, stage="planned", in_use_since=None)
    adjusted_final(world)
    world.medium.stage = "live"
    world.medium.save()
    answer = sign_in(world.staff).get(reverse("responses:changes", args=[following(world).pk]))
    groups = {group.kind.value: {row.text.node for row in group.rows} for group in answer.context["groups"]}
    assert groups["first"] == {"BE"}


def test_without_an_earlier_assessment_nothing_is_compared(world: World, sign_in: SignIn) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    assert "This medium has no earlier assessment" in page(client, "responses:changes", assessment)
    assert reverse("responses:changes", args=[assessment.pk]) not in page(client, "responses:tasklist", assessment)


# The result's history


def earlier_row(client: Client, assessment: Assessment) -> str:
    text = page(client, "results:result", assessment)
    return text.split('id="earlier"')[1].split("</table>")[0] if 'id="earlier"' in text else ""


def test_an_earlier_result_of_the_same_version_stands_beside_this_one(world: World, sign_in: SignIn) -> None:
    adjusted_final(world)
    found = earlier_row(sign_in(world.staff), following(world))
    assert "The same version of the instrument." in found
    assert world.cycle.name in found
    assert "Cannot be compared" not in found


def test_a_result_that_measures_otherwise_says_why(world: World, sign_in: SignIn) -> None:
    adjusted_final(world)
    found = earlier_row(sign_in(world.staff), following(world, renewed()))
    assert "<strong>Cannot be compared</strong>: other indicators are asked; levels of indicators have changed" in found


def test_a_medium_at_another_stage_is_never_compared(world: World, sign_in: SignIn) -> None:
    world.medium = make_medium(world.agency, stage="planned", in_use_since=None)
    adjusted_final(world)
    world.medium.stage = "live"
    world.medium.save()
    found = earlier_row(sign_in(world.staff), following(world))
    assert "Cannot be compared</strong>: the medium was at another stage" in found


def test_an_earlier_result_is_told_to_those_who_may_read_it_there(world: World, other: World, sign_in: SignIn) -> None:
    adjusted_final(world)
    assessment = following(world, released=False)
    assert earlier_row(sign_in(world.staff), assessment) == ""
    changed(assessment, status=Status.IN_REVIEW)
    assert earlier_row(sign_in(world.administrator), assessment)
    Cycle.objects.get(pk=world.cycle.pk).administrators.update(user=other.administrator)
    assert earlier_row(sign_in(world.administrator), assessment) == ""
