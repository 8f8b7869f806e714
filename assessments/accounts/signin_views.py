"""allauth's views with few changes: a refused form answers 422, and the PC is known as shared or one's own."""

from __future__ import annotations

from typing import Any

from allauth.account import views as base
from django.http import HttpResponse

from assessments.accounts.refused import RefusedForm
from assessments.accounts.sharing import note_device


class SignIn(RefusedForm, base.LoginView):
    def form_valid(self, form: Any) -> HttpResponse:
        note_device(self.request)
        return super().form_valid(form)


class SignOut(base.LogoutView):
    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Nothing stays in the browser, not even for its 'back' button."""
        response = super().post(*args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


class ChangePassword(RefusedForm, base.PasswordChangeView):
    pass


class ResetPassword(RefusedForm, base.PasswordResetView):
    pass


class ChoosePassword(RefusedForm, base.PasswordResetFromKeyView):
    pass
