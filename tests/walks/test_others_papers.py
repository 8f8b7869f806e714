"""What leaves the site by itself, reports and letters, holds none of another agency's words."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from pypdf import PdfReader

from assessments.common.jobs.models import Job, JobStatus
from assessments.common.jobs.tasks import run_job
from assessments.notices import tasks as tasks  # registers the letters
from assessments.reports import making, selectors
from assessments.responses.enums import Status
from assessments.reviews.models import Finalisation
from tests.factories import World
from tests.reports.test_requests import ask
from tests.walks.canaries import CONTENT, NAMES, make_canaries

LETTERS = ("notify_submitted", "notify_returned", "notify_finalised")


@pytest.fixture
def worlds(world: World) -> World:
    """One agency whose words can be recognised, and one beside it in whose papers they must not be."""
    make_canaries()
    world.at(Status.FINAL)
    returned = World()
    returned.at(Status.RETURNED)
    return world


def letters() -> list[Any]:
    waiting = Job.objects.filter(kind__in=LETTERS, status=JobStatus.QUEUED)
    while found := list(waiting.all()):  # the first of a kind asks for one a reader
        for job in found:
            run_job(job_id=str(job.pk))
    return list(mail.outbox)


def text_of(letter: Any) -> str:
    return "\n".join([letter.subject, letter.body, *letter.to, *(str(body) for body, _kind in letter.alternatives)])


def test_letters_name_their_own_agency_alone(worlds: World) -> None:
    own, others = [], []
    for letter in letters():
        (own if any(NAMES in address for address in letter.to) else others).append(text_of(letter))
    assert any(NAMES in text for text in own), "no letter of the other agency was written: nothing was tried"
    assert len(others) >= len(LETTERS)
    assert [text for text in others if CONTENT in text or NAMES in text] == []


def test_a_report_holds_its_own_agency_alone(worlds: World) -> None:
    report = ask(Finalisation.objects.get(assessment__medium=worlds.medium), worlds)
    pages = PdfReader(BytesIO(making.render(selectors.report_to_render(report.pk)))).pages
    text = "\n".join(page.extract_text() for page in pages)
    assert worlds.agency.name in text
    assert CONTENT not in text
    assert NAMES not in text
