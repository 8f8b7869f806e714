from __future__ import annotations

from io import StringIO

from django.core.management import call_command

from assessments.demo import people


def printed() -> str:
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    return out.getvalue()


def test_the_accounts_are_printed_where_they_exist_and_nowhere_else(db: None, settings) -> None:
    assert printed() == ""
    people.create_accounts()
    assert len(printed().splitlines()) == len(people.ACCOUNTS)
    assert people.PASSWORD in printed()
    settings.DEMO = False
    assert printed() == ""
