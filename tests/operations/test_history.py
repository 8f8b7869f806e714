"""Who changed what, from where: noted by triggers, in the same transaction, and never changed afterwards."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pghistory.models import Context, Event

from assessments.agencies.models import Membership, Role
from assessments.operations.history import HistoryMiddleware
from assessments.responses.enums import Status
from assessments.responses.models import Assessment, Response, ResponseEvent
from assessments.reviews.models import Outcome
from tests.factories import World, judge, make_member, save
from tests.operations.damage import refuses


def answer(assessment: Assessment, code: str) -> Response:
    return assessment.responses.select_related("indicator").get(indicator__code=code)


def message(response: Response, user: Any, **fields: object) -> str:
    data = {
        "user": user.pk,
        "fields": fields,
        "base": {"answer": "", "note": "", "finished": False},
        "version": response.version,
        "client": "page",
        "sequence": 1,
    }
    return json.dumps(data)


def sent(request: HttpRequest, work: Any) -> None:
    def respond(_request: HttpRequest) -> HttpResponse:
        work()
        return HttpResponse()

    HistoryMiddleware(respond)(request)


def test_a_save_notes_who_from_where_and_on_which_page(
    world: World, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    response = answer(world.start(), "RE1")
    address = reverse("responses:save", args=[response.assessment_id, "RE1"])
    client = sign_in(world.staff)
    with django_assert_max_num_queries(10):
        reply = client.post(
            address,
            message(response, world.staff, answer="4"),
            content_type="application/json",
            headers={"X-Requested-With": "fetch"},
            REMOTE_ADDR="203.0.113.7",
        )
    assert reply.status_code == 200, reply.content
    event = ResponseEvent.objects.filter(pgh_label="update").get()
    assert event.pgh_context.metadata == {
        "actor": world.staff.pk,
        "address": "203.0.113.7",
        "page": "responses:save",
    }


def test_noting_it_costs_no_query(world: World) -> None:
    assessment = world.start()
    request = RequestFactory().post("/")
    request.user = world.staff
    with CaptureQueriesContext(connection) as without:
        save(answer(assessment, "RE1"), world.staff, note="Satu.")
    with CaptureQueriesContext(connection) as noted:
        sent(request, lambda: save(answer(assessment, "RE2"), world.staff, note="Dua."))
    assert len(noted) == len(without) <= 10
    assert set(
        ResponseEvent.objects.filter(pgh_label="update").values_list("pgh_context__metadata__actor", flat=True)
    ) == {
        None,
        world.staff.pk,
    }


def test_one_request_is_one_context_and_the_next_another(world: World) -> None:
    assessment = world.start()
    request = RequestFactory().post("/")
    request.user = world.staff
    sent(request, lambda: [save(answer(assessment, code), world.staff, note="x") for code in ("RE1", "RE2")])
    sent(request, lambda: save(answer(assessment, "RE3"), world.staff, note="x"))
    contexts = ResponseEvent.objects.filter(pgh_label="update").order_by("pgh_id").values_list("pgh_context", flat=True)
    first, second, third = contexts
    assert first == second != third
    assert Context.objects.count() == 2


def test_a_reading_request_writes_nothing(world: World, sign_in: Any) -> None:
    world.at(Status.SUBMITTED)
    client = sign_in(world.staff)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("dashboards:home")).status_code == 200
    verbs = {query["sql"].split()[0] for query in asked}
    assert verbs <= {"SELECT", "SAVEPOINT", "RELEASE"}
    assert not any("pghistory" in query["sql"] for query in asked)


def test_a_change_that_is_rolled_back_leaves_no_history(world: World) -> None:
    response = answer(world.start(), "RE1")
    with transaction.atomic():
        save(response, world.staff, note="Hilang.")
        transaction.set_rollback(True)
    assert not ResponseEvent.objects.filter(pgh_label="update").exists()


def test_every_change_is_one_entry(world: World) -> None:
    assessment = world.start()
    for number in range(3):
        save(answer(assessment, "RE1"), world.staff, client=str(number), note=f"Catatan {number}.")
    notes = ResponseEvent.objects.filter(pgh_label="update").order_by("pgh_id").values_list("note", flat=True)
    assert list(notes) == ["Catatan 0.", "Catatan 1.", "Catatan 2."]


def histories() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if issubclass(model, Event) and model._meta.managed]


def fill_histories(world: World) -> None:
    """A row in each table of history, and in that of contexts."""
    assessment = world.at(Status.FINAL)
    request = RequestFactory().post("/")
    request.user = world.administrator

    def change_roles() -> None:
        Membership.objects.filter(user=make_member(world.agency, Role.STAFF)).update(role=Role.COORDINATOR)

    sent(request, change_roles)
    assert assessment.status == Status.FINAL


def test_history_is_never_changed_deleted_or_emptied(world: World) -> None:
    fill_histories(world)
    tables = [model._meta.db_table for model in histories()]
    assert len(tables) >= 7
    for table in tables:
        refuses(f"UPDATE {table} SET pgh_label = 'x'")
        refuses(f"DELETE FROM {table}")


def test_who_made_a_change_is_only_added_to(world: World) -> None:
    fill_histories(world)
    refuses("UPDATE pghistory_context SET metadata = '{\"actor\": 1}'")
    refuses("DELETE FROM pghistory_context")
    with connection.cursor() as cursor:
        cursor.execute('UPDATE pghistory_context SET metadata = metadata || \'{"page": "x"}\'')
    assert Context.objects.get().metadata["actor"] == world.administrator.pk


@pytest.mark.parametrize("table", [*(model._meta.db_table for model in histories()), "pghistory_context"])
def test_no_history_can_be_truncated(world: World, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s", [table, "%truncated%"]
        )
        (name,) = cursor.fetchone()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f'ALTER TABLE {table} ENABLE TRIGGER "{name}"')
    with pytest.raises(DatabaseError, match="official record"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_a_verdict_keeps_its_earlier_readings(world: World) -> None:
    assessment = world.at(Status.IN_REVIEW)
    response = assessment.responses.get(indicator__code="RE1")
    judge(response, world.evaluator)
    judge(response, world.evaluator, Outcome.ADJUST, "3", "SK belum ada.")
    verdict = response.verdicts.get()
    assert list(verdict.events.order_by("pgh_id").values_list("outcome", flat=True)) == ["agree", "adjust"]


def test_what_does_not_change_an_answer_leaves_no_entry(world: World) -> None:
    assessment = world.start()
    Response.objects.filter(assessment=assessment).update(seen=F("seen"), reopened_version=0)
    assert not ResponseEvent.objects.filter(pgh_label="update").exists()
