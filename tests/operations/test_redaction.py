"""The one way past the freeze: a stored file with personal data is closed, then destroyed, and both stay on record."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, connections
from django.urls import reverse

from assessments.common.errors import Denied, Invalid
from assessments.operations import redacting
from assessments.operations.locks import while_files_stay
from assessments.responses.enums import Status
from assessments.responses.models import Assessment, Destruction, Evidence, Redaction, StoredFile
from tests.factories import World
from tests.operations.damage import damage, refuses
from tests.operations.test_verify import add_file, on_disk, problems, verify, with_file

NAME = "SK Tim.pdf"


def now() -> datetime:
    return datetime.now(UTC)


def fresh(file: StoredFile) -> StoredFile:
    return StoredFile.objects.get(pk=file.pk)


def close(world: World, file: StoredFile, **changes: Any) -> Redaction:
    values = {"reason": "Memuat nama anak.", "replacement": None, "actor": world.administrator, "now": now()}
    return redacting.close_file(file=file, **(values | changes))


def pdf(content: bytes = b"%PDF-1.7 tanpa nama") -> SimpleUploadedFile:
    return SimpleUploadedFile("SK Tim tanpa nama.pdf", content)


@pytest.fixture
def destroy(world: World, django_capture_on_commit_callbacks: Any) -> Any:
    def of(file: StoredFile) -> Destruction:
        with django_capture_on_commit_callbacks(execute=True):
            return redacting.destroy_file(file=file, actor=world.administrator, now=now())

    return of


def retain(world: World, *, before: str, **options: Any) -> str:
    out = StringIO()
    values = {"by": world.administrator.email, "reason": "Jadwal retensi arsip.", "yes": False}
    call_command("retain", before=datetime.fromisoformat(before).date(), stdout=out, **(values | options))
    return out.getvalue()


def address(name: str, assessment: Assessment) -> str:
    evidence = Evidence.objects.get(response__assessment=assessment, file__isnull=False)
    return reverse(name, args=[assessment.pk, evidence.pk])


def test_a_closed_file_is_hidden_at_once_from_all_but_the_administrator(world: World, sign_in: Any) -> None:
    assessment, file = with_file(world, Status.FINAL)
    people = [world.staff, world.coordinator, world.evaluator, world.administrator]
    shown = address("responses:evidence_file", assessment)
    assert [sign_in(person).get(shown).status_code for person in people] == [200] * 4
    close(world, file)
    assert [sign_in(person).get(shown).status_code for person in people] == [404] * 4
    original = address("operations:file_original", assessment)
    assert [sign_in(person).get(original).status_code for person in people] == [404] * 3 + [200]


def test_reading_what_is_closed_is_logged_with_who_and_what(
    world: World, sign_in: Any, caplog: pytest.LogCaptureFixture
) -> None:
    assessment, file = with_file(world, Status.FINAL)
    close(world, file)
    with caplog.at_level("INFO", "assessments.operations"):
        sign_in(world.administrator).get(address("operations:file_original", assessment))
    assert f"evidence={file.evidence.get().pk} file={file.pk} user={world.administrator.pk}" in caplog.text


def test_a_copy_without_the_personal_data_takes_its_place(world: World, sign_in: Any) -> None:
    assessment, file = with_file(world, Status.FINAL)
    close(world, file, replacement=pdf())
    answer = sign_in(world.evaluator).get(address("responses:evidence_file", assessment))
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 tanpa nama"
    assert "SK Tim tanpa nama.pdf" in answer["Content-Disposition"]
    assert verify() == (0, ["No problems. 2 files."])


def test_destroying_leaves_the_record_and_nothing_else(world: World, destroy: Any) -> None:
    _assessment, file = with_file(world, Status.FINAL)
    whole = on_disk(file).read_bytes()
    close(world, file)
    destroy(file)
    assert not on_disk(file).exists()
    kept = fresh(file)
    assert (kept.given_name, kept.size) == (NAME, len(whole))
    assert kept.sha256 == hashlib.sha256(whole).hexdigest()
    assert kept.redaction.reason == "Memuat nama anak."
    assert (kept.redaction.by, kept.redaction.destruction.by) == (world.administrator, world.administrator)
    assert verify() == (0, ["No problems. 1 files, 1 of them destroyed on record (dimusnahkan)."])


def test_a_destroyed_file_that_is_still_there_is_named_and_then_ended(world: World, destroy: Any) -> None:
    assessment, file = with_file(world, Status.FINAL)
    close(world, file)
    destroy(file)
    on_disk(file).write_bytes(b"x")
    place = f"{assessment.reference} RE1, file {file.name}: "
    assert problems() == [place + "it is destroyed on record, but its bytes are there."]
    said = retain(world, before="2000-01-01")
    assert f"{file.name}: its remaining bytes are destroyed." in said
    assert problems() == []


def test_a_missing_file_without_its_record_stays_a_problem(world: World) -> None:
    _assessment, file = with_file(world, Status.FINAL)
    close(world, file)
    on_disk(file).unlink()
    assert [problem.endswith("it is missing.") for problem in problems()] == [True]


def test_nothing_is_destroyed_in_one_step(world: World, destroy: Any) -> None:
    _assessment, file = with_file(world, Status.FINAL)
    with pytest.raises(Denied):
        destroy(file)
    assert on_disk(file).exists()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    refuses("INSERT INTO responses_destruction (redaction_id, by_id, at) VALUES (0, %s, now())", world.administrator.pk)


def test_only_an_administrator_of_its_cycle_may(world: World, other: World) -> None:
    _assessment, file = with_file(world, Status.FINAL)
    for actor in (world.staff, world.coordinator, world.evaluator, other.administrator):
        with pytest.raises(Denied):
            close(world, file, actor=actor)
    close(world, file)
    for actor in (world.coordinator, world.evaluator, other.administrator):
        with pytest.raises(Denied):
            redacting.destroy_file(file=file, actor=actor, now=now())
    assert on_disk(file).exists()


def test_each_step_happens_once(world: World, destroy: Any) -> None:
    _assessment, file = with_file(world, Status.FINAL)
    close(world, file)
    with pytest.raises(Denied):
        close(world, file)
    destroy(file)
    with pytest.raises(Denied):
        destroy(file)
    assert (Redaction.objects.count(), Destruction.objects.count()) == (1, 1)


def test_a_reason_and_another_copy_are_asked_for(world: World) -> None:
    _assessment, file = with_file(world, Status.FINAL)
    with pytest.raises(Invalid) as refusal:
        close(world, file, reason="  ")
    assert set(refusal.value.errors) == {"reason"}
    same = SimpleUploadedFile(NAME, on_disk(file).read_bytes())
    for upload in (same, SimpleUploadedFile("x.exe", b"MZ")):
        with pytest.raises(Invalid) as refusal:
            close(world, file, replacement=upload)
        assert set(refusal.value.errors) == {"replacement"}
    assert not Redaction.objects.exists()


def test_the_freeze_gives_way_to_this_and_nothing_else(world: World, destroy: Any) -> None:
    assessment, file = with_file(world, Status.FINAL)
    close(world, file)
    destroy(file)
    refuses("UPDATE responses_storedfile SET sha256 = 'x'")
    refuses("UPDATE responses_storedfile SET given_name = 'x'")
    refuses("DELETE FROM responses_storedfile")
    refuses("UPDATE responses_evidence SET file_id = NULL, kind = 'interview', text = 'x' WHERE file_id = %s", file.pk)
    refuses("UPDATE responses_redaction SET reason = 'x'")
    refuses("UPDATE responses_destruction SET at = now()")
    refuses("DELETE FROM responses_destruction")
    refuses("DELETE FROM responses_redaction")
    snapshot = assessment.finalisations.get()
    assert f'"sha256":"{file.sha256}"' in snapshot.snapshot
    assert problems() == []


@pytest.mark.parametrize("table", ["responses_redaction", "responses_destruction"])
def test_neither_record_can_be_truncated(world: World, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s", [table, "%truncated%"]
        )
        (name,) = cursor.fetchone()
        cursor.execute(f'ALTER TABLE {table} ENABLE TRIGGER "{name}"')
    refuses(f"TRUNCATE {table} CASCADE")


def test_pages_say_what_became_of_it(world: World, sign_in: Any, destroy: Any) -> None:
    world.coordinator.language = world.evaluator.language = "en"
    world.coordinator.save()
    world.evaluator.save()
    assessment, file = with_file(world, Status.FINAL)
    pages = [
        (world.coordinator, reverse("responses:element", args=[assessment.pk, "RE"])),
        (world.evaluator, reverse("reviews:workbench", args=[assessment.pk, "RE1"])),
    ]
    for step, word in ((lambda: close(world, file), "closed"), (lambda: destroy(file), "destroyed")):
        step()
        for person, page in pages:
            text = sign_in(person).get(page).content.decode()
            assert f'<span class="tag tag-w">{word}</span>' in text
            assert NAME not in text
            assert address("responses:evidence_file", assessment) not in text


def test_the_history_says_who_and_why(world: World, sign_in: Any, destroy: Any) -> None:
    assessment, file = with_file(world, Status.FINAL)
    close(world, file)
    destroy(file)
    audit = reverse("operations:audit", args=[assessment.pk])
    found = sign_in(world.administrator).get(audit, {"topic": "file"}).context["entries"]
    assert [(entry.who, entry.code) for entry in found] == [(world.administrator.name, "RE1")] * 2
    assert "Memuat nama anak." in [change.after for change in found[1].changes]
    of_agency = sign_in(world.coordinator).get(audit, {"topic": "file"}).context["entries"]
    assert len(of_agency) == 2
    assert world.administrator.name not in {entry.who for entry in of_agency}


def test_the_administrators_pages_lead_through_both_steps(
    world: World, sign_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    assessment, file = with_file(world, Status.FINAL)
    client = sign_in(world.administrator)
    files = reverse("operations:files", args=[assessment.pk])
    close_page, destroy_page = (address(f"operations:file_{step}", assessment) for step in ("close", "destroy"))
    assert close_page in client.get(files).content.decode()
    assert client.get(destroy_page).context["refused"]
    assert client.post(destroy_page, {"sure": "on"}).status_code == 403
    assert not client.get(close_page).context["refused"]
    kept = client.post(close_page, {"reason": ""})
    assert kept.status_code == 422
    assert client.post(close_page, {"reason": "Memuat NIK.", "replacement": pdf()}).status_code == 302
    assert client.post(close_page, {"reason": "Lagi."}).status_code == 403
    assert destroy_page in client.get(files).content.decode()
    assert client.post(destroy_page).status_code == 422
    assert on_disk(file).exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(destroy_page, {"sure": "on"}).status_code == 302
    assert not on_disk(file).exists()
    assert client.get(address("operations:file_original", assessment)).status_code == 404
    assert client.get(address("responses:evidence_file", assessment)).status_code == 200
    assert Redaction.objects.get().origin.metadata["page"] == "operations:file_close"


def test_the_pages_are_the_cycles_administrators_alone(world: World, other: World, sign_in: Any) -> None:
    assessment, _file = with_file(world, Status.FINAL)
    names = ("operations:file_close", "operations:file_destroy", "operations:file_original")
    pages = [reverse("operations:files", args=[assessment.pk]), *(address(name, assessment) for name in names)]
    for person in (world.staff, world.coordinator, world.evaluator, other.administrator):
        client = sign_in(person)
        assert {client.get(page).status_code for page in pages} == {404}


def test_the_list_costs_the_same_for_any_number(world: World, sign_in: Any, django_assert_max_num_queries: Any) -> None:
    assessment = world.start()
    for number in range(20):
        add_file(world, assessment, content=b"%%PDF-%d" % number)
    damage("UPDATE responses_assessment SET status = 'SUBMITTED' WHERE id = %s", assessment.pk)
    client = sign_in(world.administrator)
    with django_assert_max_num_queries(12):
        text = client.get(reverse("operations:files", args=[assessment.pk])).content.decode()
    assert text.count("<tr>") == 21


@pytest.mark.django_db(transaction=True)
def test_nothing_is_destroyed_while_a_backup_is_made(tmp_path: Path) -> None:
    world = World()
    _assessment, file = with_file(world, Status.FINAL)
    close(world, file)
    elsewhere = connections.create_connection("default")
    try:
        with elsewhere.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock_shared(7264001)")
            with pytest.raises(Denied):
                redacting.destroy_file(file=file, actor=world.administrator, now=now())
    finally:
        elsewhere.close()
    with while_files_stay():
        pass
    redacting.destroy_file(file=file, actor=world.administrator, now=now())
    assert not on_disk(file).exists()
    call_command("backup", str(tmp_path / "backup"))
    assert not (tmp_path / "backup" / "files" / file.name).exists()
