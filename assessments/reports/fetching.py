"""What a report may fetch while it is rendered: fonts by name for the style sheet, data: for the document."""

from __future__ import annotations

from typing import Any

from assessments.reports.fonts import CUT, WHOLE, font


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
