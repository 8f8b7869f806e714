"""What was asked for arrives, whatever dies: a worker, in the middle too, or the broker. People meanwhile go on."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.e2e.browsing import Browser, standing
from tests.e2e.site import Broker, Site, wait_for
from tests.e2e.staging import Staged

IN_TIME = 2.0  # seconds in which an answer is saved, or a page read, broker or not
PAGES = ("dashboards:home", "responses:tasklist", "responses:element", "results:result", "readyz")
MAX_ATTEMPTS = 3
# A job is tried again once its lease has run out and the sweeper has come by; a worker takes a while to start.
PATIENCE = 150
SIGNED = {"name": "Nama Contoh", "position": "Kepala Dinas", "declared": "on"}


@pytest.fixture(autouse=True)
def everything_runs(site: Site, staged: dict[str, Staged]) -> Iterator[None]:
    """Nothing else is under way when a test begins, and every process is back when it ends."""
    wait_for(lambda: not site.unfinished(), PATIENCE, "the jobs of earlier tests did not end")
    yield
    if "reports" not in site.running:
        site.start("reports")


def job(site: Site, job_id: str) -> dict[str, Any]:
    ((status, attempts, error),) = site.rows("SELECT status, attempts, error FROM jobs_job WHERE id = %s", job_id)
    return {"status": status, "attempts": attempts, "error": error}


def becomes(site: Site, job_id: str, status: str) -> None:
    complaint = f"the job did not become {status}"
    wait_for(lambda: job(site, job_id)["status"] == status, PATIENCE, complaint)


def newest_job(site: Site, kind: str) -> str:
    ((found,),) = site.rows("SELECT id FROM jobs_job WHERE kind = %s ORDER BY created_at DESC LIMIT 1", kind)
    return str(found)


def ask_for_report(site: Site, administrator: Browser) -> str:
    """The job of the English report, which nobody asked for before."""
    assert administrator.post("reports:request", language="en", back="cycle") == 302
    return newest_job(site, "render_report")


def downloaded(site: Site, administrator: Browser, job_id: str) -> bytes:
    """The report that this job made, as its reader gets it: whole, and the one on record."""
    ((report, sha256),) = site.rows("SELECT id, sha256 FROM reports_report WHERE job_id = %s", job_id)
    pdf = administrator.download(f"/reports/{report}/file/")
    assert hashlib.sha256(pdf).hexdigest() == sha256
    return pdf


def test_a_report_waits_for_its_worker(site: Site, staged: dict[str, Staged]) -> None:
    site.stop("reports")
    administrator = Browser(site, staged["final"], "administrator")
    asked = ask_for_report(site, administrator)
    time.sleep(3)
    assert job(site, asked) == {"status": "QUEUED", "attempts": 0, "error": ""}
    site.start("reports")
    becomes(site, asked, "DONE")
    assert downloaded(site, administrator, asked).startswith(b"%PDF-")


def test_a_report_whose_worker_is_killed_in_the_middle_is_made_by_the_next(
    site: Site, staged: dict[str, Staged]
) -> None:
    administrator = Browser(site, staged["released"], "administrator")
    asked = ask_for_report(site, administrator)
    becomes(site, asked, "RUNNING")
    site.stop("reports", hard=True)
    assert job(site, asked) == {"status": "RUNNING", "attempts": 1, "error": ""}
    site.start("reports")
    becomes(site, asked, "DONE")
    assert job(site, asked)["attempts"] == 2
    assert downloaded(site, administrator, asked).startswith(b"%PDF-")


def test_what_always_fails_is_parked_and_shown_and_may_be_tried_again(site: Site, staged: dict[str, Staged]) -> None:
    scene = staged["finished"]
    administrator = Browser(site, scene, "administrator")
    site.stop("reports")
    asked = ask_for_report(site, administrator)
    ((payload,),) = site.rows("SELECT payload::text FROM jobs_job WHERE id = %s", asked)
    missing = '{"report": "00000000-0000-0000-0000-000000000000"}'
    site.rows("UPDATE jobs_job SET payload = %s::jsonb WHERE id = %s RETURNING id", missing, asked)
    site.start("reports")
    becomes(site, asked, "FAILED")
    assert job(site, asked)["attempts"] == MAX_ATTEMPTS
    page = administrator.client.get(scene.paths["reports:cycle"])
    retry = f"/reports/jobs/{asked}/retry/"
    assert "Tiga kali gagal." in page
    assert f"Nomor untuk log: {asked}" in page
    assert "DoesNotExist" not in page
    assert retry in page

    site.rows("UPDATE jobs_job SET payload = %s::jsonb WHERE id = %s RETURNING id", payload, asked)
    assert administrator.client.ask_form(retry, {})[0] == 302
    becomes(site, asked, "DONE")
    assert retry not in administrator.client.get(scene.paths["reports:cycle"])


@pytest.mark.parametrize(("take_away", "bring_back"), [(Broker.hang, Broker.go_on), (Broker.kill, Broker.start)])
def test_people_go_on_without_the_broker_and_their_jobs_drain_later(
    site: Site, staged: dict[str, Staged], take_away: Callable[[Broker], None], bring_back: Callable[[Broker], None]
) -> None:
    scene = staged["sending"]
    staff, coordinator = Browser(site, scene, "staff"), Browser(site, scene, "coordinator")
    letters = len(site.mails())
    take_away(site.broker)
    try:
        for number in range(5):
            assert seconds_to_save(site, staff, f"tanpa perantara {number}") < IN_TIME
        for page in PAGES:
            assert seconds_to_read(staff, scene.paths[page]) < IN_TIME, page
        assert coordinator.post("responses:submit", **SIGNED) == 302
        asked = newest_job(site, "notify_submitted")
        assert job(site, asked)["status"] == "QUEUED"
    finally:
        bring_back(site.broker)
    becomes(site, asked, "DONE")
    wait_for(lambda: len(site.mails()) > letters, 60, "no letter was written")
    assert coordinator.post("responses:withdraw") == 302


def seconds_to_read(browser: Browser, path: str) -> float:
    started = time.monotonic()
    browser.client.get(path)
    return time.monotonic() - started


def seconds_to_save(site: Site, browser: Browser, note: str) -> float:
    read = standing(site, browser.scene)["RE1"]
    started = time.monotonic()
    status, said = browser.save("RE1", note, read)
    taken = time.monotonic() - started
    assert (status, said["fields"]["note"]) == (200, note)
    return taken
