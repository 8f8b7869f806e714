from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from assessments.accounts.models import User
from assessments.agencies import registry
from assessments.agencies.models import Agency, Membership, Role
from assessments.common.errors import Denied
from assessments.common.jobs.models import Job
from assessments.cycles.models import CycleAdministrator
from assessments.cycles.services import end_administrator
from tests.accounts.test_sessions import is_in, signed_in
from tests.factories import World, make_agency, make_member, make_user

NEW_AGENCY = {
    "name": "Dinas Baru",
    "short_name": "DB",
    "code": "dinas-baru",
    "kind": "REGENCY",
    "region": "Kota Contoh",
    "parent": "",
    "time_zone": "Asia/Makassar",
}
NEW_PERSON = {"email": "baru@example.org", "name": "Orang Baru", "language": "id", "time_zone": "Asia/Jakarta"}


def now() -> datetime:
    return datetime.now(UTC)


def membership(world: World, user: User) -> Membership:
    return Membership.objects.get(agency=world.agency, user=user)


def test_an_administrator_registers_an_agency(world: World, sign_in) -> None:
    answer = sign_in(world.administrator).post("/agency/registry/new/", NEW_AGENCY)
    made = Agency.objects.get(code="dinas-baru")
    assert answer["Location"] == f"/agency/registry/{made.pk}/"
    assert (made.kind, made.time_zone, made.parent) == ("REGENCY", "Asia/Makassar", None)


@pytest.mark.parametrize(
    ("field", "value"),
    [("code", "DC-TAKEN"), ("code", "with space"), ("name", ""), ("kind", "x"), ("parent", "none-such")],
)
def test_a_wrong_agency_is_refused_with_what_was_typed(world: World, sign_in, field: str, value: str) -> None:
    Agency.objects.filter(pk=world.agency.pk).update(code="dc-taken")
    answer = sign_in(world.administrator).post("/agency/registry/new/", {**NEW_AGENCY, field: value})
    assert answer.status_code == 422
    assert "Kota Contoh" in answer.content.decode()
    assert not Agency.objects.filter(name="Dinas Baru").exists()


def test_an_agency_stands_below_another_but_not_in_a_circle(world: World, sign_in) -> None:
    client = sign_in(world.administrator)
    client.post("/agency/registry/new/", {**NEW_AGENCY, "parent": world.agency.code})
    child = Agency.objects.get(code="dinas-baru")
    assert child.parent == world.agency
    values = {**NEW_AGENCY, "code": world.agency.code, "parent": child.code}
    assert client.post(f"/agency/registry/{world.agency.pk}/edit/", values).status_code == 422
    world.agency.refresh_from_db()
    assert world.agency.parent is None


def test_a_new_person_gets_an_account_without_password_and_one_letter(world: World, sign_in) -> None:
    url = f"/agency/registry/{world.agency.pk}/people/new/"
    assert sign_in(world.administrator).post(url, {**NEW_PERSON, "role": "STAFF"}).status_code == 302
    user = User.objects.get(email="baru@example.org")
    assert not user.has_usable_password()
    assert membership(world, user).role == Role.STAFF
    assert Job.objects.get(kind="notify_invited").payload == {"user": user.pk}


def test_somebody_with_an_account_keeps_it_and_may_belong_to_two_agencies(world: World, other: World, sign_in) -> None:
    url = f"/agency/registry/{world.agency.pk}/people/new/"
    values = {**NEW_PERSON, "email": other.staff.email.upper(), "name": "Other Name", "role": "COORDINATOR"}
    assert sign_in(world.administrator).post(url, values).status_code == 302
    other.staff.refresh_from_db()
    assert other.staff.name == "Staff"
    assert other.staff.memberships.count() == 2
    assert not Job.objects.filter(kind="notify_invited").exists()


def test_nobody_joins_twice_nor_an_agency_that_she_evaluates_nor_with_a_closed_account(world: World, sign_in) -> None:
    client, url = sign_in(world.administrator), f"/agency/registry/{world.agency.pk}/people/new/"
    closed = make_user("closed", is_active=False)
    for email in (world.staff.email, world.evaluator.email, closed.email):
        assert client.post(url, {**NEW_PERSON, "email": email, "role": "STAFF"}).status_code == 422
    assert world.agency.memberships.count() == 2


