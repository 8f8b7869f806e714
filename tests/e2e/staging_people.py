"""The people of a staged scene: signed in, invited, with a second factor. For the process that stages alone."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from django.urls import reverse

from assessments.accounts.invitations import invitation_link, link_to_choose_password
from assessments.accounts.sharing import KEY
from tests.factories import PASSWORD, make_user
from tests.scenes import Scene
from tests.sessions import just_confirmed


def signed_in(user: Any, *, fresh: bool = True, shared: bool = False) -> dict[str, Any]:
    """`fresh`: the password was typed just now. `shared`: on a PC that others use, and left alone for long."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    if fresh:
        just_confirmed(client, user)
    if shared:
        session = client.session
        session[KEY] = True
        session.save()
    return {"pk": user.pk, "email": user.email, "session": client.cookies[settings.SESSION_COOKIE_NAME].value}


def give_second_factor(scene: Scene) -> None:
    """An app and codes to the evaluator, whose password the site itself can check; a passkey to the administrator."""
    user = scene.world.evaluator
    hasher = Argon2PasswordHasher()
    user.password = hasher.encode(PASSWORD, hasher.salt())
    user.save(update_fields=["password"])
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    Authenticator.objects.create(
        user=scene.world.administrator,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Kunci contoh", "credential": {}},
    )


def paths_of_people(scene: Scene) -> dict[str, str]:
    """What the table of addresses cannot know: links that were sent, and pages of one person's own."""
    world = scene.world
    invited = make_user("invited")
    invited.set_unusable_password()
    invited.save(update_fields=["password"])
    passkey = Authenticator.objects.filter(user=world.administrator, type=Authenticator.Type.WEBAUTHN).first()
    return {
        "account_reset_password_from_key": link_to_choose_password(world.staff),
        "accounts:invitation": invitation_link(user=invited, by=world.administrator, way="letter"),
        "an invited person": reverse("agencies:person", args=[invited.pk]),
        **({"mfa_remove_webauthn": reverse("mfa_remove_webauthn", args=[passkey.pk])} if passkey else {}),
    }
