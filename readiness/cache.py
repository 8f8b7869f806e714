"""A cache that may be lost at any time: a dead or hung server costs half a second, never an error.

While it is away, each process keeps its own small cache. Counts that limit sign-in attempts so go on, a process at a
time, instead of stopping everybody or nobody.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, ClassVar

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

PAUSE = 5.0  # seconds in which a server that did not answer is not asked again

logger = logging.getLogger(__name__)


def _or_local(name: str) -> Callable[..., Any]:
    def call(self: ForgivingRedisCache, *args: Any, **kwargs: Any) -> Any:
        if self.is_trusted():
            try:
                return getattr(super(ForgivingRedisCache, self), name)(*args, **kwargs)
            except (RedisError, OSError):
                self.distrust()
        return getattr(self.local, name)(*args, **kwargs)

    return call


class ForgivingRedisCache(RedisCache):
    # Shared by the threads of a process, each of which has a cache object of its own.
    _silent_until: ClassVar[float] = 0.0

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.local = LocMemCache("while-away", {"TIMEOUT": self.default_timeout})

    def is_trusted(self) -> bool:
        return time.monotonic() >= type(self)._silent_until

    def distrust(self) -> None:
        logger.warning("cache unreachable")
        type(self)._silent_until = time.monotonic() + PAUSE

    def answers(self) -> bool:
        """Whether the server itself is there now."""
        try:
            return bool(self._cache.get_client().ping())
        except (RedisError, OSError):
            return False

    get = _or_local("get")
    get_many = _or_local("get_many")
    add = _or_local("add")
    set = _or_local("set")
    set_many = _or_local("set_many")
    touch = _or_local("touch")
    delete = _or_local("delete")
    delete_many = _or_local("delete_many")
    has_key = _or_local("has_key")
    incr = _or_local("incr")
    clear = _or_local("clear")
