from __future__ import annotations

from assessments.common.jobs.registry import handles
from assessments.common.jobs.services import Claim
from assessments.responses.models import StoredFile
from assessments.responses.services import previews


@handles("draw_pages")
def draw_pages(claim: Claim) -> None:
    previews.draw_pages(claim, StoredFile.objects.get(pk=claim.job.payload["file"]))
