from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories import PASSWORD, World, make_user

PROFILE = "/accounts/profile/"
SESSIONS = "/accounts/sessions/"


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    cache.clear()


def signed_in(user, browser: str = "Browser Contoh") -> Client:
    client = Client(headers={"User-Agent": browser})
    assert client.post("/accounts/login/", {"login": user.email, "password": PASSWORD}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get(PROFILE).status_code == 200


def test_one_other_is_signed_out(db: None, reads_only) -> None:
    user = make_user("siti")
    here, there, elsewhere = (signed_in(user, f"Browser {number}") for number in range(3))
    with reads_only(10):
        page = here.get(SESSIONS)
    assert [one.browser for one in page.context["sessions"]] == ["Browser 2", "Browser 1", "Browser 0"]
    there_row = page.context["sessions"][1]
    assert here.post(f"{SESSIONS}{there_row.pk}/end/")["Location"] == SESSIONS
    assert (is_in(here), is_in(there), is_in(elsewhere)) == (True, False, True)


def test_all_others_are_signed_out(db: None) -> None:
    user = make_user("siti")
    here, *others = (signed_in(user) for _number in range(3))
    stranger = signed_in(make_user("budi"))
    here.post(f"{SESSIONS}end/")
    assert is_in(here)
    assert is_in(stranger)
    assert not any(is_in(other) for other in others)
    assert len(here.get(SESSIONS).context["sessions"]) == 1


def test_nobody_ends_somebody_else_s(db: None) -> None:
    mine, hers = signed_in(make_user("siti")), signed_in(make_user("budi"))
    row = hers.get(SESSIONS).context["sessions"][0]
    assert mine.post(f"{SESSIONS}{row.pk}/end/").status_code == 404
    assert is_in(hers)


def test_signing_out_leaves_nothing_in_the_browser(db: None) -> None:
    answer = signed_in(make_user("siti")).post("/accounts/logout/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_a_changed_password_ends_the_others_and_they_leave_the_list(db: None) -> None:
    user = make_user("siti")
    here, there = signed_in(user), signed_in(user)
    new = {"oldpassword": PASSWORD, "password1": "kuda-benar-baterai", "password2": "kuda-benar-baterai"}
    assert here.post("/accounts/password/change/", new).status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert len(here.get(SESSIONS).context["sessions"]) == 1


def test_a_removed_role_is_refused_at_the_next_request(world: World) -> None:
    """In the browser that is open meanwhile, without signing out there."""
    assessment = world.start()
    staff, evaluator = signed_in(world.staff), signed_in(world.evaluator)
    path = f"/assessments/{assessment.pk}/"
    assert staff.get(path).status_code == 200
    world.staff.memberships.all().delete()
    assert staff.get(path).status_code == 404
    assert evaluator.get("/reviews/").status_code == 200
    world.evaluator.assignments.all().delete()
    assert evaluator.get("/reviews/").status_code in (403, 404)
