"""Every page asks the database few questions, however much lies around it, and reading a page writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.agencies.models import Agency, Role
from assessments.cycles.models import Enrolment
from assessments.responses.enums import Audience, Side, Status
from assessments.responses.models import Comment
from tests.addresses import rows_in
from tests.factories import NOW, assign, make_agency, make_medium, make_member, written_down
from tests.responses.test_pages_saving import body, element, form_of, post
from tests.scenes import Scene, make_scene
from tests.walking import WRITES

LIMIT, SAVE_LIMIT = 12, 10
WALKS = ((Status.RETURNED, "coordinator"), (Status.IN_REVIEW, "evaluator"), (Status.FINAL, "administrator"))
# What these keep for the next step is the reader's own, in her session.
KEPT_IN_SESSION = {"mfa_activate_totp", "mfa_add_webauthn", "account_logout", "openid_connect_login"}


def surround(scene: Scene, rows: int) -> None:
    """As many media and assessments of the agency, messages about one answer, and agencies in the cycle. Of the people,
    a tenth: their accounts take long to make."""
    world = scene.world
    written_down(world.cycle, [make_medium(world.agency) for _number in range(rows)], world.staff)
    for _number in range(rows):
        agency = make_agency()
        Enrolment.objects.create(cycle=world.cycle, agency=agency)
        assign(world.evaluator, world.cycle, agency)
    for _number in range(rows // 10):
        make_member(world.agency, Role.STAFF)
    if scene.assessment.status != Status.FINAL:
        _talk(scene, rows)


def _talk(scene: Scene, rows: int) -> None:
    answer = scene.assessment.responses.get(indicator__code="RE1")
    said = {"side": Side.AGENCY, "audience": Audience.AGENCY, "author": scene.world.staff, "at": NOW}
    Comment.objects.bulk_create(Comment(response=answer, text=f"Pesan {number}", **said) for number in range(rows))


@pytest.mark.parametrize("rows", [20, 200])
@pytest.mark.parametrize(("status", "who"), WALKS)
def test_every_page(db: None, sign_in: Callable[..., Client], status: Status, who: str, rows: int) -> None:
    scene = make_scene(status)
    surround(scene, rows)
    assert Agency.objects.count() > rows
    client, wrong, seen = sign_in(getattr(scene.world, who)), [], 0
    for name, row in rows_in(scene):
        if who in row.who and name not in KEPT_IN_SESSION:
            asked = questions(client, reverse(name, kwargs=row.kwargs(scene)))
            seen += 1
            wrong += [f"{name}: {len(asked)} queries"] if len(asked) > LIMIT else []
            wrong += [f"{name}: {sql[:80]}" for sql in asked if sql.lstrip().startswith(WRITES)]
    assert seen > 30
    assert wrong == []


@pytest.mark.parametrize("rows", [20, 200])
def test_every_save(db: None, sign_in: Callable[..., Client], rows: int) -> None:
    """An answer by the script and by the form, and a verdict."""
    asked, judged = make_scene(Status.RETURNED), make_scene(Status.IN_REVIEW)
    surround(asked, rows)
    surround(judged, rows)
    staff, evaluator = sign_in(asked.world.staff), sign_in(judged.world.evaluator)
    form = form_of(asked.assessment, asked.world.staff, "RE1") | {"RE1-note": "Lewat formulir", "go": "list"}
    read = judged.assessment.responses.get(indicator__code="RE1").version
    verdict = {"response_version": read, "outcome": "agree", "next": "", "version": 0}
    saves = (
        (302, lambda: staff.post(element(asked.assessment), form)),
        (200, lambda: post(staff, asked.assessment, body(asked.assessment, asked.world.staff, note="Lewat skrip"))),
        (302, lambda: evaluator.post(reverse("reviews:verdict", args=[judged.assessment.pk, "RE1"]), verdict)),
    )
    for status, save in saves:
        with CaptureQueriesContext(connection) as captured:
            assert save().status_code == status
        assert len(captured) <= SAVE_LIMIT


def questions(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        answer: Any = client.get(address)
    assert answer.status_code < 500
    return [query["sql"] for query in captured.captured_queries]
