from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    # A script names the scripts it imports by their hashes, too: never a new one with an old one from a cache.
    support_js_module_import_aggregation = True
