"""A backup while people work: the database as it stands at one moment, then every file that this moment names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from assessments.operations.checks.files import kept_files, measured
from assessments.operations.copies import manifest as manifests
from assessments.operations.copies.manifest import DUMP, FILES, LIST, Manifest
from assessments.operations.copies.problems import CopyError
from assessments.operations.copies.programs import run, server_version
from assessments.operations.locks import while_files_stay


@dataclass(frozen=True)
class Moment:
    rows: dict[str, int]
    migrations: dict[str, str]
    files: int


def back_up(folder: Path, *, now: datetime) -> Manifest:
    """Raises `CopyError`. What is wrong with a stored file stops the backup: it would be no backup of that file."""
    _make_empty(folder)
    with while_files_stay():
        moment = _dump(folder)
        for name, sha256 in manifests.listed(folder):
            _copy(name, sha256, folder / FILES / name)
    manifest = Manifest(
        format=manifests.FORMAT,
        made_at=now.isoformat(),
        postgres=server_version(),
        database_sha256=manifests.file_sha256(folder / DUMP),
        files=moment.files,
        files_sha256=manifests.file_sha256(folder / LIST),
        rows=moment.rows,
        migrations=moment.migrations,
    )
    manifest.write(folder)
    return manifest


def _make_empty(folder: Path) -> None:
    """Only its owner may look into the folder: all that the site keeps private is in it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise CopyError(f"{folder} is not empty. Name a new folder.")
    (folder / FILES).mkdir(mode=0o700)


def _dump(folder: Path) -> Moment:
    with transaction.atomic(), connection.cursor() as cursor:
        # pg_dump, the counts and the list of files all read the same moment.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        run(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            f"--file={folder / DUMP}",
        )
        return Moment(rows=rows_by_table(), migrations=newest_migrations(), files=_write_list(folder / LIST))


def rows_by_table() -> dict[str, int]:
    counts = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            (counts[table],) = cursor.fetchone()
    return counts


def newest_migrations() -> dict[str, str]:
    return dict(sorted(MigrationRecorder(connection).applied_migrations()))


def _write_list(path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as lines:
        for kept in kept_files():
            if not kept.destroyed:
                lines.write(f"{kept.sha256}  {FILES}/{kept.name}\n")
                count += 1
    return count


def _copy(name: str, sha256: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with target.open("wb") as copy:
            _size, found = measured(name, copy_to=copy.write)
    except OSError as error:
        raise CopyError(f"The stored file {name} cannot be read ({error}): run 'manage.py verify'.") from error
    if found != sha256:
        raise CopyError(f"The stored file {name} is not what its row says: run 'manage.py verify'.")
