"""A letter to several people is a job for each. It rests where the mail server is away, and fails where it is seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from assessments.accounts.models import User
from assessments.agencies.models import Membership, Role
from assessments.common.jobs import services
from assessments.common.jobs.models import Job, JobStatus, Reason
from assessments.common.jobs.registry import _work
from assessments.common.jobs.tasks import run_job
from assessments.notices import mail as letters
from assessments.notices import tasks as tasks  # registers the letters
from assessments.operations.job_views import KINDS
from assessments.responses.enums import Status
from tests.factories import World, make_member, make_user
from tests.scenes import parked

SignIn = Callable[..., Client]


def jobs(kind: str) -> list[Job]:
    return list(Job.objects.filter(kind=kind, status=JobStatus.QUEUED))


def do(*found: Job) -> None:
    for job in found:
        run_job(job_id=str(job.pk))


@pytest.fixture
def asked(world: World) -> list[Job]:
    """A letter for each of two coordinators, of whom the evaluators asked something."""
    make_member(world.agency, Role.COORDINATOR)
    world.at(Status.RETURNED)
    do(*jobs("notify_returned"))
    return jobs("notify_returned")


def refusing(address: str) -> Callable[..., None]:
    def send_mail(subject: str, body: str, sender: str, to: list[str]) -> None:
        if address in to:
            raise ConnectionRefusedError
        mail.send_mail(subject, body, sender, to)

    return send_mail


def test_one_refused_address_keeps_nobody_from_her_letter(
    world: World, asked: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "send_mail", refusing(world.coordinator.email))
    for _attempt in range(3):
        Job.objects.update(not_before=None)
        do(*jobs("notify_returned"))
    assert len(mail.outbox) == len(asked) - 1 == 1
    assert mail.outbox[0].to != [world.coordinator.email]
    failed = Job.objects.get(status=JobStatus.FAILED)
    assert (failed.payload["user"], failed.attempts, failed.reason) == (world.coordinator.pk, 3, Reason.ERROR)


def test_who_has_lost_her_part_meanwhile_gets_none(world: World, asked: list[Job]) -> None:
    Membership.objects.filter(user=world.coordinator).delete()
    do(*asked)
    assert [letter.to for letter in mail.outbox if letter.to == [world.coordinator.email]] == []
    assert len(mail.outbox) == 1


def test_a_letter_rests_while_the_mail_server_is_away(asked: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "send_mail", refusing(mail_of(asked[0])))
    rests = []
    for _attempt in range(2):
        do(asked[0])
        asked[0].refresh_from_db()
        rests.append(round((asked[0].not_before - datetime.now(UTC)).total_seconds() / 60))
        do(asked[0])
        assert services.claim(job_id=asked[0].pk, now=datetime.now(UTC)) is None
        Job.objects.filter(pk=asked[0].pk).update(not_before=datetime.now(UTC) - timedelta(seconds=1))
    assert rests == [1, 30]
    assert asked[0].attempts == 2


def test_the_sweeper_lets_it_rest(asked: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(services, "send", lambda job_id, queue: sent.append(job_id))
    now = datetime.now(UTC)
    Job.objects.exclude(pk=asked[0].pk).update(status=JobStatus.DONE)
    Job.objects.filter(pk=asked[0].pk).update(not_before=now + timedelta(minutes=1), sent_at=None)
    services.sweep(now=now)
    assert sent == []
    services.sweep(now=now + timedelta(minutes=2))
    assert sent == [asked[0].pk]


def mail_of(job: Job) -> str:
    return User.objects.get(pk=job.payload["user"]).email


def test_every_kind_of_job_in_this_queue_has_its_words() -> None:
    assert {kind for kind in _work if not kind.startswith(("chaos", "render_", "pack_"))} <= set(KINDS)


def test_what_failed_is_shown_and_tried_again(world: World, asked: list[Job], sign_in: SignIn) -> None:
    Job.objects.filter(pk=asked[0].pk).update(**parked())
    client = sign_in(world.administrator)
    assert reverse("operations:jobs") in client.get("/").content.decode()
    page = client.get(reverse("operations:jobs")).content.decode()
    assert "Surat: asesor bertanya" in page
    assert mail_of(asked[0]) in page
    retry = reverse("operations:job_retry", args=[asked[0].pk])
    assert retry in page
    assert client.post(retry).status_code == 302
    asked[0].refresh_from_db()
    assert (asked[0].status, asked[0].attempts, asked[0].not_before) == (JobStatus.QUEUED, 0, None)
    assert "Tidak ada yang gagal." in client.get(reverse("operations:jobs")).content.decode()


def test_a_report_is_no_business_of_this_page(world: World, sign_in: SignIn) -> None:
    report = Job.objects.create(kind="render_report", queue="reports", status=JobStatus.FAILED, attempts=3)
    client = sign_in(world.administrator)
    assert str(report.pk) not in client.get(reverse("operations:jobs")).content.decode()
    assert client.post(reverse("operations:job_retry", args=[report.pk])).status_code == 404


def test_a_kind_of_job_that_is_no_more_is_called_by_its_name(world: World, sign_in: SignIn) -> None:
    Job.objects.create(kind="notify_by_pigeon", **parked())
    page = sign_in(world.administrator).get(reverse("operations:jobs"))
    assert "notify_by_pigeon" in page.content.decode()


@pytest.mark.parametrize("rows", [5, 40])
def test_the_page_costs_the_same_however_much_failed(sign_in: SignIn, reads_only: Any, rows: int) -> None:
    admin = make_user("admin", is_administrator=True)
    for number in range(rows):
        Job.objects.create(kind="notify_invited", payload={"user": make_user(f"u{number}").pk}, **parked())
    client = sign_in(admin)
    with reads_only(8):
        client.get(reverse("operations:jobs"))
