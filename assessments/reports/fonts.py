"""The report's fonts, by the names that its style sheet uses."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path

from django.conf import settings

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
    """One weight of the common letters: WeasyPrint would cut the variable font anew for each document, which takes
    longer than laying it out. Raises `KeyError` for what is no font of the report."""
    if url in WHOLE:
        return WHOLE[url].read_bytes()
    kept = _kept(url)
    if not kept.exists():
        _keep(kept, _cut(url))
    return kept.read_bytes() if kept.exists() else _cut(url)


def _kept(url: str) -> Path:
    """Named by all that it is made from, so that another font or choice of letters is another file."""
    source, axes = CUT[url]
    made_from = source.read_bytes() + repr((axes, LETTERS, SIGNS, FEATURES)).encode()
    return Path(settings.FONT_DIR, hashlib.sha256(made_from).hexdigest()[:32])


def _keep(path: Path, content: bytes) -> None:
    # Where nothing can be written, each process cuts its own.
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
        os.replace(file.name, path)


@cache
def _cut(url: str) -> bytes:
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
