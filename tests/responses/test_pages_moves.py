"""Starting, sending and taking back through the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.cycles.models import Cycle
from assessments.responses.enums import Status
from assessments.responses.models import Assessment
from tests.factories import World, fill, make_cycle, save

SignIn = Callable[..., Client]
SIGNED = {"name": "Nama & Contoh", "position": "Plt. Kepala Dinas", "declared": "on"}


def address(name: str, assessment: Assessment) -> str:
    return reverse(f"responses:{name}", args=[assessment.pk])


def filled(world: World) -> Assessment:
    assessment = world.start()
    fill(assessment, world.staff)
    return assessment


def status_now(assessment: Assessment) -> str:
    return Assessment.objects.get(pk=assessment.pk).status


def test_any_member_starts_an_assessment_once(world: World, sign_in: SignIn) -> None:
    client, start = sign_in(world.staff), reverse("responses:start")
    chosen = {"medium": world.medium.pk, "cycle": world.cycle.pk}
    page = client.get(start, {"medium": world.medium.pk})
    assert str(page.context["form"]["medium"].value()) == str(world.medium.pk)
    done = client.post(start, chosen)
    assert done["Location"] == address("tasklist", Assessment.objects.get())
    again = client.post(start, chosen)
    assert (again.status_code, Assessment.objects.count()) == (403, 1)


def test_only_ones_own_media_and_open_cycles_can_be_chosen(world: World, other: World, sign_in: SignIn) -> None:
    client, start = sign_in(world.staff), reverse("responses:start")
    closed = make_cycle(world.agency, around=datetime.now(UTC) - timedelta(days=60))
    for medium, cycle in ((other.medium, world.cycle), (world.medium, other.cycle), (world.medium, closed)):
        assert client.post(start, {"medium": medium.pk, "cycle": cycle.pk}).status_code == 422
    assert client.post(start, {"medium": "x", "cycle": ""}).status_code == 422
    assert client.get(start, {"medium": "x", "cycle": "y"}).status_code == 200
    assert not Assessment.objects.exists()


def test_who_belongs_to_no_agency_starts_nothing(world: World, sign_in: SignIn) -> None:
    assert sign_in(world.evaluator).get(reverse("responses:start")).status_code == 403


def test_gaps_come_first_and_keep_the_assessment_here(world: World, sign_in: SignIn) -> None:
    assessment, client = filled(world), sign_in(world.coordinator)
    row = assessment.responses.select_related("indicator").get(indicator__code="SU3")
    save(row, world.staff, answer="")
    page = client.get(address("submit", assessment))
    text = page.content.decode()
    assert [gap.text.code for gap in page.context["tasks"].gaps] == ["SU3"]
    assert f"{reverse('responses:element', args=[assessment.pk, 'SU'])}#SU3" in text
    assert 'name="declared"' not in text
    assert client.post(address("submit", assessment), SIGNED).status_code == 422
    assert status_now(assessment) == Status.DRAFT


def test_the_own_reading_is_shown_as_such(world: World, sign_in: SignIn) -> None:
    result = sign_in(world.staff).get(address("submit", filled(world))).context["result"]
    assert (str(result.shown), result.counted) == ("4.00", 39)


def test_what_does_not_apply_leaves_the_own_reading_only_as_a_range(world: World, sign_in: SignIn) -> None:
    assessment = filled(world)
    texts = assessment.version.package.indicators
    code = next(code for code, text in texts.items() if text.may_be_not_applicable)
    row = assessment.responses.select_related("indicator").get(indicator__code=code)
    save(row, world.staff, answer="not_applicable")
    result = sign_in(world.staff).get(address("submit", assessment)).context["result"]
    assert (result.counted, result.applicable) == (38, 39)
    assert result.interval[0] < result.interval[1]


def test_the_coordinator_sends_and_gets_a_receipt(world: World, sign_in: SignIn) -> None:
    assessment, client = filled(world), sign_in(world.coordinator)
    stamp = client.get(address("submit", assessment)).context["tasks"].stamp
    done = client.post(address("submit", assessment), SIGNED | {"stamp": stamp})
    assert done["Location"] == address("receipt", assessment)
    page = client.get(done["Location"])
    sent = assessment.submissions.get()
    text = page.content.decode()
    assert assessment.reference in text
    assert sent.receipt in text
    assert "Nama &amp; Contoh, Plt. Kepala Dinas" in text
    assert len(page.context["answers"]) == 39
    assert sent.receipt in client.get(address("tasklist", assessment)).content.decode()


@pytest.mark.parametrize("lacking", list(SIGNED))
def test_a_declaration_lacks_nothing(world: World, sign_in: SignIn, lacking: str) -> None:
    assessment = filled(world)
    given = {name: value for name, value in SIGNED.items() if name != lacking}
    page = sign_in(world.coordinator).post(address("submit", assessment), given)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [lacking]
    assert all(page.context["form"][name].value() for name in given)
    assert status_now(assessment) == Status.DRAFT


def test_staff_check_but_do_not_send(world: World, sign_in: SignIn) -> None:
    assessment, client = filled(world), sign_in(world.staff)
    page = client.get(address("submit", assessment))
    assert page.context["refused"]
    assert 'name="declared"' not in page.content.decode()
    assert client.post(address("submit", assessment), SIGNED).status_code == 403
    assert status_now(assessment) == Status.DRAFT


def test_an_answer_changed_after_the_check_asks_for_another_look(world: World, sign_in: SignIn) -> None:
    assessment, client = filled(world), sign_in(world.coordinator)
    stamp = client.get(address("submit", assessment)).context["tasks"].stamp
    row = assessment.responses.select_related("indicator").get(indicator__code="RE1")
    save(row, world.staff, client="late", note="Diubah.")
    assert client.post(address("submit", assessment), SIGNED | {"stamp": stamp}).status_code == 409
    assert status_now(assessment) == Status.DRAFT


def test_sending_twice_is_closed(world: World, sign_in: SignIn) -> None:
    assessment = world.at(Status.SUBMITTED)
    assert sign_in(world.coordinator).post(address("submit", assessment), SIGNED).status_code == 423
    assert assessment.submissions.count() == 1


def test_a_closed_cycle_takes_nothing(world: World, sign_in: SignIn) -> None:
    assessment = filled(world)
    Cycle.objects.filter(pk=world.cycle.pk).update(closes_at=datetime.now(UTC))
    assert sign_in(world.coordinator).post(address("submit", assessment), SIGNED).status_code == 423


def test_a_return_is_answered_by_sending_again(world: World, sign_in: SignIn) -> None:
    assessment, client = world.at(Status.RETURNED), sign_in(world.coordinator)
    page = client.get(address("submit", assessment))
    assert [row.text.code for row in page.context["tasks"].waiting] == ["RE1", "FI1"]
    assert page.context["form"]["name"].value() == "Nama Contoh"
    assert client.post(address("submit", assessment), SIGNED).status_code == 302
    assert (status_now(assessment), assessment.submissions.count()) == (Status.IN_REVIEW, 2)


def test_taking_back_asks_first_and_belongs_to_the_coordinator(world: World, sign_in: SignIn) -> None:
    assessment: Any = world.at(Status.SUBMITTED)
    assert sign_in(world.staff).post(address("withdraw", assessment)).status_code == 403
    client = sign_in(world.coordinator)
    assert client.get(address("withdraw", assessment)).status_code == 200
    assert status_now(assessment) == Status.SUBMITTED
    assert client.post(address("withdraw", assessment)).status_code == 302
    assert status_now(assessment) == Status.DRAFT
    assert client.get(address("receipt", assessment)).status_code == 200


def test_a_begun_review_cannot_be_taken_back(world: World, sign_in: SignIn) -> None:
    assessment = world.at(Status.IN_REVIEW)
    assert sign_in(world.coordinator).post(address("withdraw", assessment)).status_code == 403
    assert status_now(assessment) == Status.IN_REVIEW


def test_without_a_submission_there_is_no_receipt(world: World, sign_in: SignIn) -> None:
    assert sign_in(world.staff).get(address("receipt", world.start())).status_code == 404
