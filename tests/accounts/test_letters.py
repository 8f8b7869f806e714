from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client

from assessments.accounts.models import User
from assessments.common.jobs.registry import work_for
from assessments.common.jobs.services import claim, enqueue
from assessments.notices import tasks  # noqa: F401  # registers the letters
from tests.factories import make_user


def send(kind: str, user: User) -> None:
    job = enqueue(kind=kind, payload={"user": user.pk})
    taken = claim(job_id=job.pk, now=datetime.now(UTC))
    assert taken is not None
    work_for(kind)(taken)


@pytest.mark.parametrize("kind", ["notify_invited", "notify_password_reset"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_letter_holds_a_link_that_opens(db: None, kind: str, language: str) -> None:
    user = make_user("siti", language=language)
    send(kind, user)
    (letter,) = mail.outbox
    assert letter.to == [user.email]
    link = next(line for line in letter.body.splitlines() if line.startswith("http"))
    page = Client().get(urlsplit(link).path, follow=True)
    assert 'name="password1"' in page.content.decode()


def test_a_closed_account_gets_no_letter(db: None) -> None:
    send("notify_password_reset", make_user("siti", is_active=False))
    assert mail.outbox == []
