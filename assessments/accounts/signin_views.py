"""allauth's views with one change: a refused form answers 422, as every form here does."""

from __future__ import annotations

from typing import Any

from allauth.account import views as base
from django.http import HttpResponse


class _RefusedForm:
    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)  # type: ignore[attr-defined]


class SignIn(_RefusedForm, base.LoginView):
    pass


class ChangePassword(_RefusedForm, base.PasswordChangeView):
    pass


class ResetPassword(_RefusedForm, base.PasswordResetView):
    pass


class ChoosePassword(_RefusedForm, base.PasswordResetFromKeyView):
    pass
