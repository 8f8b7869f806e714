"""What the database refuses, whoever asks."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from assessments.agencies.models import Stage
from assessments.common.canonical import canonical_json, sha256_of
from assessments.common.errors import Closed, Denied
from assessments.cycles.models import Cycle
from assessments.questionnaires.models import Version
from assessments.responses.enums import ALLOWED_MOVES, Status
from assessments.responses.models import Assessment, Evidence, Response, Submission
from assessments.responses.services.comments import reply
from assessments.reviews.models import Finalisation, Review, Verdict
from assessments.reviews.services import moves as review_moves
from tests.factories import NOW, World, make_medium, save


def refuses(sql: str, *params: object) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:  # noqa: PT012
        cursor.execute(sql, params)
        assert cursor.rowcount, "the statement met no row, so it proves nothing"


def test_every_status_has_its_moves() -> None:
    assert set(ALLOWED_MOVES) == set(Status)


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.IN_REVIEW, Status.FINAL])
def test_sent_answers_are_frozen_for_services_queries_and_sql(world: World, status: Status) -> None:
    assessment = world.at(status)
    response = assessment.responses.select_related("indicator").first()
    with pytest.raises(Closed):
        save(response, world.staff, note="Terlambat.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Response.objects.filter(pk=response.pk).update(note="Terlambat.")
    refuses("UPDATE responses_response SET level = 5 WHERE id = %s", response.pk)
    refuses("UPDATE responses_evidence SET title = 'x' WHERE response_id = %s", response.pk)


def test_a_return_opens_what_it_names_and_nothing_else(world: World) -> None:
    assessment = world.at(Status.RETURNED)
    rows = assessment.responses.select_related("indicator")
    save(rows.get(indicator__code="RE1"), world.staff, note="Ini penjelasannya.")
    with pytest.raises(Closed):
        save(rows.get(indicator__code="RE2"), world.staff, note="Tidak ditanya.")
    refuses("UPDATE responses_response SET note = 'x' WHERE id = %s", rows.get(indicator__code="RE2").pk)


def test_verdicts_and_messages_are_frozen_once_final(world: World) -> None:
    assessment = world.at(Status.FINAL)
    verdict = Verdict.objects.filter(review__assessment=assessment).first()
    refuses("UPDATE reviews_verdict SET reason = 'x' WHERE id = %s", verdict.pk)
    with pytest.raises(Denied):
        reply(response=verdict.response, text="Halo.", actor=world.staff, now=assessment.started_at)


@pytest.mark.parametrize(
    ("model", "column", "status"),
    [
        (Response, "assessment_id", Status.DRAFT),
        (Evidence, "response_id", Status.DRAFT),
        (Review, "assessment_id", Status.SUBMITTED),
        (Verdict, "response_id", Status.IN_REVIEW),
    ],
)
def test_a_frozen_row_is_not_moved_to_where_it_is_open(world: World, model: type, column: str, status: Status) -> None:
    world.at(Status.FINAL)
    row = model.objects.order_by("pk").last()
    # Before it is live, a medium is not asked for its benefit: there is room for the last answer.
    world.medium = make_medium(world.agency, stage=Stage.PLANNED, in_use_since=None)
    elsewhere = world.at(status)
    target = elsewhere if column == "assessment_id" else elsewhere.responses.first()
    refuses(f"UPDATE {model._meta.db_table} SET {column} = %s WHERE id = %s", target.pk, row.pk)


def test_an_open_answer_is_not_moved_among_frozen_ones(world: World) -> None:
    row = world.at(Status.DRAFT).responses.order_by("pk").last()
    world.medium = make_medium(world.agency, stage=Stage.PLANNED, in_use_since=None)
    frozen = world.at(Status.FINAL)
    refuses("UPDATE responses_response SET assessment_id = %s WHERE id = %s", frozen.pk, row.pk)


def test_an_assessment_keeps_its_agency(world: World, other: World) -> None:
    assessment = world.at(Status.FINAL)
    refuses("UPDATE responses_assessment SET agency_id = %s WHERE id = %s", other.agency.pk, assessment.pk)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.RETURNED])
def test_no_status_opens_what_is_final_without_a_move_that_stays(world: World, status: Status) -> None:
    assessment = world.at(Status.FINAL)
    refuses("UPDATE responses_assessment SET status = %s WHERE id = %s", status, assessment.pk)
    review_moves.reopen(assessment_id=assessment.pk, reason="Salah.", actor=world.administrator, now=NOW)
    assessment.refresh_from_db()
    assert assessment.status == Status.IN_REVIEW
    refuses("DELETE FROM responses_statuschange WHERE assessment_id = %s", assessment.pk)


@pytest.mark.parametrize("model", [Submission, Finalisation, Evidence, Assessment, Response, Verdict])
def test_official_rows_are_never_deleted(world: World, model: type) -> None:
    world.at(Status.FINAL)
    row = model.objects.order_by("pk").first()
    refuses(f"DELETE FROM {model._meta.db_table} WHERE id = %s", row.pk)


def test_a_snapshot_computes_to_its_hash_and_names_the_one_before(world: World) -> None:
    assessment = world.at(Status.FINAL)
    submission, finalisation = assessment.submissions.get(), assessment.finalisations.get()
    assert sha256_of(submission.snapshot) == submission.sha256
    assert sha256_of(finalisation.snapshot) == finalisation.sha256
    assert f'"previous":"{submission.sha256}"' in finalisation.snapshot
    refuses("UPDATE reviews_finalisation SET snapshot = '{}' WHERE id = %s", finalisation.pk)


def test_a_published_version_is_frozen(world: World) -> None:
    version = Version.objects.get(pk=world.cycle.version_id)
    assert sha256_of(canonical_json(version.document)) == version.sha256
    refuses("UPDATE questionnaires_version SET document = '{}' WHERE id = %s", version.pk)
    refuses("UPDATE questionnaires_indicator SET code = 'X' WHERE version_id = %s", version.pk)


def test_truncate_is_refused_where_its_triggers_stand(world: World) -> None:
    world.at(Status.SUBMITTED)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'responses_submission'::regclass AND tgname LIKE %s",
            ["%truncated%"],
        )
        (name,) = cursor.fetchone()
        # ALTER TABLE waits for no deferred check of a foreign key.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f'ALTER TABLE responses_submission ENABLE TRIGGER "{name}"')
    refuses("TRUNCATE responses_submission CASCADE")


def test_the_cycles_dates_stand_in_order(world: World) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Cycle.objects.filter(pk=world.cycle.pk).update(closes_at=world.cycle.opens_at)
