"""allauth's pages of the second step; a refused form answers 422."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator

from assessments.accounts.refused import RefusedForm
from assessments.accounts.sharing import note_device


class Authenticate(base.AuthenticateView):
    """The second step itself, after the password."""

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response({**self.get_context_data(), "form": form}, status=422)


class ActivateTOTP(RefusedForm, totp.ActivateTOTPView):
    pass


class AddPasskey(RefusedForm, webauthn.AddWebAuthnView):
    pass


class GenerateRecoveryCodes(RefusedForm, recovery_codes.GenerateRecoveryCodesView):
    pass


class RemovePasskey(webauthn.RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")


@method_decorator(login_not_required, name="dispatch")
class SignInByPasskey(webauthn.LoginWebAuthnView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        note_device(request)
        return super().post(request, *args, **kwargs)
