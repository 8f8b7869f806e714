"""The key to what a browser keeps of unsaved text: one's own, and on a shared PC for one session only."""

from __future__ import annotations

import base64
import json
from typing import Any

from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.accounts.test_sharing import later as later
from tests.accounts.test_sharing import signed_in
from tests.factories import make_user


def ask(client: Client, user: Any, **headers: str) -> Any:
    body = json.dumps({"user": str(user.pk)})
    headers = {"X-Requested-With": "fetch", **headers}
    return client.post(reverse("accounts:copy_key"), body, "application/json", headers=headers)


def key_of(client: Client, user: Any) -> bytes:
    answer = ask(client, user)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return base64.b64decode(answer.json()["key"])


def test_on_one_s_own_pc_the_key_outlives_the_session(db: None) -> None:
    cache.clear()
    user = make_user("siti")
    first, second = (key_of(signed_in(user, "own"), user) for _session in range(2))
    assert first == second
    assert len(first) == 32


def test_on_a_shared_pc_each_session_has_its_own(db: None) -> None:
    cache.clear()
    user = make_user("siti")
    shared = signed_in(user, "shared")
    keys = {key_of(shared, user), key_of(signed_in(user, "shared"), user), key_of(signed_in(user, "own"), user)}
    assert len(keys) == 3
    assert key_of(shared, user) in keys


def test_nobody_gets_another_persons_key(db: None) -> None:
    cache.clear()
    siti, budi = make_user("siti"), make_user("budi")
    client = signed_in(budi, "own")
    refused = ask(client, siti)
    assert (refused.status_code, refused.json()["reason"]) == (401, "other_person")
    assert "key" not in refused.json()
    assert key_of(client, budi) != key_of(signed_in(siti, "own"), siti)
    assert ask(Client(), siti).status_code == 401


def test_asking_in_the_background_keeps_nobody_signed_in(db: None, later) -> None:
    cache.clear()
    user = make_user("siti")
    client = signed_in(user, "shared")
    later(20)
    assert ask(client, user, **{"X-Background": "true"}).status_code == 200
    later(31)
    assert ask(client, user).status_code == 401
