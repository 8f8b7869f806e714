"""The evaluators' pages in every status, and who never sees them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.responses.enums import Audience, Status
from assessments.responses.models import Assessment, Return
from assessments.reviews.models import Outcome
from assessments.reviews.services.verdicts import comment
from tests.factories import World, judge, make_user, save

SignIn = Callable[..., Client]
SENT = [status for status in Status if status != Status.DRAFT]
PAGES = ("overview", "return", "resume", "finalise", "workbench")


def path_of(name: str, assessment: Assessment, code: str = "RE1") -> str:
    args = [assessment.pk, code] if name in ("workbench", "verdict", "comment") else [assessment.pk]
    return reverse(f"reviews:{name}", args=args)


@pytest.mark.parametrize("status", SENT)
@pytest.mark.parametrize("name", PAGES)
def test_each_page_opens_in_each_status(world: World, sign_in: SignIn, status: Status, name: str) -> None:
    assessment = world.at(status)
    response = sign_in(world.evaluator).get(path_of(name, assessment))
    assert response.status_code == 200


@pytest.mark.parametrize("name", [*PAGES, "verdict", "comment"])
def test_nobody_else_sees_a_review(world: World, other: World, sign_in: SignIn, name: str) -> None:
    assessment = world.at(Status.IN_REVIEW)
    strangers = (world.staff, world.coordinator, world.administrator, other.evaluator, other.administrator)
    for stranger in strangers:
        assert sign_in(stranger).get(path_of(name, assessment)).status_code == 404
        assert sign_in(stranger).post(path_of(name, assessment), {}).status_code in (404, 405)


def test_a_move_by_a_stranger_is_not_found(world: World, other: World, sign_in: SignIn) -> None:
    assessment = world.at(Status.SUBMITTED)
    for stranger in (world.coordinator, other.evaluator):
        assert sign_in(stranger).post(path_of("start", assessment)).status_code == 404
    assessment.refresh_from_db()
    assert assessment.status == Status.SUBMITTED


def test_agency_staff_have_no_queue(world: World, sign_in: SignIn) -> None:
    world.at(Status.SUBMITTED)
    for member in (world.staff, world.coordinator):
        assert sign_in(member).get(reverse("reviews:queue")).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_a_draft_is_the_agencys_own(world: World, sign_in: SignIn, name: str) -> None:
    assessment = world.at(Status.DRAFT)
    assert sign_in(world.evaluator).get(path_of(name, assessment)).status_code == 404


def test_an_agency_that_has_sent_nothing_stands_in_the_queue_by_name_alone(world: World, sign_in: SignIn) -> None:
    world.at(Status.DRAFT)
    page = sign_in(world.evaluator).get(reverse("reviews:queue")).content.decode()
    assert world.agency.short_name in page
    assert world.medium.name not in page


def test_an_unknown_indicator_is_not_found(world: World, sign_in: SignIn) -> None:
    assessment = world.at(Status.IN_REVIEW)
    assert sign_in(world.evaluator).get(path_of("workbench", assessment, "XX9")).status_code == 404


def test_the_queue_counts_and_names_what_comes_next(world: World, sign_in: SignIn) -> None:
    assessment = world.at(Status.IN_REVIEW)
    for code, outcome in (("RE1", Outcome.AGREE), ("RE2", Outcome.CLARIFY)):
        judge(assessment.responses.get(indicator__code=code), world.evaluator, outcome, reason="Mohon bukti.")
    response = sign_in(world.evaluator).get(reverse("reviews:queue"))
    (row,) = response.context["rows"]
    assert (row.asked, row.reviewed, row.next_code) == (39, 1, "RE3")
    assert path_of("workbench", assessment, "RE3") in response.content.decode()


def test_the_queue_filters_by_status_and_hides_what_is_finished(world: World, sign_in: SignIn) -> None:
    assessment = world.at(Status.FINAL)
    client = sign_in(world.evaluator)

    def found(query: str) -> list[Assessment]:
        return list(client.get(reverse("reviews:queue") + query).context["rows"])

    assert found("") == [] == found("?status=SUBMITTED")
    assert found("?status=all") == found("?status=FINAL") == [assessment]
    assert found(f"?status=all&cycle={assessment.cycle_id}") == [assessment]
    assert found("?status=nonsense") == []


def test_the_queue_is_oldest_first(world: World, sign_in: SignIn) -> None:
    from tests.factories import make_medium

    first = world.at(Status.SUBMITTED)
    world.medium = make_medium(world.agency)
    second = world.at(Status.SUBMITTED)
    assert list(sign_in(world.evaluator).get(reverse("reviews:queue")).context["rows"]) == [first, second]


def test_while_an_answer_is_with_the_agency_it_reads_as_it_was_sent(world: World, sign_in: SignIn) -> None:
    assessment = world.at(Status.RETURNED)
    answer = assessment.responses.select_related("indicator").get(indicator__code="RE1")
    save(answer, world.staff, client="later", answer="5", note="Belum dikirim.")
    client = sign_in(world.evaluator)
    for name in ("workbench", "overview"):
        page = client.get(path_of(name, assessment)).content.decode()
        assert "Belum dikirim." not in page
        sheet = client.get(path_of(name, assessment)).context
        line = (sheet["desk"].sheet if name == "workbench" else sheet["sheet"]).lines[0]
        assert (line.judged.response.level, line.judged.is_stale) == (4, False)


def test_the_agencys_side_is_shown_to_evaluators_with_internal_notes(world: World, sign_in: SignIn) -> None:
    assessment = world.at(Status.IN_REVIEW)
    answer = assessment.responses.get(indicator__code="RE1")
    for audience, text in ((Audience.AGENCY, "Untuk instansi."), (Audience.INTERNAL, "Antar asesor.")):
        comment(response=answer, text=text, audience=audience, actor=world.evaluator, now=datetime.now(UTC))
    page = sign_in(world.evaluator).get(path_of("workbench", assessment)).content.decode()
    assert page.index("Untuk instansi.") < page.index("Antar asesor.")
    assert page.count("msg-in") == 1


def test_finalising_names_and_links_what_remains(world: World, sign_in: SignIn) -> None:
    assessment = world.at(Status.IN_REVIEW)
    client = sign_in(world.evaluator)
    page = client.get(path_of("finalise", assessment)).content.decode()
    assert path_of("workbench", assessment, "BE6") in page
    refused = client.post(path_of("finalise", assessment))
    assert refused.status_code == 403
    assert "39" in refused.content.decode()


@pytest.mark.parametrize("status", SENT)
def test_reading_never_writes(world: World, sign_in: SignIn, status: Status) -> None:
    assessment = world.at(status)
    client = sign_in(world.evaluator)
    paths = [reverse("reviews:queue"), *(path_of(name, assessment) for name in (*PAGES, "verdict", "comment"))]
    for path in paths:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(path)
        writes = [q["sql"] for q in seen if not q["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
        assert writes == [], path


def test_the_due_date_names_the_agencys_zone(world: World, sign_in: SignIn) -> None:
    world.agency.time_zone = "Asia/Jayapura"
    world.agency.save()
    assessment = world.at(Status.RETURNED)
    page = sign_in(world.evaluator).get(path_of("overview", assessment)).content.decode()
    assert " WIT." in page
    assert " WIB.)" in page


def test_an_evaluator_without_work_reads_why(world: World, sign_in: SignIn) -> None:
    world.at(Status.FINAL)
    assert sign_in(world.evaluator).get(reverse("reviews:queue")).status_code == 200


def test_reopen_is_the_cycles_administrators(world: World, other: World, sign_in: SignIn) -> None:
    assessment = world.at(Status.FINAL)
    path = path_of("reopen", assessment)
    for stranger in (world.evaluator, world.coordinator, other.administrator, make_user("nobody")):
        assert sign_in(stranger).get(path).status_code == 404
        assert sign_in(stranger).post(path, {"reason": "x"}).status_code == 404
    client = sign_in(world.administrator)
    assert client.get(path).status_code == 200
    assert client.post(path, {"reason": " "}).status_code == 422
    assert client.post(path, {"reason": "Keberatan instansi diterima."}).status_code == 302
    assessment.refresh_from_db()
    assert assessment.status == Status.IN_REVIEW
    again = client.post(path, {"reason": "Sekali lagi."})
    assert again.status_code == 403
    assert "Sekali lagi." in again.content.decode()


def test_resume_waits_for_the_due_date(world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    assessment = world.at(Status.RETURNED)
    client = sign_in(world.evaluator)
    assert client.post(path_of("resume", assessment)).status_code == 403
    later = datetime.now(UTC) + timedelta(days=6)
    monkeypatch.setattr(Return, "is_overdue", lambda self, now: self.due_at <= later)
    assert client.post(path_of("resume", assessment)).status_code == 302
    assessment.refresh_from_db()
    assert assessment.status == Status.IN_REVIEW
