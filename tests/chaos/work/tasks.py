"""Two kinds of jobs: one whose effect is a row, one that kills whoever does it."""

from __future__ import annotations

import os
import signal
import time

from django.db import connection

from assessments.common.jobs.registry import handles
from assessments.common.jobs.services import Claim

SECONDS = 0.3


@handles("chaos_row")
def write_row(claim: Claim) -> None:
    time.sleep(SECONDS)
    claim.finish(lambda: _insert(claim))


def _insert(claim: Claim) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO chaos_row (job) VALUES (%s)", [claim.job.pk])


@handles("chaos_poison")
def die(_claim: Claim) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
