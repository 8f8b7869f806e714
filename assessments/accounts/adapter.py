from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class AccountAdapter(DefaultAccountAdapter):
    # The same sentence for an unknown address and a wrong password: nobody learns who has an account.
    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy("The e-mail address or the password is not right. Check both."),
        "too_many_login_attempts": gettext_lazy(
            "Too many attempts. Wait five minutes and try again, or choose a new password with 'Forgotten password'."
        ),
        "enter_current_password": gettext_lazy("This is not your present password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are invited by an administrator; nobody signs up."""
        return False

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Signing in and out speak for themselves; a changed password is said."""
        if message_template == "account/messages/password_changed.txt" and request.user.is_authenticated:
            messages.success(request, _("Your password is changed. Other devices are signed out."))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")
