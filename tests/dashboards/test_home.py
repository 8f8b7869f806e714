from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from assessments.accounts.models import User
from assessments.agencies.models import Agency, Membership
from assessments.common.moments import days_until
from assessments.cycles.models import Cycle
from assessments.demo import people
from assessments.responses.enums import Status
from tests.factories import World, make_cycle, make_medium, make_user, save


def home(client: Client, language: str = "en") -> str:
    client.post("/accounts/language/", {"language": language})
    return client.get("/").content.decode()


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_stranger_reads_what_it_is_when_it_is_open_and_signs_in(world: World, reads_only, language: str) -> None:
    client = Client()
    page = home(client, language)
    assert f'<html lang="{language}"' in page
    assert world.cycle.name in page
    assert 'name="login"' in page
    assert 'name="password"' in page
    with reads_only(4):
        client.get("/")


def test_a_stranger_finds_the_page_without_any_cycle_or_instrument(db: None) -> None:
    assert "No cycle is open now" in home(Client())


def test_a_closed_cycle_is_not_announced(world: World) -> None:
    Cycle.objects.update(closes_at=datetime.now(UTC) - timedelta(hours=1))
    assert world.cycle.name not in home(Client())


def test_demonstration_accounts_are_offered_only_where_they_exist(db: None, settings) -> None:
    assert people.PASSWORD not in home(Client())
    people.create_accounts()
    assert people.PASSWORD in home(Client())
    assert people.PASSWORD in Client().get("/accounts/login/").content.decode()
    settings.DEMO = False
    assert people.PASSWORD not in home(Client())


def test_public_pages_of_the_foot(db: None) -> None:
    for path in ("/accessibility/", "/privacy/"):
        for language in ("id", "en"):
            client = Client()
            client.post("/accounts/language/", {"language": language})
            assert client.get(path).status_code == 200


def test_an_agency_starts_from_its_media(world: World, sign_in) -> None:
    page = home(sign_in(world.staff))
    assert "20 days left" in page or "19 days left" in page
    assert world.medium.name in page
    assert "Start the assessment" in page


def test_an_agency_without_media_is_told_the_next_step(world: World, sign_in) -> None:
    world.medium.delete()
    assert "Add the first medium" in home(sign_in(world.staff))


def test_progress_is_counted_by_element(world: World, sign_in) -> None:
    assessment = world.start()
    first = assessment.responses.select_related("indicator").get(indicator__code="RE1")
    save(first, world.staff, answer="3", note="Ada.", finished=True)
    page = home(sign_in(world.staff))
    assert "1 of 39" in page
    assert "Regulation 1/5" in page
    assert "Finance 0/" in page


def test_what_the_evaluators_ask_comes_first(world: World, sign_in) -> None:
    world.at(Status.RETURNED)
    page = home(sign_in(world.staff))
    assert "the evaluators ask about 2 indicators" in page
    assert page.index("evaluators ask about") < page.index(world.cycle.name)


def test_a_receipt_is_there_once_sent_and_the_result_once_released(world: World, sign_in) -> None:
    assessment = world.at(Status.FINAL)
    client = sign_in(world.staff)
    assert assessment.submissions.get().receipt in home(client)
    assert "Results from" in home(client)
    assert f"/results/{assessment.pk}" not in home(client)
    past = datetime.now(UTC) - timedelta(hours=1)
    Cycle.objects.filter(pk=world.cycle.pk).update(closes_at=past, release_at=past)
    page = home(client)
    assert "Earlier cycles" in page
    assert "Result</a>" in page


def test_an_agency_reads_nothing_of_another(world: World, other: World, sign_in) -> None:
    other.at(Status.RETURNED)
    page = home(sign_in(world.staff))
    for canary in (other.agency.name, other.medium.name, other.cycle.name):
        assert canary not in page


def test_two_agencies_of_one_person_stand_side_by_side(world: World, other: World, sign_in) -> None:
    Membership.objects.create(user=world.staff, agency=other.agency, role="STAFF")
    page = home(sign_in(world.staff))
    assert world.agency.name in page
    assert other.agency.name in page


def test_an_evaluator_sees_her_own_queue(world: World, other: World, sign_in) -> None:
    world.at(Status.SUBMITTED)
    other.at(Status.SUBMITTED)
    page = home(sign_in(world.evaluator))
    assert world.medium.name in page
    assert other.medium.name not in page


def test_a_draft_is_no_evaluators_business(world: World, sign_in) -> None:
    world.start()
    assert world.medium.name not in home(sign_in(world.evaluator))


def test_an_administrator_sees_the_cycles_that_she_runs(world: World, other: World, sign_in) -> None:
    page = home(sign_in(world.administrator))
    assert world.cycle.name in page
    assert other.cycle.name not in page


def test_somebody_without_a_place_is_told_whom_to_ask(db: None, sign_in) -> None:
    assert "belongs to no agency" in home(sign_in(make_user("nobody")))


@pytest.mark.parametrize("rows", [20, 200])
def test_every_role_together_costs_the_same_however_much_there_is(world: World, sign_in, reads_only, rows: int) -> None:
    everything = world.administrator
    Membership.objects.create(user=everything, agency=world.agency, role="STAFF")
    world.at(Status.SUBMITTED)
    for _number in range(rows // 10):
        cycle = make_cycle(world.agency, administrator=everything)
        for _medium in range(2):
            World.start(_with(world, make_medium(world.agency), cycle))
    client = sign_in(everything)
    with reads_only(12):
        assert client.get("/").status_code == 200


def _with(world: World, medium: object, cycle: Cycle) -> World:
    copy = World.__new__(World)
    copy.__dict__.update(world.__dict__, medium=medium, cycle=cycle)
    return copy


@pytest.mark.parametrize("who", ["staff", "evaluator", "administrator"])
def test_one_role_stays_within_twelve_queries(world: World, sign_in, reads_only, who: str) -> None:
    world.at(Status.RETURNED)
    client = sign_in(getattr(world, who))
    with reads_only(12):
        client.get("/")


def test_days_are_counted_in_the_readers_calendar() -> None:
    closes = datetime(2026, 11, 24, 16, 59, tzinfo=UTC)  # 23.59 WIB
    assert days_until(closes, datetime(2026, 11, 24, 0, 0, tzinfo=UTC)) == 0
    assert days_until(closes, datetime(2026, 11, 23, 16, 0, tzinfo=UTC)) == 1


def test_the_overview_survives_a_closed_agency_account(world: World, sign_in) -> None:
    client = sign_in(world.staff)
    User.objects.filter(pk=world.staff.pk).update(is_active=False)
    assert 'name="login"' in home(client)
    assert Agency.objects.count() == 1
