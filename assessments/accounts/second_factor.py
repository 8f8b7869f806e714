"""allauth's second step in our words: an app that makes codes, passkeys, and recovery codes to keep on paper."""

from __future__ import annotations

import base64
import hashlib
from typing import ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.accounts.models import User


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "This code is not right or too old. Wait for the next one; if it fails again, check the phone's clock."
        ),
    }

    def get_totp_issuer(self) -> str:
        return _("E-Government Readiness")

    def encrypt(self, text: str) -> str:
        """What the codes are made from is worthless to whoever reads the database without the site's key."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}


def _box() -> MultiFernet:
    keys = (hashlib.sha256(b"second-factor:" + force_bytes(key)).digest() for key in _site_keys())
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def _site_keys() -> list[str | bytes]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
