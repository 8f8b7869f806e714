"""The site's settings, with what only slows tests down taken out."""

import os

from readiness.settings import *  # noqa: F403
from readiness.settings import CACHES

# Processes that test side by side count attempts, and clear caches, each in a cache of its own.
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_server, _sign, _number = str(CACHES["default"]["LOCATION"]).partition("?db=")
CACHES["default"]["LOCATION"] = (
    f"{_server}?db={1 + _worker}" if _server.startswith("unix") else f"{_server.rpartition('/')[0]}/{1 + _worker}"
)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
