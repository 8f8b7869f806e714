"""The machinery of one machine: what it starts, how it survives being killed, and whom it keeps out."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import psycopg
import pytest

from readiness import embedded, entrance, env, processes, running, servers, supervisor
from readiness.embedded import Place
from readiness.processes import Program, StartError
from readiness.throwaway import environment, temporary_place

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with temporary_place() as made:
        yield made


def until(condition: Any, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def gone(pid: int) -> bool:
    return not processes.command_line(pid)


# Where things are


def test_addresses_name_this_folder_and_nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "a b"))
    monkeypatch.setattr(embedded, "as_root", lambda: False)
    database = env.database(embedded.database_url())
    assert database["HOST"] == str(tmp_path / "a b/sockets")
    assert database["NAME"] == database["USER"] == "readiness"
    assert embedded.redis_url() == f"unix://{tmp_path}/a%20b/sockets/valkey.sock"
    assert not (tmp_path / "a b").exists()


def test_a_deep_folder_gets_its_sockets_elsewhere(tmp_path: Path) -> None:
    deep = Place(tmp_path / ("deep" * 30))
    assert len(f"{deep.sockets}/.s.PGSQL.5432.lock") <= 107
    assert deep.sockets != Place(tmp_path / ("deep" * 29)).sockets


def test_root_keeps_its_data_where_postgresqls_user_can_reach_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "var"))
    monkeypatch.setattr(embedded, "as_root", lambda: True)
    far = embedded.own_place()
    assert far.home.parent == Path("/var/lib")
    (tmp_path / "var/postgres").mkdir(parents=True)
    (tmp_path / "var/postgres/PG_VERSION").write_text("18\n")
    assert embedded.own_place().home == tmp_path / "var"


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "sockets").symlink_to(tmp_path / "mine")
    with pytest.raises(StartError, match="belongs to another user"):
        embedded.make_private(tmp_path / "sockets", None)


def test_the_next_free_port_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_BASE_URL", "")
    monkeypatch.delenv("READINESS_BASE_URL")
    monkeypatch.delenv("READINESS_PORT", raising=False)
    monkeypatch.setattr(entrance, "is_free", lambda port: port > 8001)
    assert entrance.choose_entrance().url == os.environ["READINESS_BASE_URL"] == "http://127.0.0.1:8002"


def test_a_port_asked_for_and_taken_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("READINESS_PORT", str(other.getsockname()[1]))
        with pytest.raises(StartError, match=f"Port {other.getsockname()[1]} is taken"):
            entrance.choose_entrance()


# One run a folder


def test_a_second_run_says_where_the_first_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "is_running", lambda pid, mentions: pid == os.getpid())
    with running.Lock(tmp_path) as first:
        first.write("http://127.0.0.1:8000")
        with pytest.raises(StartError, match=r"running already: http://127\.0\.0\.1:8000"), running.Lock(tmp_path):
            pass


def test_a_new_run_waits_for_what_a_killed_one_left(tmp_path: Path) -> None:
    with running.Lock(tmp_path) as first:
        sleeper = Program("sleeper", ["sleep", "1"], tmp_path)
        child = processes.start(sleeper, log=subprocess.DEVNULL, keep=[first.fileno()])
    started = time.monotonic()
    with running.Lock(tmp_path):
        assert time.monotonic() - started > 0.5
    child.wait()


def test_a_large_log_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "LARGEST_LOG", 3)
    for text in (b"old text", b"new"):
        with running.open_log(tmp_path, "web") as log:
            log.write(text)
    assert (tmp_path / "log/web.log").read_text() == "new"
    assert (tmp_path / "log/web.log.1").read_text() == "old text"


# Children


def test_what_keeps_ending_is_started_again_ever_less_often(tmp_path: Path) -> None:
    program = Program("short", ["true"], tmp_path)

    def launch() -> subprocess.Popen[bytes]:
        process = processes.start(program, log=subprocess.DEVNULL)
        process.wait()
        return process

    watched = supervisor.Watched(program, launch, tmp_path / "short.log", launch(), started=0)
    now, pauses = 1.0, []
    for _ in range(7):
        watched.look(now)
        pauses.append(watched.pause)
        now += watched.pause
        watched.look(now)
    assert pauses == [1, 2, 4, 8, 16, 30, 30]
    watched.look(now + 100)
    assert watched.pause == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_children_end_with_a_parent_that_was_killed() -> None:
    code = (
        "import subprocess, time; from pathlib import Path; from readiness.processes import Program, start;"
        "child = start(Program('s', ['sleep', '60'], Path('/')), log=subprocess.DEVNULL);"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert parent.stdout
    child = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    until(lambda: gone(child))


def test_a_child_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    program = Program("deaf", ["sh", "-c", "trap '' TERM; sleep 60 & wait; wait"], tmp_path, patience=0.5)
    process = processes.start(program, log=subprocess.DEVNULL)
    time.sleep(0.3)
    processes.stop(process, program)
    assert process.returncode == -signal.SIGKILL


# Servers


def test_postgresql_survives_being_killed_and_a_lock_with_a_foreign_number(place: Place) -> None:
    for round_number in range(2):
        with (place.home / "log").open("ab") as log:
            process = servers.start_postgres(place, durable=True, log=log)
        with psycopg.connect(embedded.database_url(place)) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept (round int)")
            connection.execute("INSERT INTO kept VALUES (%s)", [round_number])
            found = connection.execute("SELECT count(*), current_setting('fsync') FROM kept").fetchone()
        assert found == (round_number + 1, "on")
        process.kill()
        process.wait()
        lock = place.postgres / "postmaster.pid"
        _dead, *rest = lock.read_text().splitlines()
        lock.write_text("\n".join(["1", *rest]) + "\n")
        until(lambda: no_server_left(place))


def no_server_left(place: Place) -> bool:
    return not any(
        f"{place.postgres}" in processes.command_line(int(pid)) for pid in os.listdir("/proc") if pid.isdigit()
    )


def test_a_command_beside_throwaway_servers_chooses_its_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://named@host/already")
    monkeypatch.setenv("REDIS_URL", "redis://named")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "readiness.settings")
    with environment() as variables:
        assert "DJANGO_SETTINGS_MODULE" not in variables
        assert variables["DATABASE_URL"] == "postgresql://named@host/already"
        assert variables["REDIS_URL"] == "redis://named"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can try as another user")
def test_other_users_of_the_machine_are_kept_out(place: Place) -> None:
    with (place.home / "log").open("ab") as log:
        process = servers.start_postgres(place, durable=False, log=log)
        broker = servers.start_valkey(place, durable=False, log=log)
    try:
        place.sockets.chmod(0o711)
        for name, said in ((".s.PGSQL.5432", "Permission denied"), ("valkey.sock", "Permission denied")):
            code = f"import socket; socket.socket(socket.AF_UNIX).connect({str(place.sockets / name)!r})"
            tried = subprocess.run(
                ["python3", "-c", code], user="daemon", group="daemon", cwd="/", capture_output=True, text=True
            )
            assert said in tried.stderr
        with pytest.raises(psycopg.OperationalError, match=r"(?i)peer authentication failed|no pg_hba"):
            psycopg.connect(host=str(place.sockets), user="nobody", dbname="readiness")
    finally:
        processes.stop(broker, servers.valkey(place, durable=False))
        processes.stop(process, servers.postgres(place, durable=False))


def test_the_broker_never_evicts(place: Place) -> None:
    import redis

    with (place.home / "log").open("ab") as log:
        broker = servers.start_valkey(place, durable=True, log=log)
    try:
        with redis.Redis.from_url(embedded.redis_url(place)) as client:
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
            assert client.config_get("appendonly") == {"appendonly": "yes"}
    finally:
        processes.stop(broker, servers.valkey(place, durable=True))


# The whole


def test_the_site_comes_up_heals_and_ends() -> None:
    with temporary_place() as place:
        variables = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
        variables |= {"READINESS_DATA": str(place.home), "READINESS_DEMO": "false"}
        log = place.home / "terminal"
        with log.open("wb") as terminal:
            site = subprocess.Popen(
                [sys.executable, "-m", "readiness.supervisor"],
                cwd=ROOT,
                env=variables,
                stdout=terminal,
                stderr=terminal,
            )
        try:
            until(lambda: site.poll() is not None or last_line(log).startswith("http"), 120)
            address = last_line(log)
            assert b'"ok"' in urlopen(f"{address}/readyz").read()  # noqa: S310
            os.kill(child_of(site.pid, "gunicorn"), signal.SIGKILL)
            until(lambda: "web ended" in log.read_text())
            until(lambda: answers(address), 60)
            children = [child_of(site.pid, word) for word in ("gunicorn", "celery", "postgres", "valkey")]
        finally:
            site.terminate()
            status = site.wait(60)
        assert status == 0, log.read_text()
        assert all(gone(child) for child in children)


def last_line(log: Path) -> str:
    return (log.read_text().splitlines() or [""])[-1]


def child_of(parent: int, word: str) -> int:
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return next(int(pid) for pid in children if word in processes.command_line(int(pid)))


def answers(address: str) -> bool:
    try:
        return urlopen(f"{address}/healthz", timeout=5).status == 200  # noqa: S310
    except OSError:
        return False
