"""`python -m readiness.supervisor`: the whole site on one machine.

Starts the servers, prepares the data, starts web, workers and beat, starts again what ends, and stops all in order.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType

from readiness import env, libraries, servers
from readiness.embedded import ROOT, own_place
from readiness.entrance import Entrance, choose_entrance
from readiness.health import what_is_missing
from readiness.processes import Program, StartError, ask_to_stop, await_end, kill_the_rest, start
from readiness.running import Lock, log_path, open_log

LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0  # a child that lived this long has recovered
Launch = Callable[[], subprocess.Popen[bytes]]


def say(line: str) -> None:
    with suppress(OSError):  # the terminal may be gone
        print(line, flush=True)


@dataclass
class Watched:
    """A running child, and when to start it again should it end."""

    program: Program
    launch: Launch
    log: Path
    process: subprocess.Popen[bytes]
    started: float = field(default_factory=time.monotonic)
    pause: float = 0.0
    due: float | None = None

    def look(self, now: float) -> None:
        if self.due is None and self.process.poll() is not None:
            kill_the_rest(self.process)
            self.pause = 1.0 if now - self.started > STEADY_AFTER else min(max(1.0, self.pause * 2), LONGEST_PAUSE)
            self.due = now + self.pause
            ended = f"{self.program.name} ended (status {self.process.returncode})"
            say(f"{ended}; starting it again in {self.pause:.0f} s. Its log: {self.log}")
        elif self.due is not None and now >= self.due:
            self.restart(now)

    def restart(self, now: float) -> None:
        try:
            self.process, self.started, self.due = self.launch(), now, None
        except StartError as problem:
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
            self.due = now + self.pause
            say(f"{problem} Trying again in {self.pause:.0f} s.")


class Supervisor:
    def __init__(self, data: Path, lock: Lock, entrance: Entrance) -> None:
        self.data, self.lock, self.entrance = data, lock, entrance
        self.place = own_place()
        self.children: list[Watched] = []

    def run(self) -> None:
        try:
            self.start_servers()
            self.prepare()
            for program in site_programs(self.entrance):
                self.watch(program, partial(self.launch, program))
            self.welcome()
            while True:
                time.sleep(0.5)
                self.look()
        finally:
            self.stop()

    def start_servers(self) -> None:
        if not env.text("DATABASE_URL", ""):
            say(f"Starting PostgreSQL, data in {self.place.postgres} ...")
            self.watch(servers.postgres(self.place, durable=True), partial(self.launch_server, servers.start_postgres))
        if not env.text("REDIS_URL", ""):
            self.watch(servers.valkey(self.place, durable=True), partial(self.launch_server, servers.start_valkey))

    def launch_server(self, starter: Callable[..., subprocess.Popen[bytes]]) -> subprocess.Popen[bytes]:
        with open_log(self.data, starter.__name__.removeprefix("start_")) as log:
            return starter(self.place, durable=True, log=log, keep=[self.lock.fileno()])

    def launch(self, program: Program) -> subprocess.Popen[bytes]:
        with open_log(self.data, program.name) as log:
            if program.name == "report-worker" and (missing := libraries.missing_packages()):
                log.write(f"PDF reports need the system packages {' '.join(missing)}.\n".encode())
                log.flush()
            return start(program, log=log, keep=[self.lock.fileno()])

    def watch(self, program: Program, launch: Launch) -> None:
        self.children.append(Watched(program, launch, log_path(self.data, program.name), launch()))

    def prepare(self) -> None:
        done = subprocess.run([sys.executable, "-m", "readiness.prepare"], cwd=ROOT, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise StartError("The site could not be prepared; the lines above say why.")

    def look(self) -> None:
        for child in self.children:
            child.look(time.monotonic())

    def welcome(self) -> None:
        deadline = time.monotonic() + 90
        while (missing := what_is_missing(self.entrance)) and time.monotonic() < deadline:
            time.sleep(0.5)
            self.look()
        if "web" in missing:
            raise StartError(f"The web server does not answer. Its log: {self.data}/log/web.log")
        if missing:
            say(f"Not answering yet: {', '.join(missing)}. Logs: {self.data}/log/")
        if packages := libraries.missing_packages():
            say(f"PDF reports need: sudo apt-get install --no-install-recommends {' '.join(packages)}")
        subprocess.run([sys.executable, "manage.py", "demo_accounts"], cwd=ROOT, stdin=subprocess.DEVNULL)
        say("Ctrl-C ends it.")
        say(self.entrance.url)

    def stop(self) -> None:
        """Those who use a server end before it does."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        say("Stopping ...")
        for names in (("web",), ("beat", "worker", "report-worker"), ("valkey",), ("postgres",)):
            group = [child for child in self.children if child.program.name in names]
            for child in group:
                ask_to_stop(child.process, child.program)
            for child in group:
                await_end(child.process, child.program)


def site_programs(entrance: Entrance) -> list[Program]:
    gunicorn = ("-m", "gunicorn", "--config", "gunicorn.conf.py", "--bind", f"{entrance.host}:{entrance.port}")
    celery = ("-m", "celery", "--app", "readiness")
    worker = (*celery, "worker", "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO")
    commands: dict[str, tuple[str, ...]] = {
        "web": (*gunicorn, "readiness.wsgi"),
        "worker": (*worker, "--queues", "default", "--hostname", "default@%h", "--concurrency", "1"),
        "report-worker": (*worker, "--queues", "reports", "--hostname", "reports@%h", "--concurrency", "1"),
        "beat": (*celery, "beat", "--pidfile", "", "--loglevel", "WARNING"),
    }
    return [Program(name, (sys.executable, *arguments), ROOT) for name, arguments in commands.items()]


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    # Answers and evidence are nobody's business but this user's.
    os.umask(0o077)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    data = Path(env.text("READINESS_DATA", str(ROOT / "var"))).absolute()
    try:
        with Lock(data) as lock:
            entrance = choose_entrance()
            lock.write(entrance.url)
            Supervisor(data, lock, entrance).run()
    except StartError as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
