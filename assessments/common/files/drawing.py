"""`python -m assessments.common.files.drawing SOURCE TYPE FOLDER`: pictures of a file's first pages.

Runs by itself under limits of its own: a hostile file costs this process, not the worker.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from PIL import Image

MAX_PAGES = 5
WIDTH, HEIGHT = 1000, 1600
SECONDS = 40
MEMORY = 1536 * 1024 * 1024
MAX_PIXELS = 60_000_000


def draw_pages(source: Path, content_type: str, folder: Path) -> list[Path]:
    """The pages drawn into `folder`, in order; none for what cannot be drawn. Bounded in pages, pixels and time."""
    command = [sys.executable, "-m", "assessments.common.files.drawing", str(source), content_type, str(folder)]
    with suppress(subprocess.TimeoutExpired):
        subprocess.run(  # noqa: S603
            command, check=False, timeout=SECONDS, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, cwd=Path(__file__).resolve().parents[3], env={"PATH": "/usr/bin:/bin"},
        )  # fmt: skip
    return sorted(folder.glob("page-*.png"))


def main(source: str, content_type: str, folder: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    pages = _pdf_pages(source) if content_type == "application/pdf" else _picture(source, content_type)
    for number, page in enumerate(pages, start=1):
        half = Path(folder, f"half-{number}")
        page.save(half, "PNG")
        half.rename(Path(folder, f"page-{number}.png"))


def _pdf_pages(source: str) -> Iterator[Image.Image]:
    import pypdfium2

    document = pypdfium2.PdfDocument(source)
    for number in range(min(len(document), MAX_PAGES)):
        page = document[number]
        width, height = page.get_size()
        scale = min(WIDTH / max(width, 1), HEIGHT / max(height, 1))
        yield page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")


def _picture(source: str, content_type: str) -> Iterator[Image.Image]:
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    image = Image.open(source, formats=["PNG" if content_type == "image/png" else "JPEG"])
    image.thumbnail((WIDTH, HEIGHT))
    yield image.convert("RGBA" if image.has_transparency_data else "RGB")


if __name__ == "__main__":
    main(*sys.argv[1:])
