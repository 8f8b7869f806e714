"""Evidence files through the services and pages: room, use of a known file, photos, pictures of pages, downloads."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.common.jobs.models import Job, JobStatus
from assessments.common.jobs.tasks import run_job
from assessments.operations import redacting
from assessments.responses import tasks as tasks  # registers the work
from assessments.responses.enums import Status
from assessments.responses.models import Evidence, Preview, StoredFile
from tests.common.test_files import pdf_of, picture, with_place
from tests.factories import World

SignIn = Callable[..., Client]
COMMON = {"kind": "document", "title": "SK Tim", "dated": "2026-01-31"}


def add(client: Client, assessment: Any, name: str = "", content: bytes = b"", code: str = "RE1", **more: Any) -> Any:
    file = {"file": SimpleUploadedFile(name, content)} if name else {}
    address = reverse("responses:evidence_add", args=[assessment.pk, code])
    return client.post(address, {**COMMON, **file, **more})


def draw() -> None:
    for job in Job.objects.filter(kind="draw_pages", status=JobStatus.QUEUED):
        run_job(job_id=str(job.pk))


def of(name: str, assessment: Any, proof: Evidence, *more: Any) -> str:
    return reverse(f"responses:{name}", args=[assessment.pk, proof.pk, *more])


def test_a_file_beyond_the_room_is_refused_with_what_is_used(world: World, sign_in: SignIn, settings: Any) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    settings.QUOTA_ASSESSMENT = 1024 * 1024
    assert add(client, assessment, "a.pdf", b"%PDF-1.7" + b"a" * 600_000).status_code == 302
    page = add(client, assessment, "b.pdf", b"%PDF-1.7" + b"b" * 600_000)
    assert page.status_code == 422
    assert "0.6" in page.context["form"].errors["file"][0].replace(",", ".")
    settings.QUOTA_ASSESSMENT, settings.QUOTA_AGENCY = 10**9, 1024 * 1024
    assert add(client, assessment, "b.pdf", b"%PDF-1.7" + b"b" * 600_000).status_code == 422
    assert len(default_storage.listdir("evidence")[1]) == StoredFile.objects.count() == 1


def test_the_same_bytes_are_kept_once(world: World, sign_in: SignIn) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    add(client, assessment, "a.pdf", b"%PDF-1.7")
    add(client, assessment, "b.pdf", b"%PDF-1.7", code="RE2")
    assert StoredFile.objects.get().evidence.count() == 2
    assert "a.pdf" in client.get(reverse("responses:tasklist", args=[assessment.pk])).content.decode()


def test_a_file_that_was_sent_before_can_be_chosen(world: World, other: World, sign_in: SignIn) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    add(client, assessment, "a.pdf", b"%PDF-1.7 a")
    foreign = other.start()
    add(sign_in(other.staff), foreign, "b.pdf", b"%PDF-1.7 b")
    mine, theirs = StoredFile.objects.get(agency=world.agency), StoredFile.objects.get(agency=other.agency)
    assert add(client, assessment, code="RE2", used=str(theirs.pk)).status_code == 422
    assert add(client, assessment, code="RE2", used=str(mine.pk)).status_code == 302
    assert mine.evidence.count() == 2
    assert add(client, assessment, code="RE3").status_code == 422


def test_what_was_closed_does_not_come_back(world: World, sign_in: SignIn) -> None:
    assessment, client = world.at(Status.RETURNED), sign_in(world.staff)
    assert add(client, assessment, "a.pdf", b"%PDF-1.7").status_code == 302
    close(world, StoredFile.objects.get())
    assert add(client, assessment, "other.pdf", b"%PDF-1.7").status_code == 422
    assert StoredFile.objects.count() == 1


def close(world: World, file: StoredFile) -> None:
    given = {"reason": "Nomor identitas.", "replacement": None, "actor": world.administrator, "now": timezone.now()}
    redacting.close_file(file=file, **given)


def test_a_photo_with_a_place_asks_and_keeps_what_was_typed(world: World, sign_in: SignIn) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    photo = picture("JPEG", exif=with_place())
    asked = add(client, assessment, "a.jpg", photo)
    assert asked.status_code == 422
    assert asked.context["form"]["title"].value() == COMMON["title"]
    assert 'name="drop_place"' in asked.content.decode()
    assert not StoredFile.objects.exists()
    assert add(client, assessment, "a.jpg", photo, place_asked="1", drop_place="1").status_code == 302
    assert add(client, assessment, "a.jpg", photo, place_asked="1").status_code == 302
    dropped, kept = StoredFile.objects.order_by("uploaded_at")
    assert dropped.size < kept.size


def test_pages_are_drawn_shown_and_given_out_inert(world: World, sign_in: SignIn) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    add(client, assessment, "a.pdf", pdf_of(3))
    proof = Evidence.objects.get()
    assert client.get(of("evidence_preview", assessment, proof, 1)).status_code == 404
    draw()
    page = client.get(of("evidence_preview", assessment, proof, 3))
    assert page["Content-Type"] == "image/png"
    assert page["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert page["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in page["Cache-Control"]
    assert b"".join(page.streaming_content).startswith(b"\x89PNG")
    shown = client.get(reverse("responses:element", args=[assessment.pk, "RE"])).content.decode()
    assert of("evidence_preview", assessment, proof, 1) in shown
    assert client.get(of("evidence_preview", assessment, proof, 4)).status_code == 404


def test_what_cannot_be_drawn_is_no_failure(world: World, sign_in: SignIn) -> None:
    add(sign_in(world.staff), world.start(), "a.pdf", b"%PDF-1.7 broken")
    draw()
    assert Job.objects.get(kind="draw_pages").status == JobStatus.DONE
    assert not Preview.objects.exists()


def test_pictures_go_with_the_file_that_they_show(world: World, sign_in: SignIn) -> None:
    assessment, client = world.at(Status.RETURNED), sign_in(world.staff)
    add(client, assessment, "a.pdf", pdf_of(2))
    proof = Evidence.objects.get(kind="document")
    draw()
    close(world, proof.file)
    assert client.get(of("evidence_preview", assessment, proof, 1)).status_code == 404
    assert default_storage.exists(Preview.objects.first().name)


def test_a_closed_file_is_not_drawn(world: World, sign_in: SignIn) -> None:
    add(sign_in(world.staff), world.at(Status.RETURNED), "a.pdf", pdf_of(1))
    close(world, StoredFile.objects.get())
    draw()
    assert not Preview.objects.exists()
    assert default_storage.listdir("previews")[1] == []


@pytest.mark.django_db(transaction=True)
def test_destroying_takes_the_pictures_too(sign_in: SignIn) -> None:
    world = World()
    add(sign_in(world.staff), world.at(Status.RETURNED), "a.pdf", pdf_of(2))
    draw()
    file = StoredFile.objects.get()
    close(world, file)
    redacting.destroy_file(file=file, actor=world.administrator, now=timezone.now())
    assert default_storage.listdir("previews")[1] == default_storage.listdir("evidence")[1] == []


def test_a_download_is_logged_with_who_and_what(
    world: World, sign_in: SignIn, caplog: pytest.LogCaptureFixture, reads_only: Callable[[int], Any]
) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    add(client, assessment, "a.pdf", b"%PDF-1.7")
    proof = Evidence.objects.get()
    with caplog.at_level(logging.INFO), reads_only(8):
        client.get(of("evidence_file", assessment, proof))
    (line,) = [record.getMessage() for record in caplog.records if "downloaded" in record.getMessage()]
    assert f"evidence={proof.pk}" in line
    assert f"user={world.staff.pk}" in line


@pytest.mark.parametrize("name", ["x" * 300 + ".pdf", "a\u202efdp.exe.pdf", "..\\..\\a.pdf"])
def test_any_name_comes_back_safe(world: World, sign_in: SignIn, name: str) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    assert add(client, assessment, name, b"%PDF-1.7").status_code == 302
    answer = client.get(of("evidence_file", assessment, Evidence.objects.get()))
    assert len(StoredFile.objects.get().given_name) <= 150
    assert not {"\u202e", "%E2%80%AE", "..", "\\"} & set(answer["Content-Disposition"].split())
    assert "202e" not in ascii(answer["Content-Disposition"])
