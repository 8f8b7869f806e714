"""A world with one row of each kind in it, so that every address has something to show."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.accounts.models import Language
from assessments.agencies.models import Membership
from assessments.common.jobs.models import Job, JobStatus, Reason
from assessments.cycles.models import CycleAdministrator, Enrolment, EvaluatorAssignment
from assessments.questionnaires.models import Version
from assessments.reports.models import Bundle, Report
from assessments.reports.services import request_bundle, request_report
from assessments.responses.enums import EvidenceKind, Status
from assessments.responses.models import Assessment, Evidence
from assessments.responses.previews import Preview
from assessments.responses.services.evidence import NewEvidence, add_evidence
from tests.factories import STEPS, World, make_draft

PIXEL = b"\x89PNG\r\n\x1a\n contoh"


@dataclass(frozen=True)
class Scene:
    world: World
    assessment: Assessment
    evidence: Evidence
    enrolment: Enrolment
    assignment: EvaluatorAssignment
    runs: CycleAdministrator
    membership: Membership
    report: Report | None
    bundle: Bundle | None
    unsent: Job
    draft: Version


def make_scene(status: Status) -> Scene:
    world = World()
    assessment = world.start()
    evidence = _document(world, assessment)
    for step in STEPS[status]:
        step(world, assessment)
    assessment.refresh_from_db()
    return Scene(
        world=world,
        assessment=assessment,
        evidence=evidence,
        enrolment=Enrolment.objects.get(cycle=world.cycle),
        assignment=EvaluatorAssignment.objects.get(cycle=world.cycle),
        runs=CycleAdministrator.objects.get(cycle=world.cycle),
        membership=Membership.objects.get(user=world.staff),
        unsent=_unsent_letter(world),
        draft=make_draft(world.cycle.version, world.administrator),
        **_papers(world, assessment),
    )


def _unsent_letter(world: World) -> Job:
    return Job.objects.create(kind="notify_invited", payload={"user": world.staff.pk}, **parked())


def parked() -> dict[str, Any]:
    """What a job's row says once it has failed for good."""
    finished_at = datetime.now(UTC)
    return {"status": JobStatus.FAILED, "reason": Reason.ERROR, "attempts": 3, "finished_at": finished_at}


def _papers(world: World, assessment: Assessment) -> dict[str, Any]:
    """A report with its file and a bundle, once the assessment is final."""
    finalisation = assessment.finalisations.last()
    if finalisation is None:
        return {"report": None, "bundle": None}
    asked = {"language": Language.INDONESIAN, "actor": world.administrator, "now": datetime.now(UTC)}
    report = request_report(finalisation=finalisation, **asked)
    Report.objects.filter(pk=report.pk).update(ready_at=datetime.now(UTC), **_stored_paper())
    bundle = request_bundle(cycle=world.cycle, **asked)
    Bundle.objects.filter(pk=bundle.pk).update(ready_at=datetime.now(UTC), **_stored_paper())
    # Both are there: where a worker runs, it need not make them.
    Job.objects.filter(pk__in=[report.job_id, bundle.job_id]).update(status=JobStatus.DONE)
    return {"report": report, "bundle": bundle}


def _stored_paper() -> dict[str, Any]:
    content = b"%PDF-1.7 contoh"
    name = default_storage.save("reports/contoh.pdf", ContentFile(content))
    return {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _document(world: World, assessment: Assessment) -> Evidence:
    upload = SimpleUploadedFile("keputusan.pdf", b"%PDF-1.7 contoh", content_type="application/pdf")
    evidence = add_evidence(
        response=assessment.responses.select_related("indicator").get(indicator__code="RE1"),
        new=NewEvidence(EvidenceKind.DOCUMENT, "Keputusan", date(2026, 9, 1), upload=upload),
        actor=world.staff,
        now=datetime.now(UTC),
    )
    page = default_storage.save("previews/contoh.png", ContentFile(PIXEL))
    Preview.objects.create(
        file=evidence.file,
        number=1,
        name=page,
        size=len(PIXEL),
        sha256=hashlib.sha256(PIXEL).hexdigest(),
        made_at=datetime.now(UTC),
    )
    return evidence
