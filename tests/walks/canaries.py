"""An agency whose every private word can be recognised wherever it appears."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.accounts.models import User
from assessments.agencies.models import Agency, Medium
from assessments.responses.enums import EvidenceKind, Status
from assessments.responses.models import Assessment
from assessments.responses.services.comments import reply
from assessments.responses.services.evidence import NewEvidence, add_evidence
from tests.factories import World, save

CONTENT = "kenari-isi"  # what an agency says in its assessment: for nobody outside it and its evaluators
NAMES = "kenari-nama"  # what it and its people are called: for those who keep the register, too


def make_canaries() -> tuple[World, Assessment]:
    world = World()
    assessment = world.at(Status.RETURNED)
    Agency.objects.filter(pk=world.agency.pk).update(name=f"Dinas {NAMES}", short_name=NAMES)
    Medium.objects.filter(pk=world.medium.pk).update(name=f"Media {NAMES}", target_users=f"warga {CONTENT}")
    for user in (world.staff, world.coordinator, world.evaluator):
        user.name, user.email = f"Orang {NAMES}", f"{NAMES}-{user.pk}@example.org"
        User.objects.filter(pk=user.pk).update(name=user.name, email=user.email)
    now = datetime.now(UTC)
    response = assessment.responses.select_related("indicator").get(indicator__code="RE1")
    save(response, world.staff, note=f"Catatan {CONTENT}")
    upload = SimpleUploadedFile(f"{CONTENT}.pdf", b"%PDF-1.7 contoh", content_type="application/pdf")
    new = NewEvidence(EvidenceKind.DOCUMENT, f"Surat {CONTENT}", date(2026, 9, 1), upload=upload)
    add_evidence(response=response, new=new, actor=world.staff, now=now)
    reply(response=response, text=f"Pesan {CONTENT}", actor=world.staff, now=now)
    return world, assessment
