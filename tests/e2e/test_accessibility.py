"""Every page: readable with a keyboard and a screen reader, on a phone, in both languages.

Pages are found by the table of addresses: a new address is visited by itself. Beside every change each language is
looked at in one width, each width in one language; all four in full.
"""

from __future__ import annotations

import pytest
from django.urls import get_resolver

from tests.e2e.checks import LOOKS, Visit
from tests.e2e.conftest import Open
from tests.e2e.page_states import STATES
from tests.e2e.staging import Staged
from tests.sizes import rounds
from tests.test_access import names

LOOKED = rounds(1, 2)
pytestmark = pytest.mark.browser
ROLES = ("coordinator", "staff", "evaluator", "administrator")
ADDRESSES = sorted({name for name, _pattern in names(get_resolver())})
# Addresses that show no page of their own to anybody, so that there is nothing to read.
NO_PAGE = {
    "responses:evidence_preview": "a picture",
    "openid_connect_callback": "leads away",
    "openid_connect_login": "leads away",
    "mfa_login_webauthn": "for the script",
    "agencies:person_copy_invitation": "a button",
    "agencies:member_role": "a button",
    "accounts:sessions_end": "a button",
    "accounts:session_end": "a button",
    "healthz": "JSON",
    "readyz": "JSON",
    "accounts:language": "a button",
    "accounts:copy_key": "for the script",
    "responses:presence": "for the script",
    "responses:save": "for the script",
    "responses:evidence_file": "a file",
    "reviews:start": "a button",
    "reviews:verdict": "leads to the workbench",
    "reviews:comment": "leads to the workbench",
    "cycles:leave": "a button",
    "cycles:assignment_end": "a button",
    "cycles:administrator_end": "a button",
    "agencies:member_end": "a button",
    "agencies:person_close": "a button",
    "agencies:person_open": "a button",
    "agencies:person_invite": "a button",
    "results:trace_data": "a file",
    "results:levels": "a file",
    "operations:audit_export": "a file",
    "operations:job_retry": "a button",
    "operations:file_original": "a file",
    "reports:request": "a button",
    "reports:bundle": "a button",
    "reports:retry": "a button",
    "reports:status": "for the script",
    "reports:download": "a file",
    "reports:bundle_download": "a file",
    "instruments:move": "a button",
    "instruments:hold": "a button",
    "instruments:workbook": "a file",
    "instruments:sheet_confirm": "a button",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address(address: str, staged: dict[str, Staged], visits: Open) -> None:
    reader = reader_of(address, staged, visits)
    if address in NO_PAGE:
        assert reader is None, "is a page now: take it out of NO_PAGE"
        return
    if reader is None:
        assert address in {state.address for state in STATES}, (
            "shows nobody a page: say so in NO_PAGE, or how to reach it"
        )
        return
    for language, looks in LOOKS.items():
        visit = visits(*reader, language)
        visit.open(staged[reader[0]].paths[address])
        assert visit.faults(*looks[:LOOKED]) == []


def reader_of(address: str, staged: dict[str, Staged], visits: Open) -> tuple[str, str] | None:
    """The first scene and person to whom the address answers with a page."""
    for scene in ("in review", "final"):
        for role in ("stranger", *ROLES):
            path = staged[scene].paths.get(address)
            if path and answers_with_page(visits(scene, role, "id"), path):
                return scene, role
    return None


def answers_with_page(visit: Visit, path: str) -> bool:
    answer = visit.context.request.get(path, max_redirects=0)
    return answer.status == 200 and answer.headers["content-type"].startswith("text/html")
