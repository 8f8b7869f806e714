"""What is deployed is held against what the software reads, and production refuses what is only good for trying."""

from __future__ import annotations

import json
import os
import re
import runpy
import string
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from assessments.common.files.kinds import MAX_BYTES
from assessments.common.files.uploading import MAX_BODY
from readiness import servers
from readiness.embedded import Place, database_url
from readiness.processes import start, stop, wait_until
from readiness.throwaway import temporary_place
from tests.factories import PASSWORD, make_user

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SITE = ("prepare", "web", "worker", "report-worker", "beat")
READERS = [*sorted((ROOT / "readiness").glob("*.py")), ROOT / "gunicorn.conf.py"]
REFERENCE = re.compile(r"\$\{(\w+)(:\?|:-)?([^}]*)\}")
# All stay empty where there is no such server, and open nothing.
OPTIONAL = ("READINESS_SMTP_PASSWORD", "READINESS_OIDC_CLIENT_SECRET", "READINESS_S3_SECRET")
SECRET = re.compile(r"SECRET|PASSWORD|_URL$")
# Given to the image or by the system; nothing for a person to decide in the containers.
NOT_IN_CONTAINERS = {
    "READINESS_DATA",
    "READINESS_DEBUG",
    "READINESS_DEMO",
    "READINESS_PORT",
}


def names_read() -> set[str]:
    call = re.compile(r"""(?:env\.\w+|environ\.\w+)\(\s*"((?:READINESS_|DATABASE_URL|REDIS_URL)\w*)\"""")
    return {name for path in READERS for name in call.findall(path.read_text())}


def names_explained() -> set[str]:
    return set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def environment(service: str) -> dict[str, str]:
    return {name: str(value) for name, value in COMPOSE["services"][service].get("environment", {}).items()}


@pytest.mark.parametrize("service", SITE)
def test_the_containers_give_what_the_site_reads_and_nothing_else(service: str) -> None:
    assert set(environment(service)) == names_read() - NOT_IN_CONTAINERS


def test_every_variable_is_explained_and_every_explanation_is_read() -> None:
    used = {name for name, _kind, _rest in REFERENCE.findall((ROOT / "docker-compose.yml").read_text())}
    assert names_explained() == names_read() | used


@pytest.mark.parametrize("service", list(COMPOSE["services"]))
def test_no_secret_has_a_value_that_works(service: str) -> None:
    for name, value in environment(service).items():
        if SECRET.search(name) and name not in OPTIONAL:
            assert any(kind == ":?" for _name, kind, _rest in REFERENCE.findall(value)), name
            assert "password" not in REFERENCE.sub("", value).lower()


def test_every_service_is_watched_and_waits_for_what_it_needs() -> None:
    for name, service in COMPOSE["services"].items():
        assert "healthcheck" in service or name in ("proxy", "prepare"), name
        for other, wait in (service.get("depends_on") or {}).items():
            assert wait["condition"] != "service_started", (name, other)


def test_every_volume_is_declared() -> None:
    mounted = {v.split(":")[0] for s in COMPOSE["services"].values() for v in s.get("volumes", []) if v[0] != "."}
    assert mounted == set(COMPOSE["volumes"])


def test_the_image_holds_what_it_needs_and_no_secret() -> None:
    kept = re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    assert all((ROOT / name).exists() for name in kept)
    assert not {".env", "var", ".git", "tests"} & set(kept)
    image = (ROOT / "Dockerfile").read_text()
    assert "USER readiness" in image
    assert "--require-hashes" in image


def test_a_backup_goes_to_a_folder_that_the_images_user_may_write() -> None:
    (user,) = re.findall(r"useradd --uid (\d+)", (ROOT / "Dockerfile").read_text())
    guide = (ROOT / "docs/deploy.md").read_text()
    assert f"--owner {user} " in guide
    # /tmp is a tmpfs there: what it holds takes memory and cannot be copied out.
    assert not re.search(r"docker compose .*(backup|restore|cp) \S*/tmp", guide)


# The proxy


def caddy(option: str) -> int:
    """The option's value in bytes or seconds."""
    units = {"MB": 10**6, "m": 60, "s": 1}
    ((number, unit),) = re.findall(rf"^\s*{option} (\d+)(\w+)$", (ROOT / "deploy/Caddyfile").read_text(), re.MULTILINE)
    return int(number) * units[unit]


def test_a_file_too_large_reaches_the_site_with_what_was_typed_beside_it() -> None:
    assert 2 * MAX_BYTES < caddy("max_size") <= MAX_BODY


def test_the_proxy_waits_for_a_whole_body_on_a_slow_line() -> None:
    assert caddy("request_buffers") >= caddy("max_size"), "the rest of a longer body would dribble into a thread"
    assert caddy("read_body") > caddy("max_size") * 8 / 256_000
    assert caddy("read_header") <= 60


# The database's roles


@pytest.fixture
def new_server() -> Iterator[Place]:
    """PostgreSQL as its image finds it at the first start: a superuser, and nothing of the site."""
    with temporary_place() as place:
        servers.prepare_postgres(place)
        program = servers.postgres(place, durable=False)
        process = start(program, log=subprocess.DEVNULL)
        try:
            wait_until(partial(servers.postgres_answers, place), process=process, name="PostgreSQL", seconds=60)
            yield place
        finally:
            stop(process, program)


