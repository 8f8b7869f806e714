from __future__ import annotations

from collections.abc import Iterator

import pytest

from readiness.throwaway import temporary_place
from tests.e2e.site import Database, Site, running_site


@pytest.fixture(scope="session")
def database() -> Iterator[Database]:
    with temporary_place() as place:
        server = Database(place)
        server.start()
        yield server
        server.kill()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, database: Database) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("chaos")
    processes = ("web", "worker", "beat")
    with running_site(folder, settings="tests.chaos.settings", processes=processes, database=database) as running:
        yield running
