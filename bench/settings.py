"""The shipped settings with two bare views beside the site, to measure against."""

from readiness.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
