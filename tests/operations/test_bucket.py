"""Files in the bucket of a server that speaks S3, instead of a folder: stored, shown, proved, backed up, destroyed."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from moto.server import ThreadedMotoServer

from assessments.common.files.storing import new_file
from assessments.operations import redacting
from assessments.reports import storing
from assessments.responses.enums import Status
from assessments.responses.models import Evidence, Preview, StoredFile
from readiness import stores
from tests.common.test_files import pdf_of
from tests.factories import World
from tests.operations.test_verify import problems, with_file
from tests.responses.test_evidence_files import COMMON, add, close, draw, of

KEY = {"aws_access_key_id": "penguji", "aws_secret_access_key": "rahasia-uji"}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    # It speaks to nobody but this process.
    running = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(server: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The site's files are in it."""
    there = boto3.resource("s3", endpoint_url=server, region_name="us-east-1", **KEY).Bucket("kesiapan")
    there.create()
    name_it(monkeypatch, settings, server)
    yield there
    there.objects.all().delete()
    there.delete()


def name_it(monkeypatch: pytest.MonkeyPatch, settings: Any, server: str) -> None:
    given = {"BUCKET": "kesiapan", "ENDPOINT": server, "REGION": "us-east-1", "KEY": KEY["aws_access_key_id"]}
    for name, value in {**given, "SECRET": KEY["aws_secret_access_key"]}.items():
        monkeypatch.setenv(f"READINESS_S3_{name}", value)
    settings.STORAGES = settings.STORAGES | {"default": stores.of_files()}


def names_in(bucket: Any) -> set[str]:
    return {one.key for one in bucket.objects.all()}


def test_evidence_goes_there_and_comes_back(bucket: Any, world: World, sign_in: Callable[..., Client]) -> None:
    assessment, client, content = world.start(), sign_in(world.staff), pdf_of(2)
    assert add(client, assessment, "SK Tim.pdf", content).status_code == 302
    draw()
    stored, previews = StoredFile.objects.get(), Preview.objects.all()
    assert len(previews) == 2
    assert names_in(bucket) == {stored.name, *(one.name for one in previews)}
    answer = client.get(of("evidence_file", assessment, Evidence.objects.get()))
    assert b"".join(answer.streaming_content) == content  # type: ignore[attr-defined]
    assert problems() == []


def test_what_is_missing_or_changed_there_is_named(bucket: Any, world: World, sign_in: Callable[..., Client]) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    add(client, assessment, "a.pdf", b"%PDF-1.7 a")
    name = StoredFile.objects.get().name
    bucket.put_object(Key=name, Body=b"%PDF-1.7 b")
    assert ["SHA-256" in problem for problem in problems()] == [True]
    bucket.Object(name).delete()
    assert ["missing" in problem for problem in problems()] == [True]
    assert client.get(of("evidence_file", assessment, Evidence.objects.get())).status_code == 404


def test_what_is_destroyed_is_gone_there(
    bucket: Any, world: World, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    _assessment, file = with_file(world, Status.FINAL)
    close(world, file)
    assert names_in(bucket) == {file.name}
    with django_capture_on_commit_callbacks(execute=True):
        redacting.destroy_file(file=file, actor=world.administrator, now=timezone.now())
    assert names_in(bucket) == set()


def test_a_backup_takes_the_files_along(bucket: Any, transactional_db: None, tmp_path: Path) -> None:
    _assessment, file = with_file(World(), Status.SUBMITTED)
    call_command("backup", str(tmp_path / "backup"))
    kept = bucket.Object(file.name).get()["Body"].read()
    assert (tmp_path / "backup" / "files" / file.name).read_bytes() == kept


def test_a_report_is_kept_there(bucket: Any, world: World) -> None:
    with new_file() as file:
        file.write(b"%PDF-1.7")
        stored = storing.store(file, ".pdf")
    assert names_in(bucket) == {stored.name}
    assert (stored.size, default_storage.open(stored.name).read()) == (8, b"%PDF-1.7")
    storing.discard(stored)
    assert names_in(bucket) == set()


def test_while_the_server_is_away_an_upload_is_refused_with_what_to_do(
    world: World, sign_in: Callable[..., Client], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assessment, client = world.start(), sign_in(world.staff)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        name_it(monkeypatch, settings, f"http://127.0.0.1:{closed.getsockname()[1]}")
        page = add(client, assessment, "a.pdf", b"%PDF-1.7")
    assert page.status_code == 422
    assert page.context["form"].errors["file"] == [
        "Berkas tidak dapat disimpan saat ini. Pilih lagi beberapa menit kemudian."
    ]
    assert page.context["form"]["title"].value() == COMMON["title"]
    assert not StoredFile.objects.exists()
