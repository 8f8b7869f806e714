from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from assessments.common.canonical import canonical_json, sha256_of
from assessments.responses.enums import EvidenceKind, Status
from assessments.responses.models import Assessment, Evidence, StoredFile
from assessments.responses.services.evidence import NewEvidence, add_evidence
from assessments.reviews.services import moves
from tests.factories import World, fill, judge_all, save, submit_by
from tests.operations.damage import damage


def verify(**options: object) -> tuple[int, list[str]]:
    """The exit status and the lines, the summary last."""
    out = StringIO()
    try:
        call_command("verify", stdout=out, **options)
    except SystemExit as stopped:
        return int(stopped.code or 0), out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def problems() -> list[str]:
    status, lines = verify()
    assert status == (1 if lines[1:] else 0)
    return lines[:-1]


def add_file(world: World, assessment: Assessment, code: str = "RE1", content: bytes = b"%PDF-1.7 isi") -> Evidence:
    upload = SimpleUploadedFile("SK Tim.pdf", content)
    new = NewEvidence(kind=EvidenceKind.DOCUMENT, title="SK Tim", dated=date(2026, 1, 5), upload=upload)
    response = assessment.responses.get(indicator__code=code)
    return add_evidence(response=response, new=new, actor=world.staff, now=datetime.now(UTC))


def with_file(world: World, status: Status) -> tuple[Assessment, StoredFile]:
    """An assessment at this status, its first answer shown by a PDF."""
    assessment = world.start()
    evidence = add_file(world, assessment)
    fill(assessment, world.staff)
    submit_by(assessment, world.coordinator)
    if status == Status.FINAL:
        moves.start_review(assessment_id=assessment.pk, actor=world.evaluator, now=datetime.now(UTC))
        finish(world, assessment)
    assessment.refresh_from_db()
    assert assessment.status == status
    assert evidence.file
    return assessment, evidence.file


def finish(world: World, assessment: Assessment) -> None:
    judge_all(assessment, world.evaluator)
    moves.finalise(assessment_id=assessment.pk, actor=world.evaluator, now=datetime.now(UTC))


def on_disk(file: StoredFile) -> Path:
    return Path(settings.MEDIA_ROOT) / file.name


@pytest.mark.parametrize("status", list(Status))
def test_every_state_that_people_reach_is_clean(world: World, status: Status) -> None:
    world.at(status)
    assert problems() == []


def test_a_whole_life_is_clean(world: World) -> None:
    assessment = world.at(Status.RETURNED)
    save(assessment.responses.select_related("indicator").get(indicator__code="RE1"), world.staff, note="Penjelasan.")
    assert problems() == []
    submit_by(assessment, world.coordinator)
    finish(world, assessment)
    moves.reopen(assessment_id=assessment.pk, reason="Salah.", actor=world.administrator, now=datetime.now(UTC))
    assert problems() == []
    finish(world, assessment)
    assert (assessment.submissions.count(), assessment.finalisations.count()) == (2, 2)
    assert problems() == []


def test_a_changed_snapshot_is_named(world: World) -> None:
    assessment = world.at(Status.FINAL)
    damage(
        "UPDATE responses_submission SET snapshot = replace(snapshot, 'Sudah', 'Belum') WHERE assessment_id = %s",
        assessment.pk,
    )
    place = f"{assessment.reference}, submission 1: "
    assert problems() == [place + "its document does not compute to its SHA-256."]


def test_a_snapshot_changed_together_with_its_hash_breaks_the_chain(world: World) -> None:
    assessment = world.at(Status.FINAL)
    row = assessment.submissions.get()
    forged = row.snapshot.replace("Sudah ada.", "Belum ada.")
    damage(
        "UPDATE responses_submission SET snapshot = %s, sha256 = %s WHERE id = %s", forged, sha256_of(forged), row.pk
    )
    place = f"{assessment.reference}, finalisation 1: "
    assert problems() == [place + "it does not name the hash of the document before it."]


