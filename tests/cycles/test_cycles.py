from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from assessments.accounts.models import TimeZone
from assessments.agencies.models import Agency
from assessments.cycles.models import Cycle, CycleAdministrator, Enrolment, EvaluatorAssignment
from tests.factories import World, assign, make_agency, make_user, make_version

FORMAT = "%d-%m-%Y %H:%M"


def frame(**changes: Any) -> dict[str, Any]:
    values = {
        "name": "Periode 2027",
        "kind": "official",
        "version": make_version().pk,
        "opens_at": "01-02-2027 08:00",
        "closes_at": "01-03-2027 23:59",
        "release_at": "01-04-2027 08.00",
    }
    return {**values, **changes}


def frame_of(cycle: Cycle, **changes: Any) -> dict[str, Any]:
    zone = timedelta(hours=7)
    moments = {name: (getattr(cycle, name) + zone).strftime(FORMAT) for name in ("opens_at", "closes_at", "release_at")}
    return {"name": cycle.name, "kind": cycle.kind, "version": cycle.version_id, **moments, **changes}


def page(world: World, name: str = "") -> str:
    return f"/cycles/{world.cycle.pk}/{name}"


def test_an_administrator_opens_a_cycle_and_runs_it(world: World, sign_in) -> None:
    answer = sign_in(world.administrator).post("/cycles/new/", frame())
    cycle = Cycle.objects.get(name="Periode 2027")
    assert answer["Location"] == f"/cycles/{cycle.pk}/enrol/"
    assert cycle.administrators.get().user == world.administrator
    assert cycle.closes_at == datetime(2027, 3, 1, 16, 59, tzinfo=UTC)


def test_moments_are_read_in_the_readers_zone(world: World, sign_in) -> None:
    administrator = make_user("timur", is_administrator=True, time_zone=TimeZone.EASTERN)
    client = sign_in(administrator)
    assert "WIT" in client.get("/cycles/new/").content.decode()
    client.post("/cycles/new/", frame())
    assert Cycle.objects.get(name="Periode 2027").closes_at == datetime(2027, 3, 1, 14, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"closes_at": "01-01-2027 08:00"},
        {"release_at": "01-02-2027 09:00"},
        {"opens_at": "02/30/2027 08:00"},
        {"version": 987},
        {"kind": "other"},
    ],
)
def test_a_frame_that_cannot_be_is_refused_with_what_was_typed(world: World, sign_in, changes: dict[str, Any]) -> None:
    answer = sign_in(world.administrator).post("/cycles/new/", frame(**changes))
    assert answer.status_code == 422
    assert "01-03-2027 23:59" in answer.content.decode() or "closes_at" in changes
    assert Cycle.objects.count() == 1


def test_two_cycles_never_share_a_name(world: World, sign_in) -> None:
    assert sign_in(world.administrator).post("/cycles/new/", frame(name=world.cycle.name)).status_code == 422


def test_a_deadline_can_be_moved_while_answers_are_open(world: World, sign_in) -> None:
    later = world.cycle.closes_at + timedelta(days=5)
    values = frame_of(world.cycle, closes_at=(later + timedelta(hours=7)).strftime(FORMAT))
    assert sign_in(world.administrator).post(page(world, "edit/"), values).status_code == 302
    world.cycle.refresh_from_db()
    assert world.cycle.closes_at == later.replace(second=0, microsecond=0)


def test_what_answers_rest_on_stays(world: World, sign_in) -> None:
    before = Cycle.objects.get(pk=world.cycle.pk)
    values = frame_of(world.cycle, kind="practice", opens_at="01-01-2020 08:00", name="Nama baru")
    assert sign_in(world.administrator).post(page(world, "edit/"), values).status_code == 302
    after = Cycle.objects.get(pk=world.cycle.pk)
    assert (after.kind, after.opens_at, after.version_id) == (before.kind, before.opens_at, before.version_id)
    assert after.name == "Nama baru"


def test_a_release_that_was_reached_stays(world: World, sign_in) -> None:
    past = datetime.now(UTC) - timedelta(days=1)
    Cycle.objects.filter(pk=world.cycle.pk).update(closes_at=past, release_at=past)
    world.cycle.refresh_from_db()
    values = frame_of(world.cycle, release_at="01-01-2030 08:00", closes_at="01-01-2029 08:00")
    assert sign_in(world.administrator).post(page(world, "edit/"), values).status_code == 422
    world.cycle.refresh_from_db()
    assert world.cycle.release_at == past


