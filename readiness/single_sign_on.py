"""Sign-in at an office's own OpenID Connect provider, where one is configured. Read by the settings."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from readiness import env

ID = "sso"


def issuer() -> str:
    return env.text("READINESS_OIDC_ISSUER", "").rstrip("/")


def providers() -> dict[str, Any]:
    if not issuer():
        return {}
    if not issuer().startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise ImproperlyConfigured("READINESS_OIDC_ISSUER: use the provider's https:// address (see .env.example).")
    app = {
        "provider_id": ID,
        "name": env.text("READINESS_OIDC_LABEL", urlsplit(issuer()).hostname),
        "client_id": env.text("READINESS_OIDC_CLIENT_ID"),
        "secret": env.text("READINESS_OIDC_CLIENT_SECRET"),
        "settings": {"server_url": issuer()},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


def origins() -> list[str]:
    parts = urlsplit(issuer())
    return [f"{parts.scheme}://{parts.netloc}"] if issuer() else []
