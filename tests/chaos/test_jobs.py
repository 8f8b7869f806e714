"""Jobs whose workers are killed, whose broker forgets and dies, and one among them that kills whoever takes it."""

from __future__ import annotations

import time

import psycopg
import redis

from tests.chaos.asking import ask
from tests.e2e.site import Site, wait_for
from tests.sizes import FULL, rounds

JOBS = rounds(4, 30)
KILLINGS = rounds(1, 6)
MAX_ATTEMPTS = 3
PATIENCE = 180


def test_each_is_done_once_and_the_poison_is_parked(site: Site) -> None:
    with psycopg.connect(site.database_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS chaos_row (job uuid NOT NULL)")
    poison, *jobs = ask(site, "chaos_poison", *["chaos_row"] * JOBS)
    for number in range(KILLINGS):
        kill_a_worker_at_work(site)
        if FULL and number == 1:
            redis.Redis.from_url(site.broker.url).flushall()
        if FULL and number == 3:
            take_the_broker_away(site)
    wait_for(lambda: not site.unfinished(), PATIENCE, "some jobs did not end")
    assert sorted(str(job) for (job,) in site.rows("SELECT job FROM chaos_row")) == sorted(jobs)
    done = site.rows("SELECT count(*), max(attempts) FROM jobs_job WHERE kind = 'chaos_row' AND status = 'DONE'")
    assert done[0][0] == JOBS
    assert 1 < int(str(done[0][1])) <= MAX_ATTEMPTS, "no killing met a job: nothing was tried"
    ((status, attempts, error),) = site.rows("SELECT status, attempts, error FROM jobs_job WHERE id = %s", poison)
    assert (status, attempts) == ("FAILED", MAX_ATTEMPTS)
    assert error


def kill_a_worker_at_work(site: Site) -> None:
    """Only while it does a job for the first time: one that was killed three times would rightly be parked."""
    first = "SELECT 1 FROM jobs_job WHERE kind = 'chaos_row' AND status = 'RUNNING' AND attempts = 1"
    deadline = time.monotonic() + PATIENCE
    while not site.rows(first):
        assert time.monotonic() < deadline, "no job is being done"
        time.sleep(0.02)
    site.stop("worker", hard=True)
    site.start("worker")


def take_the_broker_away(site: Site) -> None:
    site.broker.kill()
    time.sleep(3)
    site.broker.start()
