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
    for user in (world.staff, world.coordinator, world.evaluator):
        User.objects.filter(pk=user.pk).update(email=f"{NAMES}-{user.pk}@example.org")
    say(world, assessment, content=CONTENT, names=NAMES, note=f"Catatan {CONTENT}")
    return world, assessment


def say(world: World, assessment: Assessment, *, content: str, names: str, note: str) -> None:
    """The words wherever an agency and its people write in a questionnaire that came back to them."""
    Agency.objects.filter(pk=world.agency.pk).update(name=f"Dinas {names}", short_name=names)
    Medium.objects.filter(pk=world.medium.pk).update(name=f"Media {names}", target_users=f"warga {content}")
    people = [world.staff.pk, world.coordinator.pk, world.evaluator.pk]
    User.objects.filter(pk__in=people).update(name=f"Orang {names}")
    now = datetime.now(UTC)
    response = assessment.responses.select_related("indicator").get(indicator__code="RE1")
    save(response, world.staff, note=note)
    upload = SimpleUploadedFile(f"{content}.pdf", b"%PDF-1.7 contoh", content_type="application/pdf")
    new = NewEvidence(EvidenceKind.DOCUMENT, f"Surat {content}", date(2026, 9, 1), upload=upload)
    add_evidence(response=response, new=new, actor=world.staff, now=now)
    reply(response=response, text=f"Pesan {note}", actor=world.staff, now=now)