def test_the_only_coordinator_cannot_be_removed_nor_made_staff_nor_closed(world: World, sign_in) -> None:
    client, row = sign_in(world.administrator), membership(world, world.coordinator)
    assert client.post(f"/agency/registry/members/{row.pk}/end/").status_code == 403
    assert client.post(f"/agency/registry/members/{row.pk}/role/", {"role": "STAFF"}).status_code == 403
    assert client.post(f"/agency/people/{world.coordinator.pk}/close/").status_code == 403
    assert membership(world, world.coordinator).role == Role.COORDINATOR


def test_a_second_coordinator_who_cannot_sign_in_does_not_count(world: World) -> None:
    second = make_member(world.agency, Role.COORDINATOR)
    User.objects.filter(pk=second.pk).update(is_active=False)
    with pytest.raises(Denied):
        registry.end_membership(membership=membership(world, world.coordinator), actor=world.administrator, now=now())


def test_with_a_successor_the_coordinator_may_go_and_her_rights_end_at_once(world: World, sign_in) -> None:
    successor = make_member(world.agency, Role.COORDINATOR)
    administrator, coordinator = sign_in(world.administrator), sign_in(world.coordinator)
    assert world.cycle.name in coordinator.get("/").content.decode()
    row = membership(world, world.coordinator)
    assert administrator.post(f"/agency/registry/members/{row.pk}/end/").status_code == 302
    assert world.cycle.name not in coordinator.get("/").content.decode()
    assert membership(world, successor)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_take_away_both_coordinators_at_once() -> None:
    world = World()
    second = make_member(world.agency, Role.COORDINATOR)
    rows = [membership(world, user) for user in (world.coordinator, second)]
    start, refused = threading.Barrier(2), []

    def end(row: Membership) -> None:
        try:
            start.wait()
            registry.end_membership(membership=row, actor=world.administrator, now=now())
        except Denied:
            refused.append(row.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=end, args=[row]) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert Membership.objects.filter(agency=world.agency, role=Role.COORDINATOR).count() == 1


def test_who_changed_a_role_stays_in_the_history(world: World) -> None:
    row = membership(world, world.staff)
    registry.change_role(membership=row, role=Role.COORDINATOR, actor=world.administrator, now=now())
    registry.end_membership(membership=row, actor=world.administrator, now=now())
    for label in ("update", "delete"):
        event = Membership.pgh_event_models[label].objects.filter(pgh_label=label, pgh_obj_id=row.pk).get()
        assert event.pgh_context.metadata["actor"] == world.administrator.pk


def test_the_last_administrator_and_oneself_cannot_be_closed(world: World, sign_in) -> None:
    client = sign_in(world.administrator)
    assert client.post(f"/agency/people/{world.administrator.pk}/close/").status_code == 403
    second = make_user("second", is_administrator=True)
    assert client.post(f"/agency/people/{second.pk}/close/").status_code == 302
    assert client.post(f"/agency/people/{second.pk}/open/").status_code == 302
    second.refresh_from_db()
    assert second.is_active


def test_whoever_alone_runs_a_cycle_cannot_be_closed(world: World, other: World, sign_in) -> None:
    client, path = sign_in(other.administrator), f"/agency/people/{world.administrator.pk}/close/"
    CycleAdministrator.objects.create(cycle=world.cycle, user=make_user("gone", is_active=False))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.post(path)
    assert page.status_code == 403
    assert f"Administrator alone runs &#x27;{world.cycle.name}&#x27;" in page.content.decode()
    CycleAdministrator.objects.create(cycle=world.cycle, user=other.evaluator)
    assert client.post(path).status_code == 302
    world.administrator.refresh_from_db()
    assert not world.administrator.is_active


@pytest.mark.django_db(transaction=True)
def test_closing_waits_for_whoever_removes_the_other_administrator() -> None:
    world, refused = World(), []
    row = CycleAdministrator.objects.create(cycle=world.cycle, user=make_user("second"))
    third = make_user("third", is_administrator=True)

    def close() -> None:
        try:
            registry.close_account(user=world.administrator, actor=third, now=now())
        except Denied:
            refused.append(world.administrator)
        finally:
            connection.close()

    thread = threading.Thread(target=close)
    with transaction.atomic():
        end_administrator(row=row, actor=world.administrator, now=now())
        thread.start()
        thread.join(timeout=1)
        assert thread.is_alive()
    thread.join()
    assert refused == [world.administrator]