def test_only_administrators_open_cycles_and_only_their_own_are_there(world: World, other: World, sign_in) -> None:
    for user in (world.staff, world.coordinator, world.evaluator):
        client = sign_in(user)
        assert client.get("/cycles/").status_code == client.get("/cycles/new/").status_code == 403
        assert client.post("/cycles/new/", frame()).status_code == 403
        for name in PAGES:
            assert client.get(page(world, name)).status_code == 404
    stranger = sign_in(other.administrator)
    for name in PAGES:
        assert stranger.get(page(world, name)).status_code == 404
        assert stranger.post(page(world, name), {"agencies": [other.agency.pk]}).status_code in (404, 405)
    assert world.cycle.name not in stranger.get("/cycles/").content.decode()


PAGES = ("", "edit/", "enrol/", "evaluators/", "administrators/")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("agencies", [20, 200])
def test_pages_cost_the_same_with_many_agencies(world: World, sign_in, reads_only, name: str, agencies: int) -> None:
    made = [make_agency() for _number in range(agencies)]
    Enrolment.objects.bulk_create([Enrolment(cycle=world.cycle, agency=agency) for agency in made[: agencies // 2]])
    for agency in made[: agencies // 4]:
        assign(world.evaluator, world.cycle, agency)
    client = sign_in(world.administrator)
    with reads_only(12):
        assert client.get(page(world, name)).status_code == 200


def enrol(client: Client, world: World, query: str = "", **data: Any) -> Any:
    return client.post(page(world, f"enrol/{query}"), data)


def test_ticked_agencies_join_and_a_second_time_changes_nothing(world: World, sign_in) -> None:
    client, new = sign_in(world.administrator), [make_agency(), make_agency()]
    ticked = [new[0].pk, world.agency.pk, "x", "-1", "9" * 30, ""]
    for _time in range(2):
        assert enrol(client, world, agencies=ticked).status_code == 302
    assert set(world.cycle.enrolments.values_list("agency", flat=True)) == {world.agency.pk, new[0].pk}


def test_all_that_are_found_join_and_no_others(world: World, sign_in) -> None:
    wanted, kept = make_agency("Balai Unik"), make_agency("Balai Lain")
    enrol(sign_in(world.administrator), world, "?q=unik", all="1")
    joined = set(world.cycle.enrolments.values_list("agency", flat=True))
    assert wanted.pk in joined
    assert kept.pk not in joined


def test_nobody_joins_a_closed_cycle(world: World, sign_in) -> None:
    past = datetime.now(UTC) - timedelta(hours=1)
    Cycle.objects.filter(pk=world.cycle.pk).update(closes_at=past)
    new = make_agency()
    assert enrol(sign_in(world.administrator), world, agencies=[new.pk]).status_code == 423
    assert not world.cycle.enrolments.filter(agency=new).exists()


def test_an_agency_leaves_only_before_answers_open(world: World, sign_in) -> None:
    client, row = sign_in(world.administrator), world.cycle.enrolments.get()
    client.post(page(world, f"enrolments/{row.pk}/leave/"))
    assert world.cycle.enrolments.exists()
    future = datetime.now(UTC) + timedelta(days=1)
    Cycle.objects.filter(pk=world.cycle.pk).update(opens_at=future)
    client.post(page(world, f"enrolments/{row.pk}/leave/"))
    assert not world.cycle.enrolments.exists()
    assert not world.cycle.assignments.exists()


def assign_by_page(client: Client, world: World, email: str, *agencies: Agency) -> Any:
    return client.post(page(world, "evaluators/"), {"email": email, "agencies": [agency.pk for agency in agencies]})


def test_an_evaluator_is_assigned_once_with_a_number_of_her_own(world: World, sign_in) -> None:
    client, second = sign_in(world.administrator), make_user("second")
    for _time in range(2):
        assert assign_by_page(client, world, second.email.upper(), world.agency).status_code == 302
    assert list(world.cycle.assignments.values_list("evaluator", "label")) == [(world.evaluator.pk, 1), (second.pk, 2)]


def test_a_number_is_never_given_to_another_and_comes_back_to_its_owner(world: World, sign_in) -> None:
    client, second = sign_in(world.administrator), make_user("second")
    first = world.cycle.assignments.get()
    client.post(page(world, f"assignments/{first.pk}/end/"))
    assign_by_page(client, world, second.email, world.agency)
    assert world.cycle.assignments.get().label == 2
    assign_by_page(client, world, world.evaluator.email, world.agency)
    assert world.cycle.assignments.get(evaluator=world.evaluator).label == 1


def test_nobody_evaluates_her_own_agency_and_then_nobody_is_assigned_at_all(
    world: World, other: World, sign_in
) -> None:
    Enrolment.objects.create(cycle=world.cycle, agency=other.agency)
    answer = assign_by_page(sign_in(world.administrator), world, other.staff.email, world.agency, other.agency)
    assert answer.status_code == 422
    assert f'value="{world.agency.pk}" id="agency-{world.agency.pk}" checked' in answer.content.decode()
    assert not EvaluatorAssignment.objects.filter(evaluator=other.staff).exists()


def test_only_enrolled_agencies_and_open_accounts_can_be_assigned(world: World, sign_in) -> None:
    client, outside, closed = sign_in(world.administrator), make_agency(), make_user("closed", is_active=False)
    assign_by_page(client, world, make_user("second").email, outside)
    assert not EvaluatorAssignment.objects.filter(agency=outside).exists()
    for email in (closed.email, "nobody@example.org", "no address"):
        assert assign_by_page(client, world, email, world.agency).status_code == 422


def test_an_assignment_of_another_cycle_is_not_there(world: World, other: World, sign_in) -> None:
    client = sign_in(world.administrator)
    foreign, enrolment = other.cycle.assignments.get(), other.cycle.enrolments.get()
    runs = other.cycle.administrators.get()
    for name in (
        f"assignments/{foreign.pk}/end/",
        f"enrolments/{enrolment.pk}/leave/",
        f"administrators/{runs.pk}/end/",
    ):
        assert client.post(page(world, name)).status_code == 404
    assert other.cycle.assignments.exists()
    assert other.cycle.administrators.exists()


def test_rights_end_with_the_assignment(world: World, sign_in) -> None:
    evaluator, row = sign_in(world.evaluator), world.cycle.assignments.get()
    assert "reviews" in evaluator.get("/").content.decode()
    sign_in(world.administrator).post(page(world, f"assignments/{row.pk}/end/"))
    assert 'id="reviews"' not in evaluator.get("/").content.decode()


def test_a_cycle_is_never_left_without_somebody_who_runs_it(world: World, sign_in) -> None:
    client, second = sign_in(world.administrator), make_user("second")
    only = world.cycle.administrators.get()
    client.post(page(world, f"administrators/{only.pk}/end/"))
    assert CycleAdministrator.objects.filter(pk=only.pk).exists()
    assert client.post(page(world, "administrators/"), {"email": second.email}).status_code == 302
    assert client.post(page(world, f"administrators/{only.pk}/end/"))["Location"] == "/cycles/"
    assert client.get(page(world)).status_code == 404
    assert sign_in(second).get(page(world)).status_code == 200
    assert sign_in(second).get("/cycles/new/").status_code == 403


def test_where_nobody_who_runs_it_can_be_reached_the_server_names_somebody(world: World, sign_in) -> None:
    second = make_user("second")
    call_command("add_cycle_administrator", world.cycle.name, second.email.upper(), stdout=StringIO())
    assert sign_in(second).get(page(world)).status_code == 200
    for cycle, email in (("no such cycle", second.email), (world.cycle.name, "nobody@example.org")):
        with pytest.raises(CommandError):
            call_command("add_cycle_administrator", cycle, email)
    assert world.cycle.administrators.count() == 2


def test_who_moved_a_deadline_or_took_an_agency_out_stays_in_the_history(world: World, sign_in) -> None:
    client, row = sign_in(world.administrator), world.cycle.enrolments.get()
    client.post(
        page(world, "edit/"), frame_of(world.cycle, closes_at="01-01-2099 08:00", release_at="02-01-2099 08:00")
    )
    Cycle.objects.filter(pk=world.cycle.pk).update(opens_at=datetime.now(UTC) + timedelta(days=1))
    client.post(page(world, f"enrolments/{row.pk}/leave/"))
    moved = Cycle.pgh_event_models["update"].objects.filter(pgh_label="update").earliest("pgh_id")
    left = Enrolment.pgh_event_models["delete"].objects.get(pgh_label="delete")
    assert moved.closes_at.year == 2099
    assert moved.pgh_context.metadata["actor"] == left.pgh_context.metadata["actor"] == world.administrator.pk
