"""The page that says who did what: complete for the cycle's administrator, discreet for the agency's coordinator."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from assessments.agencies.models import Membership, Role
from assessments.cycles.models import CycleAdministrator, EvaluatorAssignment
from assessments.operations.history import HistoryMiddleware
from assessments.responses.enums import Audience, Status
from assessments.responses.models import Assessment
from assessments.reviews.models import Outcome
from assessments.reviews.services import moves
from assessments.reviews.services.verdicts import comment
from tests.factories import World, judge, make_member, make_user, save
from tests.operations.damage import damage
from tests.operations.test_verify import add_file

MISSING = "ffffffff-0000-4000-8000-000000000000"


def page(client: Client, assessment: Assessment, **query: str) -> str:
    answer = client.get(reverse("operations:audit", args=[assessment.pk]), query, HTTP_ACCEPT_LANGUAGE="en")
    assert answer.status_code == 200
    return answer.content.decode()


def entries(client: Client, assessment: Assessment, **query: str) -> list[Any]:
    return client.get(reverse("operations:audit", args=[assessment.pk]), query).context["entries"]


def exported(client: Client, assessment: Assessment, **query: str) -> str:
    answer = client.get(reverse("operations:audit_export", args=[assessment.pk]), query)
    assert answer.streaming
    return b"".join(answer.streaming_content).decode()


def as_coordinator(world: World, sign_in: Any) -> Client:
    world.coordinator.language = world.administrator.language = "en"
    world.coordinator.save()
    return sign_in(world.coordinator)


def as_administrator(world: World, sign_in: Any) -> Client:
    world.administrator.language = "en"
    world.administrator.save()
    return sign_in(world.administrator)


def reviewed(world: World) -> Assessment:
    """In review, with a verdict, a note among evaluators and a message to the agency on RE1."""
    world.evaluator.name, world.administrator.name = "Nama-Penilai", "Nama-Admin"
    world.evaluator.save()
    world.administrator.save()
    assessment = world.at(Status.IN_REVIEW)
    response = assessment.responses.select_related("indicator").get(indicator__code="RE1")
    judge(response, world.evaluator, Outcome.ADJUST, "2", "Dasar hukum rahasia-putusan.")
    for text, audience in (("catatan-dalam", Audience.INTERNAL), ("pesan-luar", Audience.AGENCY)):
        comment(response=response, text=text, audience=audience, actor=world.evaluator, now=datetime.now(UTC))
    return assessment


def test_only_the_coordinator_and_the_cycles_administrators_read_it(world: World, other: World, sign_in: Any) -> None:
    assessment = world.at(Status.IN_REVIEW)
    global_administrator = make_user("admin", is_administrator=True)
    strangers = [world.staff, world.evaluator, other.coordinator, other.administrator, global_administrator]
    for name in ("operations:audit", "operations:audit_export"):
        for person in strangers:
            client = sign_in(person)
            foreign, missing = (client.get(reverse(name, args=[pk])) for pk in (assessment.pk, MISSING))
            assert foreign.status_code == missing.status_code == 404, (name, person.name)
        for person in (world.coordinator, world.administrator):
            assert sign_in(person).get(reverse(name, args=[assessment.pk])).status_code == 200
        assert Client().get(reverse(name, args=[assessment.pk])).status_code == 302


def test_the_task_list_leads_there_whom_it_is_for(world: World, sign_in: Any) -> None:
    assessment = world.start()
    history = reverse("operations:audit", args=[assessment.pk])
    tasks = reverse("responses:tasklist", args=[assessment.pk])
    assert history in sign_in(world.coordinator).get(tasks).content.decode()
    assert history not in sign_in(world.staff).get(tasks).content.decode()


def test_a_draft_is_the_agencys_own(world: World, sign_in: Any) -> None:
    assessment = world.start()
    assert sign_in(world.coordinator).get(reverse("operations:audit", args=[assessment.pk])).status_code == 200
    assert sign_in(world.administrator).get(reverse("operations:audit", args=[assessment.pk])).status_code == 404


def test_the_administrator_reads_every_kind_of_entry(world: World, sign_in: Any) -> None:
    assessment = reviewed(world)
    client = as_administrator(world, sign_in)
    kinds = {str(entry.topic.value) for entry in entries(client, assessment)}
    assert kinds >= {"status", "verdict", "message", "evidence"}
    assert entries(client, assessment, topic="role")
    assert entries(client, assessment, topic="answer")
    text = page(client, assessment)
    assert "rahasia-putusan" in text
    assert "catatan-dalam" in text
    assert f"{world.evaluator.name} (evaluator 1)" in text


def test_the_agency_reads_numbers_for_names_and_no_verdict(world: World, sign_in: Any) -> None:
    assessment = reviewed(world)
    client = as_coordinator(world, sign_in)
    everything = page(client, assessment) + page(client, assessment, topic="role") + exported(client, assessment)
    assert "Evaluator 1" in everything
    assert "pesan-luar" in everything
    for hidden in (world.evaluator.name, world.administrator.name, "rahasia-putusan", "catatan-dalam", "Verdict given"):
        assert hidden not in everything, hidden
    assert entries(client, assessment, topic="verdict") == []
    assert str(world.evaluator.pk) not in {key for key, _name in filter_of(client, assessment, "person")}


def filter_of(client: Client, assessment: Assessment, field: str) -> list[tuple[str, str]]:
    form = client.get(reverse("operations:audit", args=[assessment.pk])).context["form"]
    return form.fields[field].choices


def test_the_agency_reads_verdicts_from_the_release_on(world: World, sign_in: Any) -> None:
    assessment = world.at(Status.FINAL)
    client = as_coordinator(world, sign_in)
    assert entries(client, assessment, topic="verdict") == []
    release(world)
    assert len(entries(client, assessment, topic="verdict")) > 30
    moves.reopen(assessment_id=assessment.pk, reason="Salah.", actor=world.administrator, now=datetime.now(UTC))
    before = client.get(reverse("operations:audit", args=[assessment.pk]), {"topic": "verdict"}).context["page"]
    judge(assessment.responses.get(indicator__code="RE1"), world.evaluator, Outcome.ADJUST, "2", "putusan-baru")
    happened_later("reviews_verdictevent", "reason = 'putusan-baru'")
    assert "putusan-baru" not in page(client, assessment, topic="verdict", code="RE1")
    after = client.get(reverse("operations:audit", args=[assessment.pk]), {"topic": "verdict"}).context["page"]
    assert after.paginator.count == before.paginator.count


def happened_later(table: str, which: str) -> None:
    """A test is one transaction, so the database writes the same time on all of it."""
    damage(f"UPDATE {table} SET pgh_created_at = pgh_created_at + interval '1 hour' WHERE {which}")


def release(world: World) -> None:
    now = timezone.now()
    world.cycle.closes_at = world.cycle.release_at = now - timedelta(seconds=1)
    world.cycle.save()


def test_why_a_review_was_opened_again_waits_for_the_release_too(world: World, sign_in: Any) -> None:
    assessment = world.at(Status.FINAL)
    moves.reopen(assessment_id=assessment.pk, reason="alasan-buka", actor=world.administrator, now=datetime.now(UTC))
    client = as_coordinator(world, sign_in)
    assert "alasan-buka" not in page(client, assessment, topic="status")
    assert "alasan-buka" in page(as_administrator(world, sign_in), assessment, topic="status")


def test_who_belongs_to_the_agency_reads_as_the_agency_does(world: World, sign_in: Any) -> None:
    assessment = reviewed(world)
    CycleAdministrator.objects.create(cycle=world.cycle, user=world.coordinator)
    CycleAdministrator.objects.create(cycle=world.cycle, user=world.staff)
    assert "rahasia-putusan" not in page(as_coordinator(world, sign_in), assessment)
    assert sign_in(world.staff).get(reverse("operations:audit", args=[assessment.pk])).status_code == 404


def test_what_the_agency_is_typing_is_not_yet_the_administrators_to_read(world: World, sign_in: Any) -> None:
    assessment = world.at(Status.RETURNED)
    save(assessment.responses.select_related("indicator").get(indicator__code="RE1"), world.staff, note="belum-dikirim")
    happened_later("responses_responseevent", "note = 'belum-dikirim'")
    assert "belum-dikirim" in page(as_coordinator(world, sign_in), assessment, topic="answer")
    assert "belum-dikirim" not in page(as_administrator(world, sign_in), assessment, topic="answer")


def test_the_filters_find_what_they_say(world: World, sign_in: Any) -> None:
    assessment = reviewed(world)
    client = as_administrator(world, sign_in)
    assert {entry.code for entry in entries(client, assessment, code="RE1")} == {"RE1"}
    assert {str(entry.topic.value) for entry in entries(client, assessment, topic="message")} == {"message"}
    by_staff = entries(client, assessment, person=str(world.staff.pk))
    assert {entry.who for entry in by_staff} == {world.staff.name}
    today = timezone.localdate()
    assert entries(client, assessment, since=today.isoformat(), until=today.isoformat())
    assert entries(client, assessment, until=(today - timedelta(days=1)).isoformat()) == []
    assert entries(client, assessment, since=(today + timedelta(days=1)).isoformat()) == []
    assert entries(client, assessment, topic="x", person="'", code="--", since="x", until="9999-12-31")


def test_the_agency_finds_an_evaluator_by_number(world: World, sign_in: Any) -> None:
    assessment = reviewed(world)
    found = entries(as_coordinator(world, sign_in), assessment, person="evaluator-1")
    assert {entry.who for entry in found} == {"Evaluator 1"}


def test_a_change_shows_what_stood_before(world: World, sign_in: Any) -> None:
    assessment = world.start()
    client = as_coordinator(world, sign_in)
    rows = assessment.responses.select_related("indicator")
    save(rows.get(indicator__code="RE1"), world.staff, answer="3", note="SK lama ada.")
    save(rows.get(indicator__code="RE1"), world.staff, sequence=2, answer="4", note="SK baru ada.")
    newest, first = entries(client, assessment, topic="answer")
    level, note = newest.changes
    assert (level.before[:7], level.after[:7]) == ("Level 3", "Level 4")
    assert [text for text, differs in note.new if differs] == ["baru"]
    assert (first.changes[1].before, first.changes[1].after) == ("", "SK lama ada.")


def test_evidence_is_one_entry_not_two(world: World, sign_in: Any) -> None:
    assessment = world.start()
    add_file(world, assessment)
    client = as_coordinator(world, sign_in)
    with translation.override("en"):
        assert [str(entry.act) for entry in entries(client, assessment, code="RE1")] == ["Evidence added"]


def test_it_says_from_where_but_not_where_an_evaluator_sits(world: World, sign_in: Any) -> None:
    assessment = world.at(Status.IN_REVIEW)
    response = assessment.responses.get(indicator__code="RE1")
    noted(world.evaluator, "203.0.113.9", lambda: judge(response, world.evaluator))
    noted(
        world.evaluator,
        "203.0.113.9",
        lambda: comment(
            response=response, text="Halo.", audience=Audience.AGENCY, actor=world.evaluator, now=datetime.now(UTC)
        ),
    )
    noted(world.administrator, "203.0.113.8", lambda: make_member(world.agency, Role.STAFF))
    assert "203.0.113.9" in page(as_administrator(world, sign_in), assessment)
    text = page(as_coordinator(world, sign_in), assessment)
    assert "Halo." in text
    assert "203.0.113" not in text


def noted(user: Any, address: str, work: Any) -> None:
    request = RequestFactory().post("/", REMOTE_ADDR=address)
    request.user = user

    def respond(_request: HttpRequest) -> HttpResponse:
        work()
        return HttpResponse()

    HistoryMiddleware(respond)(request)


def test_the_agencys_own_address_is_shown_to_her(world: World, sign_in: Any) -> None:
    assessment = world.start()
    response = assessment.responses.select_related("indicator").get(indicator__code="RE1")
    noted(world.staff, "203.0.113.5", lambda: save(response, world.staff, note="x"))
    assert "203.0.113.5" in page(as_coordinator(world, sign_in), assessment)


def test_roles_that_were_taken_away_keep_their_names(world: World, sign_in: Any) -> None:
    assessment = reviewed(world)
    left = make_member(world.agency, Role.STAFF)
    Membership.objects.filter(user=left).delete()
    EvaluatorAssignment.objects.filter(evaluator=world.evaluator).delete()
    text = page(as_coordinator(world, sign_in), assessment)
    assert "Person taken out of the agency" in text
    assert left.name in text
    assert world.evaluator.name not in text
    assert "Evaluator 1" in text


def test_the_cost_does_not_grow(world: World, sign_in: Any, django_assert_max_num_queries: Any) -> None:
    assessment = reviewed(world)
    client, of_agency = as_administrator(world, sign_in), as_coordinator(world, sign_in)
    rows = assessment.responses.all()
    with django_assert_max_num_queries(12):
        page(client, assessment)
    for response in rows[:20]:
        for number in range(10):
            comment(
                response=response,
                text=f"Pesan {number}",
                audience=Audience.AGENCY,
                actor=world.evaluator,
                now=datetime.now(UTC),
            )
    with django_assert_max_num_queries(12):
        page(client, assessment)
    with django_assert_max_num_queries(12):
        page(of_agency, assessment)
    with django_assert_max_num_queries(12):
        exported(client, assessment, topic="message", person=str(world.evaluator.pk))
