"""The life of a job: finished once by whoever holds it, whole or not at all, visibly failed otherwise."""

from __future__ import annotations

import hashlib
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage

from assessments.common.jobs import services as jobs
from assessments.common.jobs.models import Job, JobStatus, Reason
from assessments.common.jobs.tasks import run_job
from assessments.reports import making, packing, rendering
from assessments.reports.models import Bundle, Report
from assessments.responses.enums import Status
from assessments.reviews.models import Finalisation
from assessments.reviews.services import moves
from tests.factories import World, assign, make_agency, make_medium, make_member
from tests.reports.test_requests import ask, bundle

PDF = b"%PDF-1.7 small"


@pytest.fixture
def finalisation(world: World) -> Finalisation:
    return world.at(Status.FINAL).finalisations.get()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rendering itself is tested elsewhere."""
    monkeypatch.setattr(rendering, "to_pdf", lambda html: PDF)


def stored_files() -> list[str]:
    return default_storage.listdir("reports")[1] if default_storage.exists("reports") else []


@pytest.mark.usefixtures("quick")
def test_a_finished_job_leaves_a_whole_file_with_its_hash(world: World, finalisation: Finalisation) -> None:
    report = ask(finalisation, world)
    run_job(job_id=str(report.job_id))
    report.refresh_from_db()
    content = default_storage.open(report.name).read()
    assert (report.size, report.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert (report.job.status, report.ready_at is not None) == (JobStatus.DONE, True)
    assert len(stored_files()) == 1


@pytest.mark.usefixtures("quick")
def test_running_twice_does_nothing_twice(world: World, finalisation: Finalisation) -> None:
    report = ask(finalisation, world)
    for _run in range(2):
        run_job(job_id=str(report.job_id))
    assert len(stored_files()) == 1


def test_a_worker_that_lost_its_lease_finishes_nothing(
    world: World, finalisation: Finalisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its job is taken over while it renders; the one that took over finishes."""
    report = ask(finalisation, world)
    later = datetime.now(UTC) + timedelta(hours=1)
    taken: list[Any] = []

    def slow(html: str) -> bytes:
        if not taken:
            taken.append(jobs.claim(job_id=report.job_id, now=later))
        return PDF

    monkeypatch.setattr(rendering, "to_pdf", slow)
    run_job(job_id=str(report.job_id))
    report.refresh_from_db()
    assert report.ready_at is None
    assert stored_files() == []
    making.make_report(taken[0], str(report.pk))
    report.refresh_from_db()
    assert report.ready_at is not None
    assert len(stored_files()) == 1


@pytest.mark.usefixtures("quick")
def test_a_job_of_a_killed_worker_is_taken_up_again(world: World, finalisation: Finalisation) -> None:
    report = ask(finalisation, world)
    jobs.claim(job_id=report.job_id, now=datetime.now(UTC) - timedelta(hours=1))
    run_job(job_id=str(report.job_id))
    report.refresh_from_db()
    assert (report.job.status, report.job.attempts) == (JobStatus.DONE, 2)


