"""`make screenshots`: pictures of the demonstration's pages for the documents, in `docs/screenshots`."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

import django
import pypdfium2
from PIL.Image import Image

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "readiness.settings")
django.setup()

from playwright.sync_api import Page, sync_playwright  # noqa: E402

from assessments.demo import people  # noqa: E402
from tests.e2e.conftest import CHROMIUM, FLAGS, sign_in  # noqa: E402
from tests.e2e.site import Site, running_site  # noqa: E402

TARGET = Path(__file__).parent.parent.parent / "docs" / "screenshots"
PICTURES = (
    ("result", people.STUDY_COORDINATOR, r"/results/"),
    ("tasks", people.TOWN_STAFF, r"/assessments/[0-9a-f-]+/$"),
    ("review", people.EVALUATOR, r"/reviews/[0-9a-f-]+/"),
)


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_site(Path(folder), name="readiness_pictures") as site,
        sync_playwright() as playwright,
    ):
        site.demonstrate()
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, account, link in PICTURES:
            page = _page(chromium, site)
            sign_in(page, account)
            _follow(page, link)
            page.screenshot(path=TARGET / f"{name}.png")
        chromium.close()
        _first_page(site).save(TARGET / "report.png")


def _first_page(site: Site) -> Image:
    """Of the report on the study's case, in Indonesian."""
    ((name,),) = site.rows("SELECT name FROM reports_report WHERE language = 'id' AND ready_at IS NOT NULL")
    document = pypdfium2.PdfDocument(site.folder / "files" / str(name))
    return document[0].render(scale=1.25).to_pil()


def _page(chromium: object, site: Site) -> Page:
    context = chromium.new_context(base_url=site.url, reduced_motion="reduce", viewport={"width": 1280, "height": 900})  # type: ignore[attr-defined]
    context.add_cookies([{"name": "readiness-language", "value": "id", "url": site.url}])
    return context.new_page()


def _follow(page: Page, link: str) -> None:
    hrefs = page.locator("main a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    found = [href for href in hrefs if href and re.search(link, href)]
    assert found, f"no link like {link} among {hrefs}"
    page.goto(found[0])


if __name__ == "__main__":
    main()
