"""What every page's frame shows: who reads, where she may go, and whom to ask."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from assessments.accounts.models import User
from assessments.dashboards.selectors import places_of
from assessments.demo import people
from readiness.second_factor import owes_second_factor


def page(request: HttpRequest) -> dict[str, Any]:
    reader = getattr(request, "user", None)
    return {
        "DEMO": settings.DEMO,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
        "LANGUAGES": settings.LANGUAGES,
        "CSRF_COOKIE": settings.CSRF_COOKIE_NAME,
        # Asked of the database only by the pages that list them.
        "demo_accounts": people.present if settings.DEMO else (),
        "demo_password": people.PASSWORD if settings.DEMO else "",
        "single_sign_on": settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", ()),
        "second_factor_owed": lambda: isinstance(reader, User) and owes_second_factor(reader),
        # A page that has asked already says so in its own context.
        "places": SimpleLazyObject(lambda: places_of(reader)) if isinstance(reader, User) else None,
    }
