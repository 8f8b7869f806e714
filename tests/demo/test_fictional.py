"""The fictional agencies: what they show is plainly marked, and one answer of each holds a file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from pypdf import PdfReader

from assessments.demo import fictional, people, places
from assessments.demo.paper import paper
from assessments.responses.enums import EvidenceKind, Status
from assessments.responses.models import Evidence
from tests.factories import make_version


def test_a_paper_reads_as_it_was_written() -> None:
    lines = ("CONTOH", r"Butir (a) \ é")
    (page,) = PdfReader(BytesIO(paper(lines)), strict=True).pages
    assert page.extract_text().splitlines() == list(lines)


@pytest.mark.django_db
def test_each_fictional_agency_shows_one_marked_file() -> None:
    version, now = make_version(), datetime.now(UTC)
    people.create_accounts()
    town, port = places.create_town(), places.create_port()
    cycle = places.create_cycle("Contoh", version, now - timedelta(days=14), town, port, days=35, release=60)
    half = fictional.enter_half_filled(town, cycle, now)
    reviewed = fictional.enter_under_review(port, cycle, now)
    reviewed.refresh_from_db()
    assert (half.status, reviewed.status) == (Status.DRAFT, Status.IN_REVIEW)
    shown = Evidence.objects.filter(kind=EvidenceKind.DOCUMENT)
    assert {proof.response.assessment_id for proof in shown} == {half.pk, reviewed.pk}
    for proof in shown:
        assert proof.file
        with default_storage.open(proof.file.name) as stored:
            assert "CONTOH" in PdfReader(stored).pages[0].extract_text()
