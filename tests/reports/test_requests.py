"""Asking: once for each finalisation and language, by those who may, whatever becomes of the first attempt."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from assessments.accounts.models import Language
from assessments.common.errors import Denied
from assessments.common.jobs import services as jobs
from assessments.common.jobs.models import Job, JobStatus
from assessments.cycles.models import Cycle, CycleAdministrator
from assessments.reports import services
from assessments.reports.models import Bundle, Report
from assessments.responses.enums import Status
from assessments.reviews.models import Finalisation
from tests.factories import World
from tests.results.test_page import release


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def finalisation(world: World) -> Finalisation:
    return world.at(Status.FINAL).finalisations.get()


def ask(finalisation: Finalisation, world: World, language: str = "id") -> Report:
    return services.request_report(finalisation=finalisation, language=language, actor=world.administrator, now=now())


def test_asking_twice_gives_one_row_and_one_job(world: World, finalisation: Finalisation) -> None:
    first, second = ask(finalisation, world), ask(finalisation, world)
    assert first.pk == second.pk
    assert Report.objects.count() == Job.objects.filter(kind="render_report").count() == 1


def test_each_language_has_its_own(world: World, finalisation: Finalisation) -> None:
    assert len({ask(finalisation, world, language).pk for language in Language}) == 2


def test_a_language_that_there_is_not_is_refused(world: World, finalisation: Finalisation) -> None:
    with pytest.raises(ValueError, match="fr"):
        ask(finalisation, world, "fr")


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_are_one() -> None:
    world = World()
    finalisation = world.at(Status.FINAL).finalisations.get()
    together, errors = threading.Barrier(2), []

    def press() -> None:
        try:
            together.wait()
            ask(finalisation, world)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    presses = [threading.Thread(target=press) for _press in range(2)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert errors == []
    assert Report.objects.count() == Job.objects.filter(kind="render_report").count() == 1


def test_asking_for_what_failed_tries_again(world: World, finalisation: Finalisation) -> None:
    report = ask(finalisation, world)
    Job.objects.filter(pk=report.job_id).update(status=JobStatus.FAILED, attempts=3, error="broken")
    ask(finalisation, world)
    report.job.refresh_from_db()
    assert (report.job.status, report.job.attempts, report.job.error) == (JobStatus.QUEUED, 0, "")


def test_the_agency_may_ask_from_the_release_on(world: World, finalisation: Finalisation) -> None:
    values = {"finalisation": finalisation, "language": "id", "actor": world.staff, "now": now()}
    with pytest.raises(Denied, match=r"released|disampaikan"):
        services.request_report(**values)
    release(world.cycle)
    fresh = Finalisation.objects.select_related("assessment__cycle").get(pk=finalisation.pk)
    assert services.request_report(**{**values, "finalisation": fresh})


def test_strangers_may_not_ask(world: World, other: World, finalisation: Finalisation) -> None:
    for actor in (other.staff, other.administrator, world.evaluator):
        with pytest.raises(Denied):
            services.request_report(finalisation=finalisation, language="id", actor=actor, now=now())


def ready(report: Report) -> None:
    name = default_storage.save("reports/x.pdf", ContentFile(b"%PDF-1.7"))
    Report.objects.filter(pk=report.pk).update(name=name, size=8, sha256="0" * 64, ready_at=now())
    Job.objects.filter(pk=report.job_id).update(status=JobStatus.DONE)


def bundle(world: World) -> Bundle:
    return services.request_bundle(cycle=world.cycle, language="id", actor=world.administrator, now=now())


def test_a_bundle_under_way_is_not_asked_for_again(world: World, finalisation: Finalisation) -> None:
    assert bundle(world).pk == bundle(world).pk


def test_a_finished_bundle_is_followed_by_a_new_one(world: World, finalisation: Finalisation) -> None:
    first = bundle(world)
    Job.objects.filter(pk=first.job_id).update(status=JobStatus.DONE)
    assert bundle(world).pk != first.pk


def test_a_bundle_needs_something_to_pack(world: World) -> None:
    world.at(Status.IN_REVIEW)
    with pytest.raises(Denied):
        bundle(world)


def test_a_bundle_is_for_those_who_run_the_cycle(world: World, other: World, finalisation: Finalisation) -> None:
    for actor in (world.staff, world.evaluator, other.administrator):
        with pytest.raises(Denied):
            services.request_bundle(cycle=world.cycle, language="id", actor=actor, now=now())


def test_asking_for_a_bundle_tries_failed_reports_again(world: World, finalisation: Finalisation) -> None:
    report = ask(finalisation, world)
    Job.objects.filter(pk=report.job_id).update(status=JobStatus.FAILED, attempts=3)
    bundle(world)
    report.job.refresh_from_db()
    assert report.job.status == JobStatus.QUEUED


def test_only_those_who_run_the_cycle_retry(world: World, other: World, finalisation: Finalisation) -> None:
    report = ask(finalisation, world)
    Job.objects.filter(pk=report.job_id).update(status=JobStatus.FAILED, attempts=3)
    with pytest.raises(Job.DoesNotExist):
        services.retry_job(job_id=report.job_id, actor=other.administrator)
    services.retry_job(job_id=report.job_id, actor=world.administrator)
    report.job.refresh_from_db()
    assert report.job.status == JobStatus.QUEUED


def test_another_room_s_job_is_not_retried_here(world: World, finalisation: Finalisation) -> None:
    letter = Job.objects.filter(kind="notify_finalised").get()
    with pytest.raises(Job.DoesNotExist):
        services.retry_job(job_id=letter.pk, actor=world.administrator)


def test_handing_on_costs_no_attempt(world: World, finalisation: Finalisation) -> None:
    claim = jobs.claim(job_id=bundle(world).job_id, now=now())
    jobs.hand_on(claim)
    claim.job.refresh_from_db()
    assert (claim.job.status, claim.job.attempts, claim.job.token) == (JobStatus.QUEUED, 0, None)
    assert not claim.keep(done=1, total=1)


def test_what_was_tried_three_times_is_not_taken_up_again(world: World, finalisation: Finalisation) -> None:
    """Whether or not the sweeper has come by to park it."""
    job = ask(finalisation, world).job
    Job.objects.filter(pk=job.pk).update(attempts=jobs.MAX_ATTEMPTS)
    assert jobs.claim(job_id=job.pk, now=now()) is None
    Job.objects.filter(pk=job.pk).update(attempts=jobs.MAX_ATTEMPTS - 1)
    assert jobs.claim(job_id=job.pk, now=now())


@pytest.mark.parametrize("made_before", [False, True])
def test_rights_that_end_end_a_bundle_too(world: World, finalisation: Finalisation, made_before: bool) -> None:
    """Also where every report is there already, so that nothing has to be asked for any more."""
    from assessments.common.jobs.tasks import run_job

    if made_before:
        ready(ask(finalisation, world))
    asked = bundle(world)
    CycleAdministrator.objects.filter(cycle=world.cycle).delete()
    run_job(job_id=str(asked.job_id))
    asked.job.refresh_from_db()
    assert "Denied" in asked.job.error
    assert Bundle.objects.get().ready_at is None
    assert Cycle.objects.filter(pk=world.cycle.pk).exists()
