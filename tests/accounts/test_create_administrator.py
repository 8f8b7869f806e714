from __future__ import annotations

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from assessments.accounts.models import User


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("create_administrator", *arguments, stdout=out)
    return out.getvalue()


def test_it_prints_a_link_and_sets_no_password(db: None) -> None:
    printed = run("Admin@Example.org", "Admin Contoh")
    user = User.objects.get()
    assert (user.email, user.is_administrator, user.has_usable_password()) == ("admin@example.org", True, False)
    link = printed.split(settings.BASE_URL)[1].strip()
    assert 'name="password1"' in Client().get(link, follow=True).content.decode()


@pytest.mark.parametrize(("email", "name"), [("admin@example.org", "Again"), ("not-an-address", "A"), ("b@c.id", " ")])
def test_it_refuses_what_cannot_be(db: None, email: str, name: str) -> None:
    run("admin@example.org", "Admin")
    with pytest.raises(CommandError):
        run(email, name)
    assert User.objects.count() == 1


def test_a_password_is_typed_at_a_terminal_only(db: None) -> None:
    with pytest.raises(CommandError, match="terminal"):
        run("admin@example.org", "Admin", "--prompt")
