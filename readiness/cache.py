"""A cache that may be lost at any time: a dead or hung server is a miss, never an error."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def _or_miss(name: str, miss: Callable[..., Any]) -> Callable[..., Any]:
    def call(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(super(ForgivingRedisCache, self), name)(*args, **kwargs)
        except (RedisError, OSError):
            logger.warning("cache unreachable")
            return miss(*args, **kwargs)

    return call


class ForgivingRedisCache(RedisCache):
    get = _or_miss("get", lambda _key, default=None, *_args, **_kwargs: default)
    get_many = _or_miss("get_many", lambda *_args, **_kwargs: {})
    add = _or_miss("add", lambda *_args, **_kwargs: False)
    set = _or_miss("set", lambda *_args, **_kwargs: None)
    set_many = _or_miss("set_many", lambda data, *_args, **_kwargs: list(data))
    touch = _or_miss("touch", lambda *_args, **_kwargs: False)
    delete = _or_miss("delete", lambda *_args, **_kwargs: False)
    delete_many = _or_miss("delete_many", lambda *_args, **_kwargs: None)
    has_key = _or_miss("has_key", lambda *_args, **_kwargs: False)
    incr = _or_miss("incr", lambda _key, delta=1, *_args, **_kwargs: delta)
    clear = _or_miss("clear", lambda *_args, **_kwargs: None)
