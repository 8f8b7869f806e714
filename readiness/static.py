from __future__ import annotations

from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    # Bootstrap comes in 32 builds of which the pages use one; compressing the rest would take most of a first start.
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "bootstrap-*", "bootstrap.css*", "bootstrap.rtl.*"]
    # htmx's extensions: no page uses one, and they import files that are not there.
    ignore_patterns += ["ext"]
