"""What is logged while people work, err and guess: enough to follow a request, and nothing that anybody typed."""

from __future__ import annotations

import io
import json
import logging
import runpy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from assessments.common.jobs import registry
from assessments.common.jobs.services import enqueue
from assessments.common.jobs.tasks import run_job
from assessments.responses import pages
from readiness.logs import JsonFormatter
from tests.addresses import ROWS
from tests.test_deployment import ROOT, filled_in, manage
from tests.walking import page_of
from tests.walks.canaries import make_canaries

CANARY = "kenari"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that production would write, from the most talkative level that it writes."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def type_everywhere(client: Client, addresses: list[str]) -> None:
    """Every page is opened, and each of its forms sent with the canary in every field of text."""
    for address in addresses:
        page = page_of(client.get(address, {"q": CANARY}), address)
        for form in page.forms if page else ():
            typed = {name: CANARY for name, field in form.fields.items() if field.is_text or field.kind == "password"}
            getattr(client, form.method)(form.action, form.filled() | typed)


def test_nothing_that_people_type_or_are_called_is_logged(sign_in: Callable[..., Client], log: io.StringIO) -> None:
    world, assessment = make_canaries()
    kwargs = {"pk": assessment.pk, "code": "RE1"}
    public = [reverse(name, kwargs=row.kwargs(None)) for name, row in ROWS.items() if row.public]  # type: ignore[arg-type]
    own = [reverse(f"responses:{name}", kwargs=kwargs) for name in ("reply", "evidence_add")]
    own += [reverse(name) for name in ("agencies:medium_add", "accounts:profile", "account_change_password")]
    stranger, client = Client(), sign_in(world.staff)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    type_everywhere(stranger, [address for address in public if "oidc" not in address])
    stranger.get(f"/accounts/invitation/{CANARY}/")
    stranger.get(f"/{CANARY}/")
    client.post(reverse("responses:save", kwargs=kwargs), CANARY, "application/json", HTTP_X_REQUESTED_WITH="fetch")
    type_everywhere(client, own)
    written = log.getvalue()
    assert len(lines(log)) > 50
    assert CANARY not in written
    assert "@" not in written
    assert session not in written


def test_an_error_is_logged_by_kind_and_place_without_its_words(
    sign_in: Callable[..., Client], log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, assessment = make_canaries()

    def fail(*_args: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::int", [CANARY])

    monkeypatch.setattr(pages, "task_list", fail)
    client = sign_in(world.staff)
    client.raise_request_exception = False
    answer = client.get(reverse("responses:tasklist", args=[assessment.pk]))
    assert answer.status_code == 500
    (line,) = [line for line in lines(log) if line["level"] == "ERROR"]
    assert line["error"]["type"] == "django.db.utils.DataError"
    assert any("views.py" in place for place in line["error"]["at"])
    assert line["request"] == answer["X-Request-ID"]
    assert CANARY not in log.getvalue()


def test_a_failed_job_is_logged_by_its_number(db: None, log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_claim: Any) -> None:
        raise ValueError(CANARY)

    monkeypatch.setitem(registry._work, "failing", fail)
    job = enqueue(kind="failing", payload={})
    run_job(job_id=str(job.pk))
    (line,) = [line for line in lines(log) if line["level"] == "ERROR"]
    assert (line["job"], line["kind"], line["attempt"]) == (str(job.pk), "failing", 1)
    assert CANARY not in log.getvalue()


def test_a_request_can_be_followed(sign_in: Callable[..., Client], log: io.StringIO) -> None:
    world, assessment = make_canaries()
    client = sign_in(world.staff)
    log.truncate(0), log.seek(0)
    answer = client.get(
        reverse("responses:evidence_add", args=[assessment.pk, "RE1"]), HTTP_X_REQUEST_ID="chosen-by-a-browser"
    )
    (line,) = [line for line in lines(log) if line["logger"] == "readiness.request_log"]
    assert line.pop("duration_ms") >= 0
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "INFO",
        "logger": "readiness.request_log",
        "message": line["message"],
        "request": answer["X-Request-ID"],
        "route": "responses:evidence_add",
        "method": "GET",
        "status": 200,
        "user": world.staff.pk,
    }
    assert client.get("/").headers["X-Request-ID"] != answer["X-Request-ID"] != "chosen-by-a-browser"


def test_production_writes_so_and_gunicorn_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "import logging; logging.getLogger('assessments.x').warning('one %s', 'two')"
    written = manage(filled_in(), "shell", "--no-imports", "-c", said).stderr
    assert json.loads(written.splitlines()[-1])["message"] == "one two"
    monkeypatch.setenv("READINESS_MODE", "production")
    gunicorn = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    assert gunicorn["accesslog"] is None, "an access log would show the tokens of links"
    assert gunicorn["logconfig_dict"]["formatters"]["generic"] == {"()": "readiness.logs.JsonFormatter"}
