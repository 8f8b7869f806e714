"""The drill: a backup while people save, restored into an empty place, and proved there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections

from assessments.responses.enums import Status
from assessments.responses.models import Assessment
from tests.databases import address_of, new_database
from tests.factories import World, make_medium, save
from tests.operations.test_verify import on_disk, with_file

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def elsewhere(transactional_db: None) -> Iterator[str]:
    # Two runs of the tests may share a server.
    with new_database(f"{connection.settings_dict['NAME']}_restored", "template0") as url:
        yield url


def manage(*arguments: str, database: str, data: Path) -> subprocess.CompletedProcess[str]:
    variables = {
        **os.environ,
        "DATABASE_URL": database,
        "READINESS_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "readiness.settings",
    }
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=variables, capture_output=True, text=True
    )


@dataclass
class Saver:
    """Somebody who keeps saving one answer. `acknowledged`: the notes whose save came back."""

    world: World
    assessment: Assessment
    acknowledged: list[int] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        rows = self.assessment.responses.select_related("indicator")
        try:
            while not self.done.is_set():
                number = len(self.acknowledged) + 1
                response = rows.get(indicator__code="RE1")
                save(response, self.world.staff, sequence=number, note=str(number))
                self.acknowledged.append(number)
        finally:
            connections.close_all()


@contextmanager
def saving(world: World) -> Iterator[Saver]:
    world.medium = make_medium(world.agency)
    saver = Saver(world, world.start())
    thread = threading.Thread(target=saver.work)
    thread.start()
    try:
        while thread.is_alive() and len(saver.acknowledged) < 3:
            thread.join(0.02)
        yield saver
    finally:
        saver.done.set()
        thread.join()


def counted(database: str) -> dict[str, int]:
    with psycopg.connect(database) as other:
        tables = [name for (name,) in other.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        return {name: other.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}


@pytest.mark.django_db(transaction=True)
def test_a_backup_made_while_people_save_is_whole_elsewhere(elsewhere: str, tmp_path: Path) -> None:
    world = World()
    _assessment, file = with_file(world, Status.FINAL)
    folder, data = tmp_path / "backup", tmp_path / "elsewhere"
    with saving(world) as saver:
        before = list(saver.acknowledged)
        call_command("backup", str(folder))
        after = list(saver.acknowledged)
    assert len(after) > len(before), "nobody saved while the backup was made, so it proves nothing"
    restored = manage("restore", str(folder), database=elsewhere, data=data)
    assert restored.returncode == 0, restored.stderr
    assert restored.stdout.splitlines()[-1] == "No problems. 1 files."
    manifest = json.loads((folder / "manifest.json").read_text())
    assert counted(elsewhere) == manifest["rows"]
    assert (data / "files" / file.name).read_bytes() == on_disk(file).read_bytes()
    with psycopg.connect(elsewhere) as other:
        (saved,) = other.execute("SELECT max(note::int) FROM responses_response WHERE note ~ '^[0-9]+$'").fetchone()
        (noted,) = other.execute(
            "SELECT max(note::int) FROM responses_responseevent WHERE note ~ '^[0-9]+$'"
        ).fetchone()
    assert max(before) <= saved == noted <= max(after) + 1
    assert manage("verify", database=elsewhere, data=data).returncode == 0


@pytest.mark.django_db(transaction=True)
def test_what_was_restored_is_frozen_again(elsewhere: str, tmp_path: Path) -> None:
    World().at(Status.SUBMITTED)
    call_command("backup", str(tmp_path / "backup"))
    assert manage("restore", str(tmp_path / "backup"), database=elsewhere, data=tmp_path / "data").returncode == 0
    with psycopg.connect(elsewhere) as other, pytest.raises(psycopg.Error, match="this answer is not open"):
        other.execute("UPDATE responses_response SET level = 5")


@pytest.mark.django_db(transaction=True)
def test_nothing_is_restored_over_what_is_there(elsewhere: str, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    call_command("backup", str(folder))
    own = address_of(connection.settings_dict["NAME"])
    refused = manage("restore", str(folder), database=own, data=tmp_path / "data")
    assert "The database is not empty" in refused.stderr
    (tmp_path / "full" / "files").mkdir(parents=True)
    (tmp_path / "full" / "files" / "x").touch()
    refused = manage("restore", str(folder), database=elsewhere, data=tmp_path / "full")
    assert "The folder of files is not empty" in refused.stderr
    assert counted(elsewhere) == {}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", ["manifest.json", "database.dump", "files.sha256", "file"])
def test_a_damaged_backup_is_refused_before_anything_is_written(elsewhere: str, tmp_path: Path, part: str) -> None:
    _assessment, file = with_file(World(), Status.SUBMITTED)
    folder = tmp_path / "backup"
    call_command("backup", str(folder))
    path = folder / "files" / file.name if part == "file" else folder / part
    path.write_bytes(path.read_bytes()[:-3])
    refused = manage("restore", str(folder), database=elsewhere, data=tmp_path / "data")
    assert refused.returncode == 1
    assert path.name in refused.stderr
    assert counted(elsewhere) == {}


@pytest.mark.django_db(transaction=True)
def test_a_backup_says_what_it_cannot_take(tmp_path: Path) -> None:
    _assessment, file = with_file(World(), Status.SUBMITTED)
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "x").touch()
    with pytest.raises(CommandError, match="not empty"):
        call_command("backup", str(tmp_path / "used"))
    on_disk(file).write_bytes(b"%PDF-anders")
    with pytest.raises(CommandError, match=file.name):
        call_command("backup", str(tmp_path / "broken"))
    on_disk(file).unlink()
    with pytest.raises(CommandError, match=file.name):
        call_command("backup", str(tmp_path / "lost"))
    assert not (tmp_path / "broken" / "manifest.json").exists()
    assert not (tmp_path / "lost" / "manifest.json").exists()


@pytest.mark.django_db(transaction=True)
def test_only_its_owner_looks_into_a_backup(tmp_path: Path) -> None:
    call_command("backup", str(tmp_path / "backup"))
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0


def test_a_backup_of_newer_software_is_refused(db: None, tmp_path: Path, monkeypatch: Any) -> None:
    from assessments.operations.copies import restoration
    from assessments.operations.copies.manifest import Manifest
    from assessments.operations.copies.problems import CopyError

    newer = Manifest(1, "", 15, "", 0, "", {}, {"responses": "9999_unknown"})
    monkeypatch.setattr(restoration.manifests, "read_checked", lambda folder: newer)
    with pytest.raises(CopyError, match="responses 9999_unknown"):
        restoration.restore(tmp_path)
    assert settings.MEDIA_ROOT
