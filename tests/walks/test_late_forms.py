"""Every form, sent when it is too late: it comes back with all that was typed, and writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from assessments.accounts.keeping import OF_SECRETS, OWNER
from tests.addresses import ANONYMOUS, ROWS
from tests.factories import make_user
from tests.walking import WRITES, Form, page_of
from tests.walks.pages import pages_for, walks

TYPED = 'Ditik lama < & "sekali".\nBaris kedua:'


def late_forms(sign_in: Callable[..., Client]) -> list[tuple[Client, Form]]:
    """Each once, with somebody who may send it."""
    found: dict[tuple[str, ...], tuple[Client, Form]] = {}
    for scene, who, client in walks(sign_in):
        for _name, page in pages_for(client, who, scene) if who != ANONYMOUS else ():
            for form in page.forms:
                if form.method == "post" and takes_part(form):
                    found.setdefault((form.action, *form.fields), (client, form))
    return list(found.values())


def takes_part(form: Form) -> bool:
    """Signing out and the language are for whoever is there; passwords and codes are typed anew, by intention."""
    name = resolve(form.action.partition("?")[0]).view_name
    return not ROWS[name].public and not name.startswith(OF_SECRETS)


def typed_into(form: Form) -> dict[str, str]:
    return {name: f"{TYPED} {name}" for name, field in form.fields.items() if field.is_text}


def test_what_was_typed_comes_back_and_nothing_is_written(sign_in: Callable[..., Client]) -> None:
    other = make_user("somebody else")
    forms = late_forms(sign_in)
    assert sum(1 for _client, form in forms if typed_into(form)) > 25, "the walk found too few to mean anything"
    faults = []
    for client, form in forms:
        sent = form.filled() | typed_into(form)
        del sent["csrfmiddlewaretoken"]
        faults += [f"{form.action} without a session: {why}" for why in lost(Client(), form, sent, 401)]
        # By the one who could have written it: only the page is another person's.
        sent[OWNER] = str(other.pk)
        faults += [f"{form.action} of another's page: {why}" for why in lost(client, form, sent, 403)]
    assert faults == []


def lost(client: Client, form: Form, sent: dict[str, str], status: int) -> Iterator[str]:
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        answer = client.post(form.action, sent)
        transaction.set_rollback(True)
    if answer.status_code != status:
        yield f"answered {answer.status_code}"
    if not sent.items() <= given_back(answer, form).items():
        yield "did not give back what was typed"
    yield from (f"wrote {query['sql'][:80]}" for query in captured if query["sql"].startswith(WRITES))


def given_back(answer: Any, form: Form) -> dict[str, str]:
    page = page_of(answer, form.action)
    return next((one.filled() for one in page.forms if one.action == form.action), {}) if page else {}
