from __future__ import annotations

from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.http import int_to_base36

from assessments.accounts.models import User


def link_to_choose_password(user: User) -> str:
    """The path of a page for one use; used up by choosing a password, never by opening it."""
    kwargs = {"uidb36": int_to_base36(user.pk), "key": default_token_generator.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=kwargs)