def test_a_missing_link_is_named(world: World) -> None:
    assessment = world.at(Status.RETURNED)
    submit_by(assessment, world.coordinator)
    damage("DELETE FROM responses_submission WHERE assessment_id = %s AND number = 1", assessment.pk)
    place = f"{assessment.reference}, submission 2: "
    assert problems() == [
        place + "submission 1 is missing.",
        place + "it does not name the hash of the document before it.",
    ]


def test_a_row_that_says_other_than_its_document_is_named(world: World) -> None:
    assessment = world.at(Status.FINAL)
    damage("UPDATE reviews_finalisation SET band = 'siap', index = 5 WHERE assessment_id = %s", assessment.pk)
    assert problems() == [
        f"{assessment.reference}, finalisation 1: its row and its document differ in: score.index, score.band."
    ]


def test_a_document_that_is_not_json_is_named(world: World) -> None:
    assessment = world.at(Status.SUBMITTED)
    damage("UPDATE responses_submission SET snapshot = 'x', sha256 = %s", sha256_of("x"))
    assert problems() == [f"{assessment.reference}, submission 1: its document is not canonical JSON."]


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.IN_REVIEW, Status.RETURNED, Status.FINAL])
def test_a_live_answer_changed_behind_the_freeze_is_named(world: World, status: Status) -> None:
    assessment = world.at(status)
    response = assessment.responses.get(indicator__code="RE2")
    damage("UPDATE responses_response SET level = 5 WHERE id = %s", response.pk)
    (problem,) = problems()
    assert problem.startswith(assessment.reference)
    assert problem.endswith("the live answer to RE2 is not the one that was frozen.")


def test_a_verdict_changed_after_the_end_is_named(world: World) -> None:
    assessment = world.at(Status.FINAL)
    damage(
        "UPDATE reviews_verdict SET reason = 'x' WHERE response_id = %s",
        assessment.responses.get(indicator__code="HR1").pk,
    )
    assert [problem.partition("answer to ")[2][:3] for problem in problems()] == ["HR1"]


def test_a_changed_instrument_is_named(world: World) -> None:
    version = world.cycle.version
    damage(
        "UPDATE questionnaires_version SET document = jsonb_set(document, '{code}', '\"x\"') WHERE id = %s", version.pk
    )
    assert problems() == [
        f"instrument {version.instrument.code} {version.number}: its document does not compute to its SHA-256."
    ]
    assert canonical_json(version.document)


def test_a_lost_a_shortened_and_an_altered_file_are_named(world: World) -> None:
    assessment, file = with_file(world, Status.SUBMITTED)
    assert verify() == (0, ["No problems. 1 files."])
    place = f"{assessment.reference} RE1, file {file.name}: "
    whole = on_disk(file).read_bytes()
    on_disk(file).write_bytes(whole[:-1] + b"X")
    assert problems() == [place + "its bytes do not compute to its SHA-256."]
    on_disk(file).write_bytes(whole[:-1])
    assert problems() == [f"{place}it has {len(whole) - 1} bytes instead of {len(whole)}."]
    on_disk(file).unlink()
    assert problems() == [place + "it is missing."]


def test_what_an_interrupted_upload_left_is_named_once_it_is_old(world: World) -> None:
    with_file(world, Status.SUBMITTED)
    left = Path(settings.MEDIA_ROOT) / "evidence" / "half.pdf"
    left.write_bytes(b"%PDF-")
    assert problems() == []
    os.utime(left, (0, 0))
    assert problems() == ["file evidence/half.pdf: no row names it: an interrupted upload left it, remove it."]


def test_one_assessment_alone_as_json(world: World, other: World) -> None:
    assessment, wrong = world.at(Status.SUBMITTED), other.at(Status.SUBMITTED)
    damage("UPDATE responses_submission SET sha256 = 'x' WHERE assessment_id = %s", wrong.pk)
    assert verify(assessment=assessment.reference) == (0, ["No problems. 0 files."])
    status, lines = verify(assessment=wrong.reference, json=True)
    problem, summary = (json.loads(line) for line in lines)
    assert (status, summary) == (1, {"problems": 1, "files": 0, "destroyed": 0})
    assert (problem["kind"], problem["place"]) == ("document", f"{wrong.reference}, submission 1")
    with pytest.raises(CommandError):
        verify(assessment="R-0000-XXXXXX")
