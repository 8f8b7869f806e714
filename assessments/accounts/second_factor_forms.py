"""The forms of the second step in our words, and safe from whatever is sent in place of a passkey."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def _proved(check: Callable[[], Any]) -> Any:
    """The library reads bytes that anybody may send and answers broken ones with errors of many kinds."""
    try:
        return check()
    except ValidationError:
        raise
    except Exception as broken:
        raise ValidationError(_("The passkey was not given. Try again, or use another way.")) from broken


def _reword(form: Any) -> None:
    field = form.fields["code"]
    field.label = gettext_lazy("Code")
    field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


class CodeForm(base.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self)


class SetUpAppForm(totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self)


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = gettext_lazy("Name of the device")
        self.fields["name"].max_length = 60
        self.fields.pop("passwordless", None)

    def clean(self) -> Any:
        return _proved(super().clean)


class _Proof:
    def clean_credential(self) -> Any:
        return _proved(super().clean_credential)  # type: ignore[misc]


class PasskeyForm(_Proof, webauthn.AuthenticateWebAuthnForm):
    pass


class SignInByPasskeyForm(_Proof, webauthn.LoginWebAuthnForm):
    pass


class ConfirmByPasskeyForm(_Proof, webauthn.ReauthenticateWebAuthnForm):
    pass
