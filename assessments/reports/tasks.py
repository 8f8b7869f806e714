from __future__ import annotations

from assessments.common.jobs.registry import handles
from assessments.common.jobs.services import Claim
from assessments.reports import making, packing


@handles("render_report")
def render_report(claim: Claim) -> None:
    making.make_report(claim, claim.job.payload["report"])


@handles("pack_reports")
def pack_reports(claim: Claim) -> None:
    packing.pack(claim, claim.job.payload["bundle"])
