"""Databases as the migrations leave them. Migrating takes ten times as long as copying, so it is done once a server."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).parent.parent


def migrated() -> str:
    """The name of the database to copy. The first to ask makes it; whoever asks meanwhile waits."""
    name = f"readiness_migrated_{_state_of_migrations()}"
    with _server() as server:
        server.execute("SELECT pg_advisory_lock(hashtext('readiness_migrated'))")
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            with new_database("readiness_migrating") as url:
                _migrate(url)
                server.execute(f'ALTER DATABASE "readiness_migrating" RENAME TO "{name}"')
    return name


@contextmanager
def new_database(name: str, template: str = "template1") -> Iterator[str]:
    """Its address; the database is gone afterwards, unless it was given another name."""
    with _server() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield address_of(name)
        finally:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _state_of_migrations() -> str:
    digest = hashlib.sha256()
    for path in (ROOT / "requirements/base.txt", *sorted(ROOT.glob("assessments/**/migrations/*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _migrate(url: str) -> None:
    env = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "readiness.settings"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _server() -> psycopg.Connection:
    return psycopg.connect(address_of("postgres"), autocommit=True)


def address_of(name: str) -> str:
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
