"""A world with one row of each kind in it, so that every address has something to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.agencies.models import Membership
from assessments.cycles.models import CycleAdministrator, Enrolment, EvaluatorAssignment
from assessments.responses.enums import EvidenceKind, Status
from assessments.responses.models import Assessment, Evidence
from assessments.responses.services.evidence import NewEvidence, add_evidence
from tests.factories import STEPS, World


@dataclass(frozen=True)
class Scene:
    world: World
    assessment: Assessment
    evidence: Evidence
    enrolment: Enrolment
    assignment: EvaluatorAssignment
    runs: CycleAdministrator
    membership: Membership


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
    )


def _document(world: World, assessment: Assessment) -> Evidence:
    upload = SimpleUploadedFile("keputusan.pdf", b"%PDF-1.7 contoh", content_type="application/pdf")
    return add_evidence(
        response=assessment.responses.select_related("indicator").get(indicator__code="RE1"),
        new=NewEvidence(EvidenceKind.DOCUMENT, "Keputusan", date(2026, 9, 1), upload=upload),
        actor=world.staff,
        now=datetime.now(UTC),
    )