def test_a_closed_account_is_out_at_the_next_request(world: World, sign_in) -> None:
    staff = sign_in(world.staff)
    assert staff.get("/accounts/profile/").status_code == 200
    sign_in(world.administrator).post(f"/agency/people/{world.staff.pk}/close/")
    assert staff.get("/accounts/profile/").status_code == 302


def test_no_session_from_before_the_closing_comes_back_with_the_account(world: World) -> None:
    staff = signed_in(world.staff)
    registry.close_account(user=world.staff, actor=world.administrator, now=now())
    assert not Session.objects.filter(pk=staff.session.session_key).exists()
    registry.open_account(user=world.staff, actor=world.administrator, now=now())
    assert not is_in(staff)


def test_nor_does_one_that_began_at_that_moment(world: World) -> None:
    staff = signed_in(world.staff)
    User.objects.filter(pk=world.staff.pk).update(is_active=False)
    registry.open_account(user=world.staff, actor=world.administrator, now=now())
    assert not is_in(staff)


def test_a_letter_is_sent_again_only_where_no_password_was_chosen(world: World, sign_in) -> None:
    client = sign_in(world.administrator)
    assert client.post("/agency/people/new/", NEW_PERSON).status_code == 302
    new = User.objects.get(email="baru@example.org")
    assert client.post(f"/agency/people/{new.pk}/invite/").status_code == 302
    assert client.post(f"/agency/people/{world.staff.pk}/invite/").status_code == 403
    assert Job.objects.filter(kind="notify_invited").count() == 2
    assert client.post("/agency/people/new/", NEW_PERSON).status_code == 422


PAGES = ("/agency/registry/", "/agency/registry/new/", "/agency/people/", "/agency/people/new/")


def test_the_register_is_closed_to_everybody_else(world: World, sign_in) -> None:
    row = membership(world, world.staff)
    own = [f"/agency/registry/{world.agency.pk}/", f"/agency/people/{world.staff.pk}/"]
    posts = [
        f"/agency/registry/members/{row.pk}/end/",
        f"/agency/people/{world.staff.pk}/close/",
        "/agency/people/new/",
    ]
    for user in (world.staff, world.coordinator, world.evaluator):
        client = sign_in(user)
        assert {client.get(page).status_code for page in PAGES} == {403}
        assert {client.get(page).status_code for page in own} == {404}
        assert {client.post(page).status_code for page in posts} <= {403, 404}
    assert membership(world, world.staff)


@pytest.mark.parametrize("page", [*PAGES, "agency", "person"])
def test_pages_speak_both_languages_and_never_write(world: World, sign_in, reads_only, page: str) -> None:
    page = {"agency": f"/agency/registry/{world.agency.pk}/", "person": f"/agency/people/{world.staff.pk}/"}.get(
        page, page
    )
    client = sign_in(world.administrator)
    for language in ("id", "en"):
        client.post("/accounts/language/", {"language": language})
        with reads_only(12):
            assert f'<html lang="{language}"' in client.get(page).content.decode()


@pytest.mark.parametrize("rows", [20, 200])
def test_lists_cost_the_same_however_long(world: World, sign_in, reads_only, rows: int) -> None:
    for _number in range(rows):
        make_member(make_agency(), Role.COORDINATOR)
    client = sign_in(world.administrator)
    for page in ("/agency/registry/?q=contoh&kind=PROVINCIAL", "/agency/people/?q=coordinator"):
        with reads_only(7):
            assert client.get(page).status_code == 200


def test_search_finds_every_word_and_survives_anything(world: World, sign_in) -> None:
    client = sign_in(world.administrator)
    make_agency("Balai Unik Sekali")
    page = client.get("/agency/registry/?q=sekali+UNIK").content.decode()
    assert "Balai Unik Sekali" in page
    assert world.agency.name not in page
    for query in ("q=%00", "q=%25_'\"\\", "page=-1", "page=99999999999999999999", "kind=x", "only=x&page=a"):
        assert client.get(f"/agency/registry/?{query}").status_code == 200
        assert client.get(f"/agency/people/?{query}").status_code == 200
    assert client.get("/agency/registry/999999999999999999999/").status_code == 404
