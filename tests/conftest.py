from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import blocking_manager_key
from xdist.scheduler import LoadFileScheduling

from assessments.common.triggers import truncate_triggers
from readiness.cache import ForgivingRedisCache
from tests.databases import migrated
from tests.factories import World, make_version
from tests.sessions import just_confirmed

# Starting a site takes half a minute: what shares one runs in one process.
SHARING_A_SITE = {
    "test_accessibility.py": "looks",
    "test_accessible_states.py": "looks",
    "test_authoring.py": "work",
    "test_hostile_words.py": "work",
    "test_jobs_survive.py": "work",
    "test_saving_together.py": "work",
    "test_whole_job.py": "work",
    "test_without_scripts.py": "work",
}


class BySite(LoadFileScheduling):
    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        folder, _sign, name = file.rpartition("/")
        return SHARING_A_SITE.get(name, file) if folder.endswith("e2e") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> BySite:
    return BySite(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that no process is left alone with them in the end."""
    items.sort(key=lambda item: "e2e" not in item.path.parts)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    connection.settings_dict["TEST"]["TEMPLATE"] = migrated()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests that commit are cleaned by TRUNCATE, which official records refuse: lifted here, and only here."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for model, trigger in truncate_triggers(apps.get_models()):
            name = connection.ops.quote_name(trigger.get_pgid(model))
            cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DISABLE TRIGGER {name}')
        make_version()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
    """Nearly every test asks by the same instrument. It is published once, and again after a test that commits.

    After a process's last test the database is gone."""
    result = yield
    marker = item.get_closest_marker("django_db")
    if nextitem and marker and marker.kwargs.get("transaction"):
        with item.config.stash[blocking_manager_key].unblock():
            make_version()
    return result


@pytest.fixture(autouse=True)
def own_files(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def without_cache(settings: Any) -> Iterator[None]:
    """Its server is away. Afterwards another is asked at once, not after the pause that a site would make."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    yield
    ForgivingRedisCache._silent_until = 0.0


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def other(db: None) -> World:
    """Another agency in another cycle, with people of its own: what `world` must never see."""
    return World()


@pytest.fixture
def sign_in(db: None) -> Callable[..., Client]:
    def client_of(user: Any) -> Client:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        just_confirmed(client, user)
        return client

    return client_of


@pytest.fixture
def reads_only(db: None) -> Callable[[int], Any]:
    """`with reads_only(12):` at most that many queries, and none of them writes."""

    @contextmanager
    def watch(most: int) -> Iterator[None]:
        with CaptureQueriesContext(connection) as captured:
            yield
        statements = [query["sql"] for query in captured.captured_queries]
        writes = [sql for sql in statements if not sql.startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
        assert writes == []
        assert len(statements) <= most, "\n".join(statements)

    return watch
