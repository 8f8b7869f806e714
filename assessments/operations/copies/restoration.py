"""A backup into an empty place: never over what is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from assessments.operations.copies import manifest as manifests
from assessments.operations.copies.backup import rows_by_table
from assessments.operations.copies.manifest import DUMP, FILES, Manifest
from assessments.operations.copies.problems import CopyError
from assessments.operations.copies.programs import run


def restore(folder: Path) -> Manifest:
    """Raises `CopyError`, before anything is written wherever that can be known before."""
    manifest = manifests.read_checked(folder)
    _check_known(manifest)
    _check_empty()
    for name, sha256 in manifests.listed(folder):
        _put(folder / FILES / name, name, sha256)
    run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", *_target(folder))
    if differing := list(_tables_that_differ(manifest)):
        raise CopyError(f"These tables do not hold the rows that were backed up: {', '.join(differing)}.")
    call_command("migrate", interactive=False, verbosity=0)
    return manifest


def _target(folder: Path) -> tuple[str, str]:
    return f"--dbname={connection.settings_dict['NAME']}", str(folder / DUMP)


def _check_known(manifest: Manifest) -> None:
    known = MigrationLoader(None).disk_migrations
    newer = [f"{app} {name}" for app, name in manifest.migrations.items() if (app, name) not in known]
    if newer:
        raise CopyError(f"The backup is of a newer version of this software: {', '.join(newer)} is not known here.")


def _check_empty() -> None:
    if connection.introspection.table_names():
        raise CopyError("The database is not empty. Restore into a new one, named by DATABASE_URL.")
    try:
        folders, files = default_storage.listdir("")
    except FileNotFoundError:
        return
    if folders or files:
        raise CopyError("The folder of files is not empty. Restore into a new one, named by READINESS_DATA.")


def _put(source: Path, name: str, sha256: str) -> None:
    if not source.is_file() or manifests.file_sha256(source) != sha256:
        raise CopyError(f"{source} is not what {manifests.LIST} says: take another backup.")
    with source.open("rb") as content:
        stored = default_storage.save(name, File(content))
    if stored != name:
        raise CopyError(f"{name} could not be stored under its name.")


def _tables_that_differ(manifest: Manifest) -> Iterator[str]:
    there = rows_by_table()
    for table in sorted(manifest.rows.keys() | there.keys()):
        if manifest.rows.get(table) != there.get(table):
            yield table
