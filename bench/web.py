"""Saving an answer against one bare upsert, and an element's page against an empty one, on the same server."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from statistics import median

import psycopg

from assessments.demo import people
from bench.client import Client, throughput, typical
from tests.e2e.site import Site

CLIENTS = 4
ROUNDS = 5
REQUESTS = 60
CODES = ("FI4", "FI5", "IN1", "IN2")


def measure(site: Site) -> dict[str, float]:
    with psycopg.connect(site.database_url) as connection:
        connection.execute("CREATE TABLE bench_row (key bigint PRIMARY KEY, text text NOT NULL)")
    ((assessment,),) = site.rows("SELECT id FROM responses_assessment WHERE status = 'DRAFT'")
    browsers = [signed_in(site) for _number in range(CLIENTS)]
    ((user,),) = site.rows("SELECT id FROM accounts_user WHERE email = %s", people.TOWN_STAFF.email)
    saves = [saver(browser, assessment, code, user) for browser, code in zip(browsers, CODES, strict=True)]
    bare = [partial(browser.post, "/bench/upsert/", {"text": "x" * 200}) for browser in browsers]
    return _saving(saves, bare) | _pages(browsers[0], f"/assessments/{assessment}/elements/IN/")


def signed_in(site: Site) -> Client:
    browser = Client(site.url)
    browser.sign_in(people.TOWN_STAFF.email, people.PASSWORD)
    return browser


def saver(browser: Client, assessment: object, code: str, user: object) -> Callable[[], object]:
    """One page that changes its note again and again, as a person who types does."""
    numbers = count(1)
    state = {"version": 0, "note": ""}

    def save() -> None:
        number = next(numbers)
        note = f"{number} " + "x" * 200
        body = {
            "user": str(user),
            "client": f"bench-{code}",
            "sequence": number,
            "version": state["version"],
            "fields": {"note": note},
            "base": {"note": state["note"]},
        }
        answer = browser.send_json(f"/assessments/{assessment}/indicators/{code}/save/", json.dumps(body))
        state.update(version=json.loads(answer)["version"], note=note)

    return save


def _saving(saves: Sequence[Callable[[], object]], bare: Sequence[Callable[[], object]]) -> dict[str, float]:
    # Side by side in one run: a busy moment of the machine meets both.
    throughput(saves, 10), throughput(bare, 10)
    pairs = [(throughput(saves, REQUESTS), throughput(bare, REQUESTS)) for _round in range(ROUNDS)]
    return {
        "save_throughput_ratio": round(median(ours / theirs for ours, theirs in pairs), 3),
        "saves_a_second": round(median(ours for ours, _theirs in pairs), 1),
    }


def _pages(browser: Client, path: str) -> dict[str, float]:
    browser.get(path), browser.get("/bench/empty/")
    pairs = [
        (typical(lambda: browser.get(path), 20), typical(lambda: browser.get("/bench/empty/"), 20))
        for _round in range(ROUNDS)
    ]
    return {
        "element_page_time_ratio": round(median(ours / theirs for ours, theirs in pairs), 3),
        "element_page_ms": round(median(ours for ours, _theirs in pairs) * 1000, 1),
    }
