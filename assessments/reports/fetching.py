"""What a report may fetch while it is rendered: fonts by name for the style sheet, data: for the document."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from typing import Any

SANS = files("fontpkg_source_sans_3") / "files" / "SourceSans3[wght].ttf"
SERIF = files("fontpkg_source_serif_4") / "files" / "SourceSerif4[opsz,wght].ttf"
WHOLE = {"font:sans": SANS, "font:serif": SERIF}
CUT = {
    "font:sans-400": (SANS, {"wght": 400}),
    "font:sans-600": (SANS, {"wght": 600}),
    "font:sans-700": (SANS, {"wght": 700}),
    "font:serif-600": (SERIF, {"wght": 600, "opsz": 32}),
}
# Latin with its European letters, punctuation, arrows and the two squares; the whole font serves the rest.
LETTERS = (*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2045), 0x20AC, 0x2122, 0x2190, 0x2192, 0x2212)
SIGNS = (0x2260, 0x2264, 0x2265, 0x25A0, 0x25A1)
FEATURES = ["kern", "tnum", "ccmp", "locl", "mark", "mkmk"]


@cache
def font(url: str) -> bytes:
    """One weight of the common letters, cut once a process: WeasyPrint would cut the variable font anew for each
    document, which takes longer than laying it out. Raises `KeyError` for what is no font of the report."""
    if url in WHOLE:
        return WHOLE[url].read_bytes()
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    source, axes = CUT[url]
    cut = TTFont(BytesIO(_common_letters(source)))  # type: ignore[arg-type]
    written = BytesIO()
    instantiateVariableFont(cut, axes, inplace=True).save(written)
    return written.getvalue()


@cache
def _common_letters(source: Traversable) -> bytes:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    variable, written = TTFont(BytesIO(source.read_bytes())), BytesIO()
    subsetter = Subsetter(Options(layout_features=FEATURES, hinting=False, notdef_outline=True, name_IDs=["*"]))
    subsetter.populate(unicodes=[*LETTERS, *SIGNS])
    subsetter.subset(variable)
    variable.save(written)
    return written.getvalue()


class OnlyFonts:
    """Opens the report's fonts by name, and refuses everything else."""

    def __call__(self, url: str) -> Any:
        return self.fetch(url)

    def fetch(self, url: str, headers: object = None) -> Any:
        from weasyprint.urls import URLFetcherResponse

        if url not in CUT and url not in WHOLE:
            raise ValueError(f"a report does not fetch {url}")
        return URLFetcherResponse(url, font(url), {"Content-Type": "font/ttf"})


def nothing_but_data() -> Any:
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
