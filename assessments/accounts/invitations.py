"""Links by which people come to their account: for one use, expiring, and never used up by being opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import pghistory
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import int_to_base36

from assessments.accounts.models import User

Way = Literal["letter", "copy"]
SALT = "readiness.invitation"


class Expired(Exception):
    """The link is too old. Its invitation says whom to ask."""

    def __init__(self, invitation: Invitation) -> None:
        super().__init__()
        self.invitation = invitation


class Used(Exception):
    """A password was chosen already."""


class Broken(Exception):
    """Not a link of ours, or cut short on its way."""


@dataclass(frozen=True)
class Invitation:
    user: User
    by: User | None
    way: Way


def link_to_choose_password(user: User) -> str:
    """The path of a page for one use; used up by choosing a password, never by opening it."""
    kwargs = {"uidb36": int_to_base36(user.pk), "key": default_token_generator.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=kwargs)


def invitation_link(*, user: User, by: User | None, way: Way) -> str:
    given = {"user": user.pk, "by": by.pk if by else None, "way": way, "state": _state(user)}
    return reverse("accounts:invitation", args=[signing.dumps(given, salt=SALT, compress=True)])


def copy_invitation(*, user: User, actor: User) -> str:
    """The same as a text for a chat. Its reader is not known to own the address; history keeps who made it."""
    with transaction.atomic(), pghistory.context(actor=actor.pk):
        pghistory.create_event(user, label="invitation_copied")
    return invitation_link(user=user, by=actor, way="copy")


def read_invitation(token: str) -> Invitation:
    """Raises `Broken`, `Used` or `Expired`."""
    try:
        given = signing.loads(token, salt=SALT)
        user = User.objects.get(pk=given["user"], is_active=True)
    except (signing.BadSignature, User.DoesNotExist) as error:
        raise Broken from error
    if not constant_time_compare(given["state"], _state(user)):
        raise Used
    invitation = Invitation(user, User.objects.filter(pk=given["by"]).first(), given["way"])
    try:
        signing.loads(token, salt=SALT, max_age=timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT))
    except signing.SignatureExpired as error:
        raise Expired(invitation) from error
    return invitation


def accept_invitation(*, token: str, password: str) -> None:
    """Two at once: the second one finds it used."""
    with transaction.atomic():
        invited = read_invitation(token)
        user = User.objects.select_for_update().get(pk=invited.user.pk)
        read_invitation(token)
        user.set_password(password)
        user.save(update_fields=["password"])
        if invited.way == "letter":
            verified = {"email": user.email, "verified": True, "primary": True}
            EmailAddress.objects.update_or_create(user=user, email__iexact=user.email, defaults=verified)


def _state(user: User) -> str:
    """Changes when a password is chosen, so that a link works once."""
    return salted_hmac(SALT, f"{user.pk}{user.password}{user.email}", algorithm="sha256").hexdigest()[:32]
