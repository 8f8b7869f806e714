from __future__ import annotations

import pytest
from django.core.cache import cache

from assessments.agencies.models import Role
from assessments.cycles.models import Cycle
from assessments.responses.enums import Status
from assessments.responses.models import Destruction, Redaction
from tests.cycles.test_cycles import frame_of
from tests.factories import PASSWORD, World, judge_all
from tests.operations.test_redaction import address, pdf
from tests.operations.test_verify import with_file
from tests.sessions import just_confirmed

LONG = 16 * 60


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    cache.clear()


@pytest.fixture
def after_a_while(sign_in):
    def client_of(user):
        client = sign_in(user)
        just_confirmed(client, user, seconds_ago=LONG)
        return client

    return client_of


def acts(world: World, status: Status) -> dict[str, tuple[str, dict[str, str]]]:
    assessment = world.at(status)
    return {
        "submit": (
            f"/assessments/{assessment.pk}/submit/",
            {"name": "Nama Contoh", "position": "Kepala", "declared": "on"},
        ),
        "finalise": (f"/reviews/{assessment.pk}/finalise/", {}),
        "reopen": (f"/reviews/{assessment.pk}/reopen/", {"reason": "Ada bukti baru."}),
    }


@pytest.mark.parametrize(
    ("act", "who", "before", "after"),
    [
        ("submit", "coordinator", Status.RETURNED, Status.SUBMITTED),
        ("finalise", "evaluator", Status.IN_REVIEW, Status.FINAL),
        ("reopen", "administrator", Status.FINAL, Status.IN_REVIEW),
    ],
)
def test_a_move_of_weight_asks_again_and_loses_nothing(world: World, after_a_while, act, who, before, after) -> None:
    path, typed = acts(world, before)[act]
    assessment = world.medium.assessments.get()
    if act == "finalise":
        judge_all(assessment, world.evaluator)
    client = after_a_while(getattr(world, who))
    assert client.get(path).status_code == 200
    page = client.post(path, typed)
    assert page.status_code == 403
    for value in typed.values():
        assert f'value="{value}"' in page.content.decode()
    assert client.post(path, {**typed, "confirm-secret": "salah"}).status_code == 422
    assessment.refresh_from_db()
    assert assessment.status == before
    assert client.post(path, {**typed, "confirm-secret": PASSWORD}).status_code == 302
    assessment.refresh_from_db()
    assert assessment.status in (after, Status.IN_REVIEW)


def test_a_change_of_roles_asks_again(world: World, after_a_while) -> None:
    client = after_a_while(world.administrator)
    member = world.staff.memberships.get()
    path = f"/agency/registry/members/{member.pk}/role/"
    assert client.post(path, {"role": Role.COORDINATOR}).status_code == 403
    member.refresh_from_db()
    assert member.role == Role.STAFF
    assert client.post(path, {"role": Role.COORDINATOR, "confirm-secret": PASSWORD}).status_code == 302
    member.refresh_from_db()
    assert member.role == Role.COORDINATOR


def test_moving_the_release_asks_again(world: World, after_a_while) -> None:
    client = after_a_while(world.administrator)
    path = f"/cycles/{world.cycle.pk}/edit/"
    assert client.get(path).status_code == 200
    later = frame_of(world.cycle, release_at="01-01-2040 08:00")
    page = client.post(path, later)
    assert page.status_code == 403
    assert 'value="01-01-2040 08:00"' in page.content.decode()
    assert Cycle.objects.get(pk=world.cycle.pk).release_at == world.cycle.release_at
    assert client.post(path, {**later, "confirm-secret": PASSWORD}).status_code == 302
    assert Cycle.objects.get(pk=world.cycle.pk).release_at.year == 2040


def test_closing_and_destroying_a_file_ask_again(world: World, after_a_while) -> None:
    assessment, _file = with_file(world, Status.FINAL)
    steps = [("close", {"reason": "Memuat nama anak."}, Redaction), ("destroy", {"sure": "on"}, Destruction)]
    for name, typed, row in steps:
        client, path = after_a_while(world.administrator), address(f"operations:file_{name}", assessment)
        assert client.get(path).status_code == 200
        assert client.post(path, typed).status_code == 403
        assert not row.objects.exists()
        assert client.post(path, {**typed, "confirm-secret": PASSWORD}).status_code == 302
        assert row.objects.exists()


def test_no_file_is_closed_without_the_copy_that_was_chosen(world: World, after_a_while) -> None:
    assessment, _file = with_file(world, Status.FINAL)
    client, path = after_a_while(world.administrator), address("operations:file_close", assessment)
    typed = {"reason": "Memuat nama anak."}
    asked = client.post(path, {**typed, "replacement": pdf()})
    assert 'name="files_lost"' in asked.content.decode()
    page = client.post(path, {**typed, "files_lost": "1", "confirm-secret": PASSWORD})
    assert page.status_code == 422
    assert "Memuat nama anak." in page.content.decode()
    assert "files_lost" not in page.content.decode()
    assert client.post(path, {**typed, "replacement": pdf()}).status_code == 302
    assert Redaction.objects.get().replacement


def test_once_given_it_holds_for_a_quarter_of_an_hour(world: World, after_a_while) -> None:
    client = after_a_while(world.administrator)
    member = world.staff.memberships.get()
    path = f"/agency/registry/members/{member.pk}/role/"
    client.post(path, {"role": Role.COORDINATOR, "confirm-secret": PASSWORD})
    assert client.post(path, {"role": Role.STAFF}).status_code == 302


def test_guessing_is_limited(world: World, after_a_while) -> None:
    client = after_a_while(world.administrator)
    path = f"/agency/registry/members/{world.staff.memberships.get().pk}/role/"
    for _attempt in range(10):
        client.post(path, {"role": Role.COORDINATOR, "confirm-secret": "salah"})
    assert client.post(path, {"role": Role.COORDINATOR, "confirm-secret": PASSWORD}).status_code == 422
