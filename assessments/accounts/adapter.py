from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.accounts import known_browsers
from assessments.accounts.confirming import is_fresh
from assessments.accounts.lasting import begin
from assessments.accounts.models import User

# Signing in and out speak for themselves; what else is worth a sentence stands here.
SAID: dict[str, Promise] = {
    "account/messages/password_changed.txt": _("Your password is changed. Other devices are signed out."),
    "mfa/messages/totp_activated.txt": _("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app is removed."),
    "mfa/messages/webauthn_added.txt": _("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
}


class AccountAdapter(DefaultAccountAdapter):
    # The same sentence for an unknown address and a wrong password: nobody learns who has an account.
    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is not right. Check both."),
        "too_many_login_attempts": _(
            "Too many attempts. Wait five minutes and try again, or choose a new password with 'Forgotten password'."
        ),
        "enter_current_password": _("This is not your present password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are invited by an administrator; nobody signs up."""
        return False

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        message: str | None = None,
        **kwargs: Any,
    ) -> None:
        sentence = message or SAID.get(message_template or "")
        if message or (sentence and request.user.is_authenticated):
            messages.add_message(request, level, str(sentence))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """One page asks for whatever the person has."""
        return [{"id": "reauthenticate", "description": "", "url": reverse("account_reauthenticate")}]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Signing in a moment ago is as good as confirming."""
        return super().is_reauthentication_required(app=app, **kwargs) and not is_fresh(context.request)

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        begin(request.session)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        known_browsers.remember(request, response, user)
        return response

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failures are counted by account; apart for a browser that its owner used before, so that whoever guesses
        elsewhere cannot keep her out."""
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return key + known_browsers.mark_of(request, credentials.get("email", ""))
