"""Giving a verdict through the page: saved, refused with what was typed, or told that somebody came first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.cycles.models import EvaluatorAssignment
from assessments.responses.enums import AnswerState, Audience, Status
from assessments.responses.models import Assessment, Comment, Response
from assessments.reviews.models import Outcome, Verdict
from assessments.reviews.services import moves
from tests.factories import World, assign, fill, judge, judge_all, make_user, save, submit_by
from tests.reviews.test_pages import path_of

SignIn = Callable[..., Client]


def answer_of(assessment: Assessment, code: str = "RE1") -> Response:
    return assessment.responses.select_related("indicator").get(indicator__code=code)


def post(client: Client, assessment: Assessment, code: str = "RE1", **given: Any) -> Any:
    answer = answer_of(assessment, code)
    versions = {"response_version": answer.version, "version": 0}
    return client.post(path_of("verdict", assessment, code), {**versions, **given})


def test_save_and_next_goes_to_the_next_unreviewed_heading(world: World, sign_in: SignIn) -> None:
    assessment = world.at(Status.IN_REVIEW)
    judge(answer_of(assessment, "RE2"), world.evaluator)
    response = post(sign_in(world.evaluator), assessment, outcome="agree", next="")
    assert response.status_code == 302
    assert response.url == path_of("workbench", assessment, "RE3") + "#indicator"
    assert Verdict.objects.get(response=answer_of(assessment)).outcome == Outcome.AGREE


def test_next_starts_over_at_the_top_and_ends_at_the_overview(world: World, sign_in: SignIn) -> None:
    assessment = world.at(Status.IN_REVIEW)
    judge_all(assessment, world.evaluator, skip=["RE4", "BE6"])
    client = sign_in(world.evaluator)
    assert post(client, assessment, "BE6", outcome="agree", next="").url.startswith(
        path_of("workbench", assessment, "RE4")
    )
    assert post(client, assessment, "RE4", outcome="agree", next="").url == path_of("overview", assessment)


def test_a_plain_save_stays(world: World, sign_in: SignIn) -> None:
    assessment = world.at(Status.IN_REVIEW)
    response = post(sign_in(world.evaluator), assessment, outcome="agree")
    assert response.url.startswith(path_of("workbench", assessment, "RE1"))


@pytest.mark.parametrize(
    "given",
    [
        {"outcome": "clarify", "reason": " "},
        {"outcome": "adjust", "level": "2", "reason": ""},
        {"outcome": "adjust", "reason": "Tanpa tingkat."},
        {"outcome": "adjust", "level": "4", "reason": "Sama dengan instansi."},
        {"outcome": "adjust", "level": "9", "reason": "Di luar skala."},
        {"reason": "Tanpa putusan."},
    ],
)
def test_an_incomplete_verdict_is_refused_and_kept(world: World, sign_in: SignIn, given: dict[str, str]) -> None:
    assessment = world.at(Status.IN_REVIEW)
    response = post(sign_in(world.evaluator), assessment, **given)
    page = response.content.decode()
    assert response.status_code == 422
    assert given["reason"] in page
    assert "data-error-summary" in page
    assert not Verdict.objects.exists()


def test_of_two_evaluators_the_second_reads_both_verdicts(world: World, sign_in: SignIn) -> None:
    second = make_user("second")
    assign(second, world.cycle, world.agency)
    assessment = world.at(Status.IN_REVIEW)
    assert post(sign_in(world.evaluator), assessment, outcome="clarify", reason="Dari asesor satu.").status_code == 302
    client = sign_in(second)
    clash = post(client, assessment, outcome="adjust", level="2", reason="Dari asesor dua.")
    page = clash.content.decode()
    assert clash.status_code == 409
    assert "Dari asesor satu." in page
    assert page.count("Dari asesor dua.") == 2
    assert Verdict.objects.get().reason == "Dari asesor satu."
    form = clash.context["verdict_form"]
    again = {name: form[name].value() for name in ("outcome", "level", "reason", "version", "response_version")}
    assert client.post(path_of("verdict", assessment), again).status_code == 302
    verdict = Verdict.objects.get()
    assert (verdict.reason, verdict.label, verdict.version) == ("Dari asesor dua.", 2, 2)


def test_a_verdict_on_an_answer_that_changed_meanwhile_is_told(world: World, sign_in: SignIn) -> None:
    assessment = world.at(Status.RETURNED)
    read = answer_of(assessment)
    save(read, world.staff, client="reply", note="Sudah dilengkapi.")
    submit_by(assessment, world.coordinator)
    data = {"outcome": "clarify", "reason": "Belum jelas.", "version": 0, "response_version": read.version}
    client = sign_in(world.evaluator)
    clash = client.post(path_of("verdict", assessment), data)
    page = clash.content.decode()
    assert clash.status_code == 409
    assert "Sudah dilengkapi." in page
    assert "Belum jelas." in page
    assert clash.context["verdict_form"]["response_version"].value() == str(read.version + 1)


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.FINAL])
def test_no_verdict_before_or_after_the_review(world: World, sign_in: SignIn, status: Status) -> None:
    assessment = world.at(status)
    before = Verdict.objects.count()
    response = post(sign_in(world.evaluator), assessment, outcome="clarify", reason="Terlambat.")
    assert response.status_code == 423
    assert Verdict.objects.count() == before
    assert Verdict.objects.filter(reason="Terlambat.").count() == 0


def test_a_question_with_the_agency_waits_and_the_others_go_on(world: World, sign_in: SignIn) -> None:
    assessment = world.at(Status.RETURNED)
    client = sign_in(world.evaluator)
    waits = post(client, assessment, "RE1", outcome="clarify", reason="Masih menunggu.")
    assert waits.status_code == 423
    assert "Masih menunggu." in waits.content.decode()
    assert post(client, assessment, "RE2", outcome="agree").status_code == 302


def test_an_evaluator_who_was_taken_off_finds_nothing(world: World, sign_in: SignIn) -> None:
    assessment = world.at(Status.IN_REVIEW)
    client = sign_in(world.evaluator)
    EvaluatorAssignment.objects.all().delete()
    assert post(client, assessment, outcome="agree").status_code == 404


def test_a_verdict_is_saved_within_ten_queries(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    assessment = world.at(Status.IN_REVIEW)
    client = sign_in(world.evaluator)
    client.get(path_of("workbench", assessment))
    data = {"response_version": answer_of(assessment).version, "outcome": "agree", "next": ""}
    for version in (0, 1):
        with django_assert_max_num_queries(10):
            assert client.post(path_of("verdict", assessment), {**data, "version": version}).status_code == 302


@pytest.mark.parametrize("answer", [AnswerState.NOT_KNOWN, AnswerState.NOT_APPLICABLE])
def test_without_a_level_the_choices_say_what_they_mean(world: World, sign_in: SignIn, answer: AnswerState) -> None:
    assessment = reviewed_with(world, answer)
    page = sign_in(world.evaluator).get(path_of("workbench", assessment))
    labels = dict(page.context["verdict_form"].fields["outcome"].choices)
    assert "4" not in str(labels["agree"])
    assert (
        post(sign_in(world.evaluator), assessment, outcome="adjust", level="4", reason="Ada bukti.").status_code == 302
    )


def reviewed_with(world: World, answer: str, code: str = "RE1") -> Assessment:
    """In review, with this answer to the indicator `code`."""
    assessment = world.start()
    fill(assessment, world.staff)
    response = answer_of(assessment, code)
    if answer == AnswerState.NOT_APPLICABLE:
        # No indicator of the package may be answered so; an instrument's other version could.
        Response.objects.filter(pk=response.pk).update(state=answer, level=None, version=response.version + 1)
    else:
        save(response, world.staff, client="change", answer=answer)
    submit_by(assessment, world.coordinator)
    moves.start_review(assessment_id=assessment.pk, actor=world.evaluator, now=datetime.now(UTC))
    assessment.refresh_from_db()
    return assessment


def test_messages_go_to_whom_their_form_says(world: World, sign_in: SignIn) -> None:
    assessment = world.at(Status.IN_REVIEW)
    client = sign_in(world.evaluator)
    for audience, text in ((Audience.AGENCY, "Kepada instansi."), (Audience.INTERNAL, "Antar asesor.")):
        response = client.post(path_of("comment", assessment), {"audience": audience, "text": text})
        assert response.url == path_of("workbench", assessment) + "#thread"
    said = dict(Comment.objects.values_list("text", "audience"))
    assert said == {"Kepada instansi.": Audience.AGENCY, "Antar asesor.": Audience.INTERNAL}
    assert list(Comment.objects.for_agency().values_list("text", "label")) == [("Kepada instansi.", 1)]


@pytest.mark.parametrize("given", [{"audience": "AGENCY", "text": " "}, {"audience": "EVERYONE", "text": "Halo."}, {}])
def test_a_message_without_text_or_reader_is_refused(world: World, sign_in: SignIn, given: dict[str, str]) -> None:
    assessment = world.at(Status.IN_REVIEW)
    response = sign_in(world.evaluator).post(path_of("comment", assessment), given)
    assert response.status_code == 422
    assert given.get("text", "").strip() in response.content.decode()
    assert not Comment.objects.exists()


def test_after_the_end_only_internal_notes_are_taken(world: World, sign_in: SignIn) -> None:
    assessment = world.at(Status.FINAL)
    client = sign_in(world.evaluator)
    late = client.post(path_of("comment", assessment), {"audience": "AGENCY", "text": "Terlambat."})
    assert late.status_code == 423
    assert "Terlambat." in late.content.decode()
    assert client.post(path_of("comment", assessment), {"audience": "INTERNAL", "text": "Catatan."}).status_code == 302


def test_begin_ask_and_finish_through_the_pages(world: World, sign_in: SignIn) -> None:
    assessment = world.at(Status.SUBMITTED)
    client = sign_in(world.evaluator)
    assert client.post(path_of("start", assessment)).status_code == 302
    assert client.post(path_of("start", assessment)).status_code == 403
    judge(answer_of(assessment), world.evaluator, Outcome.CLARIFY, reason="Nomor suratnya berapa?")
    form = client.get(path_of("return", assessment)).context["form"]
    assert form["codes"].value() == ["RE1"]
    data = {"codes": ["RE1"], "reason": "Mohon dijawab.", "due_date": "2020-01-01", "due_time": "23:59"}
    past = client.post(path_of("return", assessment), data)
    assert past.status_code == 422
    assert "Mohon dijawab." in past.content.decode()
    due = datetime.now(UTC) + timedelta(days=3)
    assert client.post(path_of("return", assessment), {**data, "due_date": f"{due:%Y-%m-%d}"}).status_code == 302
    asked = assessment.returns.get()
    assert f"{asked.due_at.astimezone(UTC):%H:%M}" == "16:59"
    again = client.post(path_of("return", assessment), {**data, "due_date": f"{due:%Y-%m-%d}"})
    assert again.status_code == 403
    assert "Mohon dijawab." in again.content.decode()
    submit_by(assessment, world.coordinator)
    judge_all(assessment, world.evaluator)
    assert client.post(path_of("finalise", assessment)).status_code == 302
    assessment.refresh_from_db()
    assert assessment.status == Status.FINAL


def test_nothing_chosen_is_refused_with_the_reason_kept(world: World, sign_in: SignIn) -> None:
    assessment = world.at(Status.IN_REVIEW)
    data = {"reason": "Mohon dijawab.", "due_date": "", "due_time": ""}
    response = sign_in(world.evaluator).post(reverse("reviews:return", args=[assessment.pk]), data)
    assert response.status_code == 422
    assert "Mohon dijawab." in response.content.decode()
