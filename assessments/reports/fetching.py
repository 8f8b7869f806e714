"""What a report may fetch while it is rendered: fonts by name for the style sheet, data: for the document."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

SANS = files("fontpkg_source_sans_3") / "files" / "SourceSans3[wght].ttf"
SERIF = files("fontpkg_source_serif_4") / "files" / "SourceSerif4[opsz,wght].ttf"
FONTS = {
    "font:sans-400": (SANS, {"wght": 400}),
    "font:sans-600": (SANS, {"wght": 600}),
    "font:sans-700": (SANS, {"wght": 700}),
    "font:serif-600": (SERIF, {"wght": 600, "opsz": 32}),
}


@cache
def font(url: str) -> bytes:
    """One weight, cut from its variable font once a process: else every document would cut it anew."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    source, axes = FONTS[url]
    cut, written = TTFont(BytesIO(source.read_bytes())), BytesIO()
    instantiateVariableFont(cut, axes, inplace=True).save(written)
    return written.getvalue()


class OnlyFonts:
    """Opens the report's fonts by name, and refuses everything else."""

    def __call__(self, url: str) -> Any:
        return self.fetch(url)

    def fetch(self, url: str, headers: object = None) -> Any:
        from weasyprint.urls import URLFetcherResponse

        if url not in FONTS:
            raise ValueError(f"a report does not fetch {url}")
        return URLFetcherResponse(url, font(url), {"Content-Type": "font/ttf"})


def nothing_but_data() -> Any:
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
