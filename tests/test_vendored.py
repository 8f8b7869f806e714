"""What comes from others is what they published."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from bootstrap_wrapper import get_bootstrap_css_dir

# Bootstrap 5.3.8, as its project publishes it for the `integrity` attribute.
BOOTSTRAP_CSS = "sha384-sRIl4kxILFvY47J16cr9ZwB07vP4J8+LH7qKQnuqkuIAvNWLzeN8tE5YBujZqJLB"


def test_bootstraps_style_sheet_is_the_published_one() -> None:
    content = Path(get_bootstrap_css_dir(), "bootstrap.min.css").read_bytes()
    assert f"sha384-{base64.b64encode(hashlib.sha384(content).digest()).decode()}" == BOOTSTRAP_CSS