def test_the_sites_role_is_no_superuser_and_migrates_its_database(new_server: Place) -> None:
    image = {"PATH": f"{servers.programs()}:{os.environ['PATH']}", "PGHOST": str(new_server.sockets)}
    image |= {"POSTGRES_USER": "postgres", "DATABASE_PASSWORD": "it's-$one"}
    subprocess.run([ROOT / "deploy/site-role.sh"], env=image, check=True)
    url = database_url(new_server)
    assert manage({"DATABASE_URL": url}, "migrate", "--verbosity=0").stderr == ""
    with psycopg.connect(url) as site:
        role = "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        assert site.execute(role).fetchone() == (False, False, False, False)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            site.execute("SET session_replication_role = replica")


def test_the_site_signs_in_with_a_role_of_its_own() -> None:
    address = urlsplit(filled_in()["DATABASE_URL"])
    script = (ROOT / "deploy/site-role.sh").read_text()
    assert address.username != environment("postgres").get("POSTGRES_USER", "postgres")
    assert f"CREATE DATABASE {address.path[1:]} OWNER {address.username};" in script
    assert "POSTGRES_PASSWORD" not in environment("web")["DATABASE_URL"]
    mounted = COMPOSE["services"]["postgres"]["volumes"]
    assert "./deploy/site-role.sh:/docker-entrypoint-initdb.d/site-role.sh:ro" in mounted


# Production


def filled_in() -> dict[str, str]:
    """The web service's environment as the compose file makes it from a filled-in .env."""
    given = {"READINESS_SECRET_KEY": string.ascii_letters * 2, "READINESS_SITE": "kesiapan.example"}

    def value_of(hit: re.Match[str]) -> str:
        name, kind, rest = hit.groups()
        return rest if kind == ":-" else given.get(name, "x1")

    return {name: REFERENCE.sub(value_of, value) for name, value in environment("web").items()}


def manage(variables: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not re.match("READINESS_|DATABASE_URL|REDIS_URL|DJANGO_", k)}
    return subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=clean | variables, capture_output=True, text=True
    )


def test_production_passes_djangos_own_checks() -> None:
    done = manage(filled_in(), "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


def test_other_host_names_join_that_of_the_address() -> None:
    hosts = "from django.conf import settings; print(*settings.ALLOWED_HOSTS)"
    done = manage(filled_in() | {"READINESS_HOSTS": "siap.example"}, "shell", "--no-imports", "-c", hosts)
    assert done.stdout.split() == ["kesiapan.example", "siap.example"]


def test_the_web_server_reads_its_size_as_the_site_reads_its_variables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "processes").write_text("3\n")
    monkeypatch.setenv("READINESS_WEB_PROCESSES_FILE", str(tmp_path / "processes"))
    assert runpy.run_path(str(ROOT / "gunicorn.conf.py"))["workers"] == 3
    monkeypatch.setenv("READINESS_WEB_THREADS", "many")
    with pytest.raises(ImproperlyConfigured, match="READINESS_WEB_THREADS='many': use a whole number"):
        runpy.run_path(str(ROOT / "gunicorn.conf.py"))


def cookies_of(device: str) -> dict[str, Any]:
    """What the site sets in the browser of somebody who signs in and chooses a language."""
    client = Client()
    client.get("/accounts/login/", secure=True)
    given = {"login": make_user("siti").email, "password": PASSWORD, "device": device}
    client.post("/accounts/login/", given, secure=True)
    client.post("/accounts/language/", {"language": "en"}, secure=True)
    return dict(client.cookies)


def test_productions_cookies_are_bound_to_the_host(db: None, settings: Any) -> None:
    tell = "import json; from django.conf import settings as s; "
    tell += "print(json.dumps({name: getattr(s, name) for name in dir(s) if '_COOKIE_' in name}))"
    for name, value in json.loads(manage(filled_in(), "shell", "--no-imports", "-c", tell).stdout).items():
        setattr(settings, name, value)
    cookies = cookies_of("shared") | cookies_of("own")
    assert set(cookies) == {f"__Host-{name}" for name in ("active", "csrf", "known", "language", "session")}
    for name, cookie in cookies.items():
        assert (cookie["secure"], cookie["path"], cookie["domain"], cookie["samesite"]) == (True, "/", "", "Lax"), name
        # The script that saves sends the token of the one back in a header.
        assert bool(cookie["httponly"]) == (name != "__Host-csrf"), name


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"READINESS_SECRET_KEY": ""}, "READINESS_SECRET_KEY"),
        ({"READINESS_SECRET_KEY": "short"}, "READINESS_SECRET_KEY"),
        ({"READINESS_BASE_URL": "http://kesiapan.example"}, "READINESS_BASE_URL"),
        ({"READINESS_MAIL_FROM": ""}, "READINESS_MAIL_FROM"),
        ({"READINESS_SMTP_HOST": ""}, "READINESS_SMTP_HOST"),
        ({"READINESS_SMTP_TLS": "yes"}, "READINESS_SMTP_TLS"),
        ({"READINESS_DEMO": "true"}, "READINESS_DEMO"),
        ({"READINESS_DEBUG": "true"}, "READINESS_DEBUG"),
        ({"READINESS_MODE": "live"}, "READINESS_MODE"),
        ({"DATABASE_URL": "mysql://x@y/z"}, "DATABASE_URL"),
    ],
)
def test_production_does_not_start_with(change: dict[str, str], named: str) -> None:
    done = manage(filled_in() | change, "check")
    assert done.returncode != 0
    assert named in done.stderr.splitlines()[-1]
