"""Two people save in the same moment, through the real web server: nobody is overwritten, nothing is lost unsaid."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from tests.e2e.browsing import Browser, history, standing
from tests.e2e.site import Site
from tests.e2e.staging import Staged
from tests.sizes import rounds

ROUNDS = rounds(20, 500)
SENDINGS = rounds(8, 500)


def together(*works: Callable[[], Any]) -> list[Any]:
    barrier = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        barrier.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.fixture
def pair(site: Site, staged: dict[str, Staged]) -> tuple[Browser, Browser]:
    scene = staged["shared"]
    return Browser(site, scene, "staff"), Browser(site, scene, "coordinator")


def deadlocks(site: Site) -> object:
    ((count,),) = site.rows("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    return count


def test_of_two_on_one_answer_one_is_saved_and_the_other_is_shown_it(site: Site, pair: tuple[Browser, Browser]) -> None:
    first, second = pair
    read = standing(site, first.scene)["RE1"]
    acknowledged = [*history(site, first.scene)["RE1"]]
    for number in range(ROUNDS):
        first.reconnect(), second.reconnect()
        notes = (f"satu {number}", f"dua {number}")
        answers = together(lambda: first.save("RE1", notes[0], read), lambda: second.save("RE1", notes[1], read))  # noqa: B023
        assert sorted(status for status, _said in answers) == [200, 409]
        (_ok, saved), (_clash, refused) = sorted(answers, key=lambda answer: answer[0])
        kept = notes[[status for status, _said in answers].index(200)]
        assert saved["fields"]["note"] == refused["fields"]["note"] == kept
        assert kept in refused["panel"]
        read = {"note": kept, "version": saved["version"]}
        acknowledged.append(kept)
    assert standing(site, first.scene)["RE1"] == read
    assert history(site, first.scene)["RE1"] == acknowledged


def test_two_on_different_answers_are_both_kept_without_a_deadlock(site: Site, pair: tuple[Browser, Browser]) -> None:
    first, second = pair
    before = deadlocks(site)
    read = standing(site, first.scene)
    for number in range(ROUNDS):
        first.reconnect(), second.reconnect()
        answers = together(
            lambda: first.save("RE2", f"satu {number}", read["RE2"]),  # noqa: B023
            lambda: second.save("HR3", f"dua {number}", read["HR3"]),  # noqa: B023
        )
        assert [status for status, _said in answers] == [200, 200]
        for code, (_status, said) in zip(("RE2", "HR3"), answers, strict=True):
            read[code] = {"note": said["fields"]["note"], "version": said["version"]}
    now = standing(site, first.scene)
    assert (now["RE2"]["note"], now["HR3"]["note"]) == (f"satu {ROUNDS - 1}", f"dua {ROUNDS - 1}")
    assert deadlocks(site) == before


def test_what_is_sent_is_what_stands_whatever_was_being_saved(site: Site, staged: dict[str, Staged]) -> None:
    scene = staged["sending"]
    coordinator = Browser(site, scene, "coordinator")
    savers = {code: Browser(site, scene, "staff") for code in ("RE1", "FI2", "BE4")}
    late = 0
    for number in range(SENDINGS):
        before = standing(site, scene)
        sent, *saves = together(
            lambda: coordinator.post("responses:submit", name="Nama Contoh", position="Kepala Dinas", declared="on"),
            *(
                lambda code=code, saver=saver: saver.save(code, f"{code} {number}", before[code])  # noqa: B023
                for code, saver in savers.items()
            ),
        )
        assert sent == 302
        assert {status for status, _said in saves} <= {200, 423}
        late += sum(status == 423 for status, _said in saves)
        live = {code: row["note"] for code, row in standing(site, scene).items()}
        assert live == newest_snapshot(site, scene)
        for code, (status, _said) in zip(savers, saves, strict=True):
            assert (live[code] == f"{code} {number}") == (status == 200)
        assert coordinator.post("responses:withdraw") == 302
    assert late < SENDINGS * len(savers), "no save came in time: nothing was tried"


def newest_snapshot(site: Site, scene: Staged) -> dict[str, str]:
    rows = site.rows(
        "SELECT snapshot FROM responses_submission WHERE assessment_id = %s ORDER BY number DESC LIMIT 1",
        scene.assessment,
    )
    return {answer["indicator"]: answer["note"] for answer in json.loads(str(rows[0][0]))["answers"]}
