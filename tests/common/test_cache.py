from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from readiness.cache import ForgivingRedisCache


@pytest.fixture
def hung_server() -> Iterator[str]:
    """Takes connections and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"


@pytest.fixture
def dead_server() -> str:
    return "redis://127.0.0.1:1/0"


@pytest.fixture(params=["dead_server", "hung_server"])
def cache(request: Any) -> Iterator[ForgivingRedisCache]:
    options = {"OPTIONS": dict(settings.CACHES["default"]["OPTIONS"])}
    ForgivingRedisCache._silent_until = 0.0
    yield ForgivingRedisCache(request.getfixturevalue(request.param), options)
    ForgivingRedisCache._silent_until = 0.0


def test_a_lost_server_costs_less_than_a_second(cache: ForgivingRedisCache) -> None:
    started = time.monotonic()
    assert cache.get("anything", "nothing") == "nothing"
    for _time in range(50):
        cache.get("anything")
    assert time.monotonic() - started < 1


def test_counts_go_on_while_the_server_is_away(cache: ForgivingRedisCache) -> None:
    cache.clear()
    assert cache.add("lock", 1) is True
    assert cache.add("lock", 1) is False
    cache.set("attempts", [1, 2])
    assert cache.get("attempts") == [1, 2]
    assert cache.delete("lock") is True


def test_health_asks_the_server_itself(cache: ForgivingRedisCache) -> None:
    assert cache.answers() is False


def test_it_asks_again_after_a_pause(cache: ForgivingRedisCache, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.get("anything")
    assert not cache.is_trusted()
    ForgivingRedisCache._silent_until = time.monotonic() - 1
    assert cache.is_trusted()
