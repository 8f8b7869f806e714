"""The question whether she is still herself: by password, by passkey, or by a code where there is no password."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core import ratelimit
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.accounts.requests import SignedInRequest
from assessments.accounts.second_factor_forms import ConfirmByPasskeyForm

CODES = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)


class ConfirmForm(forms.Form):
    prefix = "confirm"
    secret = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "data-password": "", "autofocus": True}),
    )
    credential = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, request: SignedInRequest, data: Any = None) -> None:
        super().__init__(data)
        self.request = request
        ways = set(Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True))
        self.has_passkey = Authenticator.Type.WEBAUTHN in ways
        self.by_password = request.user.has_usable_password()
        if not self.by_password and ways.intersection(CODES):
            self._ask_for_code()
        elif not self.by_password:
            del self.fields["secret"]

    @classmethod
    def of(cls, request: SignedInRequest) -> ConfirmForm:
        is_answer = any(name.startswith(f"{cls.prefix}-") for name in request.POST)
        return cls(request, request.POST if is_answer else None)

    def _ask_for_code(self) -> None:
        self.fields["secret"].label = _("Code from your authenticator app, or a recovery code")
        self.fields["secret"].widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})

    def has_way(self) -> bool:
        return "secret" in self.fields or self.has_passkey

    def passkey_options(self) -> dict[str, Any] | None:
        return {"request_options": begin_authentication(self.request.user)} if self.has_passkey else None

    def clean(self) -> dict[str, Any]:
        if not ratelimit.consume(self.request, action="reauthenticate", user=self.request.user):
            raise ValidationError(_("Too many attempts. Wait a minute and try again."))
        given = self.cleaned_data
        if given.get("credential"):
            self._check(ConfirmByPasskeyForm(user=self.request.user, data={"credential": given["credential"]}))
        elif not given.get("secret"):
            self.add_error("secret" if "secret" in self.fields else None, _("Give it to go on."))
        elif self.by_password:
            self._check_password(given["secret"])
        else:
            self._check(ReauthenticateForm(user=self.request.user, data={"code": given["secret"]}))
        return given

    def _check_password(self, password: str) -> None:
        self.note = lambda: reauthenticate_by_password(self.request)
        if not self.request.user.check_password(password):
            self.add_error("secret", _("This is not your present password."))

    def _check(self, proof: forms.Form) -> None:
        self.note = proof.save  # type: ignore[attr-defined]
        if not proof.is_valid():
            where = "secret" if "secret" in self.fields and "code" in proof.errors else None
            self.add_error(where, [sentence for errors in proof.errors.values() for sentence in errors])