def test_a_report_that_cannot_be_made_fails_visibly_after_three_attempts(
    world: World, finalisation: Finalisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(html: str) -> bytes:
        raise rendering.RendererMissing("PDFs need Pango")

    monkeypatch.setattr(rendering, "to_pdf", broken)
    report = ask(finalisation, world)
    for _attempt in range(4):
        run_job(job_id=str(report.job_id))
    report.job.refresh_from_db()
    assert (report.job.status, report.job.attempts) == (JobStatus.FAILED, 3)
    assert report.job.reason == Reason.LIBRARIES
    assert "PDFs need Pango" in report.job.error
    assert stored_files() == []


def three_finals(world: World) -> list[Finalisation]:
    """Two more agencies with an assessment of the same cycle, all final."""
    from assessments.agencies.models import Role
    from assessments.cycles.models import Enrolment
    from tests.factories import STEPS

    finals = [world.at(Status.FINAL).finalisations.get()]
    for _agency in range(2):
        world.agency = make_agency()
        Enrolment.objects.create(cycle=world.cycle, agency=world.agency)
        assign(world.evaluator, world.cycle, world.agency)
        world.staff = make_member(world.agency, Role.STAFF)
        world.coordinator = make_member(world.agency, Role.COORDINATOR)
        world.medium = make_medium(world.agency, name="Same / name")
        assessment = world.start()
        for step in STEPS[Status.FINAL]:
            step(world, assessment)
        finals.append(assessment.finalisations.get())
    return finals


def names_in(made: Bundle) -> list[str]:
    with zipfile.ZipFile(BytesIO(default_storage.open(made.name).read())) as archive:
        assert archive.testzip() is None
        return archive.namelist()


@pytest.mark.usefixtures("quick")
def test_a_bundle_makes_what_is_missing_and_packs_all(world: World) -> None:
    finals = three_finals(world)
    ask(finals[0], world)
    made = bundle(world)
    run_job(job_id=str(made.job_id))
    made.refresh_from_db()
    assert (made.job.status, made.job.done, made.job.total) == (JobStatus.DONE, 3, 3)
    assert Report.objects.exclude(ready_at=None).count() == 3
    assert len(set(names_in(made))) == 3
    assert all(name.endswith(".pdf") and "/" not in name for name in names_in(made))


def test_a_bundle_goes_on_without_the_one_that_fails_and_names_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    finals = three_finals(world)
    poison = finals[1].assessment.agency.short_name

    def to_pdf(html: str) -> bytes:
        if poison in html:
            raise ValueError("poison")
        return PDF

    monkeypatch.setattr(rendering, "to_pdf", to_pdf)
    made = bundle(world)
    run_job(job_id=str(made.job_id))
    made.refresh_from_db()
    names = names_in(made)
    assert len(names) == 3
    (told,) = [name for name in names if name.endswith(".txt")]
    with zipfile.ZipFile(BytesIO(default_storage.open(made.name).read())) as archive:
        assert finals[1].assessment.agency.name in archive.read(told).decode()
    assert Job.objects.get(status=JobStatus.FAILED).error == "ValueError: poison"


@pytest.mark.usefixtures("quick")
def test_a_bundle_longer_than_its_turn_is_handed_on_and_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    three_finals(world)
    made = bundle(world)
    monkeypatch.setattr(packing, "TURN", -1.0)
    run_job(job_id=str(made.job_id))
    made.job.refresh_from_db()
    assert (made.job.status, made.job.attempts, made.job.done) == (JobStatus.QUEUED, 0, 1)
    monkeypatch.setattr(packing, "TURN", 60.0)
    run_job(job_id=str(made.job_id))
    made.refresh_from_db()
    assert made.ready_at is not None
    assert len(names_in(made)) == 3


@pytest.mark.usefixtures("quick")
def test_a_bundle_that_lost_its_lease_stops(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    three_finals(world)
    made = bundle(world)
    claim = jobs.claim(job_id=made.job_id, now=datetime.now(UTC))
    Job.objects.filter(pk=made.job_id).update(token=made.pk)
    packing.pack(claim, str(made.pk))
    made.refresh_from_db()
    assert made.ready_at is None
    assert not any(name.endswith(".zip") for name in stored_files())


@pytest.mark.usefixtures("quick")
def test_a_bundle_holds_the_newest_result_alone(world: World, finalisation: Finalisation) -> None:
    ask(finalisation, world)
    moves.reopen(
        assessment_id=finalisation.assessment_id, reason="Again.", actor=world.administrator, now=datetime.now(UTC)
    )
    moves.finalise(assessment_id=finalisation.assessment_id, actor=world.evaluator, now=datetime.now(UTC))
    made = bundle(world)
    run_job(job_id=str(made.job_id))
    made.refresh_from_db()
    assert len(names_in(made)) == 1
    assert Report.objects.exclude(ready_at=None).get().finalisation.number == 2


def test_an_interrupted_write_leaves_nothing() -> None:
    """A file that could not be handed over is gone."""
    from assessments.common.files import storing

    with pytest.raises(RuntimeError, match="stop"), storing.new_file() as file:  # noqa: PT012
        file.write(PDF)
        raise RuntimeError("stop")
    assert stored_files() == []
