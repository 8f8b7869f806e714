"""The sign-in forms, in our words. Passwords may be pasted and shown; nothing is a puzzle."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as base
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.accounts.models import User
from assessments.common.jobs.services import enqueue

PASSWORD_HINT = _("At least 12 characters, and none of the common ones. Several words in a row are easy to remember.")
DEVICES = [("shared", _("others use it, too: lock after 30 minutes without activity")), ("own", _("is mine alone"))]
WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "login": (_("E-mail address"), ""),
    "email": (_("E-mail address"), ""),
    "password": (_("Password"), ""),
    "oldpassword": (_("Present password"), ""),
    "password1": (_("New password"), PASSWORD_HINT),
    "password2": (_("New password, once more"), ""),
}


def _reword(form: Any) -> None:
    for name, field in form.fields.items():
        field.label, field.help_text = WORDS[name]
        field.widget.attrs.pop("placeholder", None)
        if name.startswith("password") or name == "oldpassword":
            field.widget.attrs["data-password"] = ""


class DeviceField(forms.ChoiceField):
    def clean(self, value: Any) -> Any:
        """Where nothing is said, the PC counts as shared: the other mistake would cost more."""
        return super().clean(value or "shared")


class SignInForm(base.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self)
        self.fields["device"] = DeviceField(
            label=_("This PC or phone"), choices=DEVICES, initial="shared", widget=forms.RadioSelect
        )


class ChangePasswordForm(base.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self)


class ResetPasswordForm(base.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self)

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Asks for the letter as a job: the answer takes the same way whether the address is known or not."""
        with transaction.atomic():
            for user in self.users:
                enqueue(kind="notify_password_reset", payload={"user": user.pk})
        return self.cleaned_data["email"]


class InvitedPasswordForm(forms.Form):
    """The first password, chosen by somebody who was invited."""

    password1 = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False)
    password2 = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False)

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data)
        self.user = user
        _reword(self)

    def clean(self) -> Any:
        given = self.cleaned_data
        if given.get("password1") and given.get("password2") and given["password1"] != given["password2"]:
            self.add_error("password2", _("The two passwords differ."))
        return given

    def clean_password1(self) -> str:
        validate_password(self.cleaned_data["password1"], self.user)
        return self.cleaned_data["password1"]


class ChoosePasswordForm(base.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self)
