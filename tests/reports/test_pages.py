from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.common.jobs import services as jobs
from assessments.common.jobs.models import Job, JobStatus, Reason
from assessments.reports.models import Bundle, Report
from assessments.responses.enums import Status
from assessments.responses.models import Assessment, StatusChange
from assessments.reviews.models import Finalisation
from tests.factories import World, make_agency, make_medium
from tests.reports.test_requests import ask, bundle
from tests.results.test_page import release


@pytest.fixture
def finalisation(world: World) -> Finalisation:
    return world.at(Status.FINAL).finalisations.get()


def ready(report: Report | Bundle, content: bytes = b"%PDF-1.7") -> None:
    name = default_storage.save("reports/x.pdf", ContentFile(content))
    type(report).objects.filter(pk=report.pk).update(
        name=name, size=len(content), sha256="0" * 64, ready_at=timezone.now()
    )
    Job.objects.filter(pk=report.job_id).update(status=JobStatus.DONE)


def english(client: Client) -> Client:
    client.cookies["readiness-language"] = "en"
    return client


def cycle_page(client: Client, world: World) -> str:
    response = english(client).get(reverse("reports:cycle", args=[world.cycle.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_the_administrator_asks_watches_and_downloads(
    world: World, finalisation: Finalisation, sign_in: Callable[..., Client]
) -> None:
    client = english(sign_in(world.administrator))
    asked = client.post(
        reverse("reports:request", args=[finalisation.assessment_id]), {"language": "en", "back": "cycle", "page": "1"}
    )
    assert asked.url == reverse("reports:cycle", args=[world.cycle.pk]) + "?page=1"
    report = Report.objects.get()
    assert "Queued" in cycle_page(client, world)
    Job.objects.filter(pk=report.job_id).update(
        status=JobStatus.RUNNING, token=report.pk, lease_until=timezone.now(), done=0, total=1
    )
    assert "Being made: 0 of 1" in cycle_page(client, world)
    ready(report)
    assert reverse("reports:download", args=[report.pk]) in cycle_page(client, world)
    response = client.get(reverse("reports:download", args=[report.pk]))
    assert response.headers["Content-Type"] == "application/pdf"
    year = timezone.localtime(finalisation.at).year
    assert response.headers["Content-Disposition"].startswith('attachment; filename="Readiness-Report_')
    assert f"_{year}.pdf" in response.headers["Content-Disposition"]
    assert b"".join(response.streaming_content) == b"%PDF-1.7"


def test_a_failure_is_told_with_its_reason_and_a_way_to_try_again(
    world: World, finalisation: Finalisation, sign_in: Callable[..., Client]
) -> None:
    report = ask(finalisation, world)
    Job.objects.filter(pk=report.job_id).update(
        status=JobStatus.FAILED, attempts=3, reason=Reason.LIBRARIES, error="OSError: x"
    )
    client = sign_in(world.administrator)
    text = cycle_page(client, world)
    assert "PDFs need Pango" in text
    assert "OSError" not in text
    retry = reverse("reports:retry", args=[report.job_id])
    assert retry in text
    assert client.post(retry).url == reverse("reports:cycle", args=[world.cycle.pk])
    assert Job.objects.get(pk=report.job_id).status == JobStatus.QUEUED


def test_a_silent_worker_is_told_while_something_waits(
    world: World, finalisation: Finalisation, sign_in: Callable[..., Client]
) -> None:
    client = sign_in(world.administrator)
    words = "The worker that makes reports is not answering."
    assert words not in cycle_page(client, world)
    ask(finalisation, world)
    assert words in cycle_page(client, world)
    jobs.beat(queue="reports", now=timezone.now())
    assert words not in cycle_page(client, world)


def test_the_page_refreshes_itself_only_while_something_is_made(
    world: World, finalisation: Finalisation, sign_in: Callable[..., Client]
) -> None:
    client = sign_in(world.administrator)
    report = ask(finalisation, world)
    assert 'hx-trigger="every 3s"' in cycle_page(client, world)
    ready(report)
    assert 'hx-trigger="every 3s"' not in cycle_page(client, world)
    fragment = client.get(reverse("reports:cycle", args=[world.cycle.pk]), headers={"HX-Request": "true"})
    assert fragment.content.decode().lstrip().startswith('<div id="watch"')


def test_a_bundle_is_asked_for_and_downloaded(
    world: World, finalisation: Finalisation, sign_in: Callable[..., Client]
) -> None:
    client = sign_in(world.administrator)
    client.post(reverse("reports:bundle", args=[world.cycle.pk]), {"language": "id"})
    made = Bundle.objects.get()
    ready(made, b"PK")
    response = client.get(reverse("reports:bundle_download", args=[made.pk]))
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_an_empty_cycle_says_what_is_missing(world: World, sign_in: Callable[..., Client]) -> None:
    assert "A report can be made once an assessment of this cycle is finalised." in cycle_page(
        sign_in(world.administrator), world
    )


@pytest.mark.parametrize("language", ["", "fr", "en' OR 1=1"])
def test_a_language_that_there_is_not_is_not_found(
    world: World, finalisation: Finalisation, sign_in: Callable[..., Client], language: str
) -> None:
    address = reverse("reports:request", args=[finalisation.assessment_id])
    assert sign_in(world.administrator).post(address, {"language": language}).status_code == 404


def test_the_agency_downloads_from_the_release_on(
    world: World, finalisation: Finalisation, sign_in: Callable[..., Client]
) -> None:
    report = ask(finalisation, world)
    ready(report)
    client, address = sign_in(world.staff), reverse("reports:download", args=[report.pk])
    assert client.get(address).status_code == 404
    release(world.cycle)
    assert client.get(address).status_code == 200
    result = english(client).get(reverse("results:result", args=[finalisation.assessment_id])).content.decode()
    assert address in result


def test_the_agency_asks_on_its_result_page(
    world: World, finalisation: Finalisation, sign_in: Callable[..., Client]
) -> None:
    client = sign_in(world.coordinator)
    address = reverse("reports:request", args=[finalisation.assessment_id])
    assert client.post(address, {"language": "id"}).status_code == 403
    release(world.cycle)
    back = reverse("results:result", args=[finalisation.assessment_id])
    assert client.post(address, {"language": "id"}).url == back
    report = Report.objects.get()
    assert client.get(reverse("reports:status", args=[report.pk])).json()["status"] == "QUEUED"
    fragment = client.get(reverse("reports:status", args=[report.pk]), headers={"HX-Request": "true"})
    assert f'id="report-{report.pk}"' in fragment.content.decode()


def test_strangers_find_nothing(
    world: World, other: World, finalisation: Finalisation, sign_in: Callable[..., Client]
) -> None:
    report, made = ask(finalisation, world), bundle(world)
    ready(report)
    ready(made)
    release(world.cycle)
    for user in (other.staff, other.administrator, other.evaluator):
        client = sign_in(user)
        for name, pk in (
            ("cycle", world.cycle.pk),
            ("download", report.pk),
            ("status", report.pk),
            ("bundle_download", made.pk),
        ):
            assert client.get(reverse(f"reports:{name}", args=[pk])).status_code == 404, name
        for name, pk in (
            ("bundle", world.cycle.pk),
            ("retry", report.job_id),
            ("request", finalisation.assessment_id),
        ):
            assert client.post(reverse(f"reports:{name}", args=[pk]), {"language": "id"}).status_code == 404, name


def test_the_agency_has_no_page_of_the_cycle_nor_its_bundle(
    world: World, finalisation: Finalisation, sign_in: Callable[..., Client]
) -> None:
    made = bundle(world)
    ready(made)
    release(world.cycle)
    client = sign_in(world.coordinator)
    assert client.get(reverse("reports:cycle", args=[world.cycle.pk])).status_code == 404
    assert client.get(reverse("reports:bundle_download", args=[made.pk])).status_code == 404


def test_a_file_that_is_gone_is_not_found(
    world: World, finalisation: Finalisation, sign_in: Callable[..., Client]
) -> None:
    report = ask(finalisation, world)
    ready(report)
    default_storage.delete(Report.objects.get().name)
    address = reverse("reports:download", args=[report.pk])
    assert sign_in(world.administrator).get(address).status_code == 404


def test_a_download_is_logged(
    world: World, finalisation: Finalisation, sign_in: Callable[..., Client], caplog: pytest.LogCaptureFixture
) -> None:
    report = ask(finalisation, world)
    ready(report)
    with caplog.at_level("INFO", "assessments.reports"):
        sign_in(world.administrator).get(reverse("reports:download", args=[report.pk]))
    assert f"download of Report {report.pk} by user {world.administrator.pk}" in caplog.text


def many_finals(world: World, finalisation: Finalisation, number: int) -> None:
    """Rows as they stand when finished, written at once: reaching each by its moves would take minutes."""
    now = datetime.now(UTC)
    for _one in range(number):
        agency = make_agency()
        assessment = Assessment.objects.create(
            reference=f"R-{agency.code}", cycle=world.cycle, agency=agency, medium=make_medium(agency),
            version=world.cycle.version, stage="live", status=Status.FINAL, started_at=now, started_by=world.staff,
        )  # fmt: skip
        StatusChange.objects.create(assessment=assessment, to_status=Status.FINAL, by=world.evaluator, at=now)
        made = Finalisation.objects.create(
            assessment=assessment, number=1, at=now, by=world.evaluator, snapshot=finalisation.snapshot,
            sha256=finalisation.sha256, index=finalisation.index, band=finalisation.band,
        )  # fmt: skip
        ask(made, world)


@pytest.mark.parametrize("number", [3, 120])
def test_the_page_costs_the_same_whatever_the_number(
    world: World,
    finalisation: Finalisation,
    sign_in: Callable[..., Client],
    reads_only: Callable[[int], Any],
    number: int,
) -> None:
    many_finals(world, finalisation, number)
    client = sign_in(world.administrator)
    client.get(reverse("reports:cycle", args=[world.cycle.pk]))
    with reads_only(12):
        assert client.get(reverse("reports:cycle", args=[world.cycle.pk]), {"page": "2"}).status_code == 200
