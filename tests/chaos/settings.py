"""The site's settings with work that a test can watch, and a lease short enough to wait for."""

from datetime import timedelta

from readiness.settings import *  # noqa: F403
from readiness.settings import CELERY_BEAT_SCHEDULE, INSTALLED_APPS, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "tests.chaos.work"]
# Nobody looks at these pages: no styles are collected.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
JOB_LEASE = timedelta(seconds=3)
CELERY_BEAT_SCHEDULE = {**CELERY_BEAT_SCHEDULE, "sweep": {"task": "jobs.sweep", "schedule": 1}}
