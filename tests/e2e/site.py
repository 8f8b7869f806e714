"""The whole site on a database and a broker of its own: gunicorn, two Celery workers and beat, as real processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from readiness import servers
from readiness.embedded import Place, database_url, redis_url
from readiness.processes import StartError
from tests.databases import migrated, new_database

ROOT = Path(__file__).parent.parent.parent
PYTHON = sys.executable
COMMANDS = {
    "web": [
        "gunicorn",
        "readiness.wsgi:application",
        "--workers=2",
        "--threads=4",
        "--worker-class=gthread",
        "--keep-alive=75",
    ],
    "worker": ["celery", "-A", "readiness", "worker", "-Q", "default", "-c", "1", "-n", "default@%h"],
    "reports": ["celery", "-A", "readiness", "worker", "-Q", "reports", "-c", "1", "-n", "reports@%h"],
    "beat": ["celery", "-A", "readiness", "beat"],
}


@dataclass
class Broker:
    """A Valkey that only this site uses, so that a test may take it away."""

    place: Place
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return redis_url(self.place)

    def start(self) -> None:
        with (self.place.home / "valkey.log").open("ab") as log:
            self.process = servers.start_valkey(self.place, durable=False, log=log)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait(30)

    def hang(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)


@dataclass
class Database:
    """A PostgreSQL that only this site uses, durable as in production, so that a test may take it away."""

    place: Place
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return database_url(self.place)

    def start(self) -> None:
        """Beside what a killed server left: until its last process is gone, the next one refuses to start."""
        wait_for(self._started, 60, "PostgreSQL did not start again")

    def _started(self) -> bool:
        with (self.place.home / "postgres.log").open("ab") as log, suppress(StartError):
            self.process = servers.start_postgres(self.place, durable=True, log=log)
            return True
        return False

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait(30)


@dataclass
class Site:
    """A running site. `stop` and `start` take one of its processes away and bring it back."""

    url: str
    database_url: str
    env: dict[str, str]
    folder: Path
    broker: Broker
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        command = [PYTHON, "-m", *COMMANDS[name]]
        if name == "web":
            command += ["--bind", urlsplit(self.url).netloc]
        log = (self.folder / f"{name}.log").open("ab")
        self.running[name] = subprocess.Popen(
            command, cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True
        )

    def stop(self, name: str, *, hard: bool = False) -> None:
        """`hard` kills the process and its children as a power cut would."""
        process = self.running.pop(name)
        if hard:
            os.killpg(process.pid, 9)
        else:
            process.terminate()
        process.wait(30)

    def run(self, *program: str) -> str:
        """What a Python program prints that runs beside the site, with its settings."""
        done = subprocess.run([PYTHON, *program], cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def demonstrate(self) -> None:
        self.run("-m", "readiness.prepare")

    def rows(self, sql: str, *params: object) -> list[tuple[object, ...]]:
        with psycopg.connect(self.database_url) as connection:
            return connection.execute(sql, params).fetchall()

    def unfinished(self) -> list[tuple[object, ...]]:
        """The jobs under way, but for those that a scene shows at work for days to come."""
        soon = "coalesce(not_before, lease_until, now()) < now() + interval '1 day'"
        return self.rows(f"SELECT id FROM jobs_job WHERE status IN ('QUEUED', 'RUNNING') AND {soon}")

    def mails(self) -> list[str]:
        return [path.read_text() for path in sorted((self.folder / "mail").glob("*"))]

    def until_ready(self, seconds: int = 60) -> None:
        wait_for(lambda: _status(f"{self.url}/readyz") == 200, seconds, "the site did not answer")


def wait_for(ready: object, seconds: float, complaint: str) -> None:
    deadline = time.monotonic() + seconds
    while not ready():  # type: ignore[operator]
        assert time.monotonic() < deadline, complaint
        time.sleep(0.2)


def _status(url: str) -> int:
    with suppress(OSError), urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310
        return response.status
    return 0


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def running_site(
    folder: Path,
    *,
    name: str = f"readiness_e2e_{os.getpid()}",
    settings: str = "readiness.settings",
    processes: tuple[str, ...] = tuple(COMMANDS),
    database: Database | None = None,
) -> Iterator[Site]:
    """An empty site, gone afterwards with a database of its own. Its styles are those of `readiness.prepare files`."""
    place = nullcontext(database.url) if database else new_database(name, migrated())
    with place as address, _broker(folder) as broker:
        site = _site(folder, address, broker, settings)
        if database:
            site.run("manage.py", "migrate")
        try:
            for process in processes:
                site.start(process)
            site.until_ready()
            yield site
        finally:
            for process in list(site.running):
                site.stop(process, hard=True)


def _site(folder: Path, address: str, broker: Broker, settings: str) -> Site:
    url = f"http://127.0.0.1:{free_port()}"
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings,
        "DATABASE_URL": address,
        "REDIS_URL": broker.url,
        "READINESS_DATA": str(folder),
        "READINESS_DEMO": "true",
        "READINESS_BASE_URL": url,
        # A killed worker's job is free again soon enough for a test to wait for it.
        "READINESS_JOB_LEASE_SECONDS": "10",
    }
    return Site(url=url, database_url=address, env=env, folder=folder, broker=broker)


@contextmanager
def _broker(folder: Path) -> Iterator[Broker]:
    broker = Broker(Place(folder / "broker"))
    broker.place.home.mkdir()
    broker.start()
    try:
        yield broker
    finally:
        broker.kill()
