from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from assessments.accounts.models import User
from assessments.cycles.models import Cycle, Enrolment, EvaluatorAssignment
from assessments.dashboards import board
from assessments.responses.enums import Status
from assessments.responses.models import Response
from tests.factories import World, fill, make_agency, make_medium, save


def now() -> datetime:
    return datetime.now(UTC)


def path(world: World) -> str:
    return f"/cycles/{world.cycle.pk}/"


def counts(world: World, moment: datetime | None = None) -> dict[str, int]:
    rows = board.board_rows(world.cycle, moment or now())
    return {one.code: one.number for holder in board.funnel(rows, board.LABELS) for one in holder.counts if one.number}


def attention(world: World, moment: datetime | None = None) -> dict[str, int]:
    return {one.code: one.number for one in board.attention(board.board_rows(world.cycle, moment or now()))}


def names(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><strong>(.*?)</strong>', page)


def read(client: Client, world: World, query: str = "") -> str:
    client.cookies["readiness-language"] = "en"
    answer = client.get(path(world) + query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("status", list(Status))
def test_each_state_is_counted_and_found(world: World, sign_in, status: Status) -> None:
    world.at(status)
    assert counts(world) == {status: 1}
    client = sign_in(world.administrator)
    assert names(read(client, world, f"?state={status}")) == [world.agency.name]
    elsewhere = Status.DRAFT if status != Status.DRAFT else Status.FINAL
    assert names(read(client, world, f"?state={elsewhere}")) == []


def test_an_enrolled_agency_has_a_row_before_it_begins_and_even_without_a_medium(world: World, sign_in) -> None:
    bare = make_agency("Dinas Tanpa Media")
    Enrolment.objects.create(cycle=world.cycle, agency=bare)
    assert counts(world) == {board.NOT_STARTED: 2}
    assert set(names(read(sign_in(world.administrator), world))) == {world.agency.name, bare.name}


def test_each_medium_has_its_row_and_another_cycle_adds_none(world: World, other: World, sign_in) -> None:
    world.start()
    make_medium(world.agency)
    Enrolment.objects.create(cycle=other.cycle, agency=world.agency)
    other_cycle = World.__new__(World)
    other_cycle.__dict__.update(world.__dict__, cycle=other.cycle)
    other_cycle.at(Status.SUBMITTED)
    assert counts(world) == {board.NOT_STARTED: 1, Status.DRAFT: 1}
    assert names(read(sign_in(world.administrator), world)) == [world.agency.name] * 2


def test_an_agency_that_is_not_enrolled_is_not_there(world: World, other: World, sign_in) -> None:
    assert other.agency.name not in read(sign_in(world.administrator), world)


def test_the_board_shows_progress_and_never_what_a_draft_says(world: World, sign_in) -> None:
    assessment = world.start()
    first = assessment.responses.select_related("indicator").get(indicator__code="RE1")
    save(first, world.staff, answer="3", note="RAHASIA DRAF", finished=True)
    page = read(sign_in(world.administrator), world)
    assert "1 of 39" in page
    assert "RAHASIA DRAF" not in page
    assert str(assessment.pk) not in page


def test_last_activity_is_the_newest_save_or_move(world: World) -> None:
    assessment = world.start()
    fill(assessment, world.staff)
    newest = max(assessment.responses.values_list("updated_at", flat=True))
    row = board.board_rows(world.cycle, now()).get()
    assert row.last_activity >= newest  # type: ignore[attr-defined]


def test_what_needs_attention_is_counted_and_listed(world: World, sign_in) -> None:
    assert attention(world) == {}
    near = world.cycle.closes_at - timedelta(days=3)
    assert attention(world, near) == {"not_started": 1}
    User.objects.filter(pk=world.coordinator.pk).update(is_active=False)
    assert attention(world) == {"no_coordinator": 1}
    client = sign_in(world.administrator)
    assert names(read(client, world, "?attention=no_coordinator")) == [world.agency.name]
    assert names(read(client, world, "?attention=overdue")) == []


def test_an_idle_draft_and_an_unassigned_or_overdue_assessment_need_attention(world: World) -> None:
    assessment = world.start()
    assert attention(world, now() + timedelta(days=8)) == {"idle": 1} | {}
    Response.objects.filter(pk=assessment.responses.first().pk).update(updated_at=now() + timedelta(days=3))
    assert "idle" not in attention(world, now() + timedelta(days=8))


def test_a_sent_assessment_without_an_evaluator_needs_attention(world: World) -> None:
    world.at(Status.SUBMITTED)
    assert attention(world) == {}
    EvaluatorAssignment.objects.all().delete()
    assert attention(world) == {"unassigned": 1}


def test_an_overdue_answer_needs_attention(world: World) -> None:
    world.at(Status.RETURNED)
    assert attention(world) == {}
    assert attention(world, now() + timedelta(days=6)) == {"overdue": 1}


def test_after_closing_a_draft_reads_as_never_sent(world: World, sign_in) -> None:
    world.start()
    Cycle.objects.filter(pk=world.cycle.pk).update(closes_at=now() - timedelta(hours=1))
    page = read(sign_in(world.administrator), world)
    assert "Not sent" in page
    assert "Being filled in" not in page.split('id="table"')[0]


def test_rows_are_searched_and_sorted_by_address_alone(world: World, sign_in) -> None:
    for name in ("Zeta", "Alfa"):
        agency = make_agency(name)
        Enrolment.objects.create(cycle=world.cycle, agency=agency)
    client = sign_in(world.administrator)
    up, down = names(read(client, world)), names(read(client, world, "?sort=agency&desc=on"))
    assert up == sorted(up)
    assert down == up[::-1]
    assert [name[:4] for name in names(read(client, world, "?q=zeta"))] == ["Zeta"]
    assert names(read(client, world, f"?q={world.medium.name.replace(' ', '+')}")) == [world.agency.name]
    world.start()
    assert names(read(client, world, "?sort=activity&desc=on"))[0] == world.agency.name
    assert names(read(client, world, "?sort=state"))[-1] == world.agency.name


def test_what_cannot_be_read_is_passed_over(world: World, sign_in) -> None:
    client = sign_in(world.administrator)
    for query in (
        "?sort=x",
        "?state=x&attention=y",
        "?page=0",
        "?page=9999999999999999999999",
        "?q=%00",
        "?desc=maybe",
    ):
        assert names(read(client, world, query)) == [world.agency.name]


def test_a_page_holds_fifty_rows_and_keeps_the_search(world: World, sign_in) -> None:
    Enrolment.objects.bulk_create([Enrolment(cycle=world.cycle, agency=make_agency("Balai")) for _number in range(60)])
    client = sign_in(world.administrator)
    page = read(client, world, "?q=balai&sort=agency")
    assert len(names(page)) == 50
    assert "q=balai" in page
    assert "page=2" in page
    assert len(names(read(client, world, "?q=balai&page=2"))) == 10


@pytest.mark.parametrize("agencies", [20, 200])
def test_the_board_costs_the_same_with_many_agencies(world: World, sign_in, reads_only, agencies: int) -> None:
    made = [make_agency() for _number in range(agencies)]
    Enrolment.objects.bulk_create([Enrolment(cycle=world.cycle, agency=agency) for agency in made])
    for agency in made:
        make_medium(agency)
    world.at(Status.SUBMITTED)
    client = sign_in(world.administrator)
    for query in ("", "?sort=activity&desc=on&q=dinas", "?attention=idle"):
        with reads_only(12):
            client.get(path(world) + query)


def test_the_cycle_is_there_for_its_administrators_alone(world: World, other: World, sign_in) -> None:
    for user in (world.staff, world.coordinator, world.evaluator, other.administrator):
        assert sign_in(user).get(path(world)).status_code == 404
    assert Client().get(path(world)).status_code == 302


def test_rights_over_a_cycle_end_at_the_next_request(world: World, sign_in) -> None:
    client = sign_in(world.administrator)
    assert client.get(path(world)).status_code == 200
    world.cycle.administrators.all().delete()
    assert client.get(path(world)).status_code == 404


def test_a_reminder_to_copy_names_date_and_address_while_answers_are_taken(world: World, sign_in, settings) -> None:
    settings.BASE_URL = "https://kesiapan.example"
    closes_at = datetime(2031, 3, 15, 9, 30, tzinfo=UTC)
    Cycle.objects.filter(pk=world.cycle.pk).update(closes_at=closes_at, release_at=closes_at)
    client = sign_in(world.administrator)
    message = read(client, world).partition('id="message"')[2].partition("</textarea>")[0]
    assert "15 March 2031" in message
    assert "https://kesiapan.example/" in message
    assert world.agency.name not in message
    Cycle.objects.filter(pk=world.cycle.pk).update(closes_at=now() - timedelta(hours=1))
    assert 'id="message"' not in read(client, world)
