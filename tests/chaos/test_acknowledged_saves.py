"""Twenty people save while the web server, the worker, the broker and the database are killed under them.

Each sends a save again, unchanged, until it is acknowledged, as the questionnaire's script does. Then the history
holds every save once, in order: none lost, none doubled.
"""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.chaos.asking import stage_draft
from tests.e2e.browsing import Browser, history, standing
from tests.e2e.site import Database, Site
from tests.e2e.staging import Staged
from tests.sizes import rounds

CLIENTS = 20
SAVES = rounds(4, 100)  # of each client
KILLINGS = rounds(1, 5)  # of each part
PATIENCE = 60


class Saver:
    """One person's page on one answer. `acknowledged` counts what the server said is saved."""

    def __init__(self, site: Site, scene: Staged, code: str, role: str) -> None:
        self.browser, self.code = Browser(site, scene, role), code
        self.read = standing(site, scene)[code]
        self.notes = [f"{code} {number}" for number in range(SAVES)]
        self.acknowledged = self.repeated = 0

    def save_all(self, go_on: Callable[[int], None]) -> None:
        for number, note in enumerate(self.notes):
            go_on(number)
            self.browser.sequence += 1
            self.save(note)
            self.acknowledged += 1

    def save(self, note: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self.is_saved(note):
            assert time.monotonic() < deadline, f"{note!r} was never acknowledged"
            self.repeated += 1
            self.browser.reconnect()
            time.sleep(0.2)

    def is_saved(self, note: str) -> bool:
        try:
            status, said = self.browser.send(self.code, note, self.read)
        except (OSError, http.client.HTTPException, ValueError):
            return False
        if status >= 500:
            return False
        assert (status, said["fields"]["note"]) == (200, note)
        self.read = {"note": note, "version": said["version"]}
        return True


class Turns:
    """Savers wait at the marks until the killing of that moment has begun, so that each falls among saves."""

    def __init__(self, count: int) -> None:
        self.begun = [threading.Event() for _number in range(count)]

    def wait(self, number: int) -> None:
        for mark, begun in enumerate(self.begun):
            if number == (mark + 1) * SAVES // (len(self.begun) + 1):
                assert begun.wait(PATIENCE)


def test_what_was_acknowledged_is_there_whatever_was_killed(site: Site, database: Database) -> None:
    scene = stage_draft(site)
    codes = sorted(standing(site, scene))[:CLIENTS]
    before = {code: history(site, scene)[code] for code in codes}
    savers = [Saver(site, scene, code, "staff" if number % 2 else "coordinator") for number, code in enumerate(codes)]
    run_and_kill(savers, [*killings(site, database)] * KILLINGS)
    assert [saver.acknowledged for saver in savers] == [SAVES] * CLIENTS
    assert any(saver.repeated for saver in savers), "nobody met a killing: nothing was tried"
    written = history(site, scene)
    assert {code: written[code] for code in codes} == {s.code: before[s.code] + s.notes for s in savers}
    now = standing(site, scene)
    assert {s.code: now[s.code] for s in savers} == {s.code: s.read for s in savers}


def run_and_kill(savers: list[Saver], killings: list[Callable[[], None]]) -> None:
    turns = Turns(len(killings))
    with ThreadPoolExecutor(len(savers)) as pool:
        running = [pool.submit(saver.save_all, turns.wait) for saver in savers]
        for mark, kill in enumerate(killings):
            due = mark * SAVES // (len(killings) + 1)
            while min(saver.acknowledged for saver in savers) < due:
                for one in running:
                    if one.done():
                        one.result()
                time.sleep(0.02)
            turns.begun[mark].set()
            kill()
        for done in running:
            done.result()


def killings(site: Site, database: Database) -> tuple[Callable[[], None], ...]:
    def process(name: str) -> Callable[[], None]:
        return lambda: (site.stop(name, hard=True), site.start(name))[-1]

    def server(taken: Database | object) -> Callable[[], None]:
        return lambda: (taken.kill(), time.sleep(0.5), taken.start())[-1]  # type: ignore[attr-defined]

    return process("web"), process("worker"), server(site.broker), server(database)
