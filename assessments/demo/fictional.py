"""Two agencies that do not exist: one has filled half, one waits for its evaluator."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import cycle as repeat

from assessments.cycles.models import Cycle
from assessments.demo import people
from assessments.demo.filling import Entry, answer_all, judge_all
from assessments.demo.paper import paper
from assessments.demo.places import Place
from assessments.questionnaires.package import Package
from assessments.responses.enums import EvidenceKind
from assessments.responses.models import Assessment
from assessments.responses.services.moves import Signatory, start_assessment, submit
from assessments.reviews.services import moves

LEVELS = ("4", "3", "4", "2", "3", "5", "2")
NOTE = "Jawaban contoh untuk instansi rekaan; tidak menggambarkan instansi mana pun."
MESSAGE = "Contoh pertanyaan asesor: dokumen apa yang dapat menunjukkan hal ini?"
PAPER = ("CONTOH", "Dokumen rekaan untuk demonstrasi. Tidak berlaku dan tidak menggambarkan instansi mana pun.")
REASON = "Contoh alasan: bukti dukung menunjukkan sebagian saja dari yang ditulis."


def enter_half_filled(place: Place, cycle: Cycle, now: datetime) -> Assessment:
    actor = people.TOWN_STAFF.user()
    assessment = start_assessment(
        medium=place.medium, cycle=cycle, actor=actor, now=now - timedelta(days=6), demonstration="fictional"
    )
    asked = list(_entries(cycle.version.package, place))
    answered = dict(asked[: len(asked) // 2])
    answer_all(assessment, answered, actor, now - timedelta(days=2), now.date())
    return assessment


def enter_under_review(place: Place, cycle: Cycle, now: datetime) -> Assessment:
    actor = people.PORT_COORDINATOR.user()
    assessment = start_assessment(
        medium=place.medium, cycle=cycle, actor=actor, now=now - timedelta(days=7), demonstration="fictional"
    )
    entries = dict(_entries(cycle.version.package, place))
    answer_all(assessment, entries, actor, now - timedelta(days=5), now.date())
    signatory = Signatory("(contoh, tanpa nama)", "Kepala Dinas")
    submit(assessment_id=assessment.pk, signatory=signatory, actor=actor, now=now - timedelta(days=3))
    moves.start_review(assessment_id=assessment.pk, actor=people.EVALUATOR.user(), now=now - timedelta(days=1))
    judge_all(assessment, dict(list(entries.items())[:9]), now)
    return assessment


def _entries(package: Package, place: Place) -> list[tuple[str, Entry]]:
    codes = package.indicator_codes_at(place.medium.stage)
    return [(code, _entry(number, level)) for number, (code, level) in enumerate(zip(codes, repeat(LEVELS)))]


def _entry(number: int, level: str) -> Entry:
    adjusted = number % 4 == 1
    answer = Entry(
        answer=level,
        note=NOTE,
        verified="2" if adjusted else "",
        reason=REASON if adjusted else "",
        comment=MESSAGE if number % 4 == 2 else "",
    )
    return _shown(answer, number) if int(level) >= 3 else answer


def _shown(answer: Entry, number: int) -> Entry:
    """With evidence: a paper for the first question, a note of a talk for the others."""
    if number == 0:
        return replace(
            answer, evidence="Dokumen contoh", kind=EvidenceKind.DOCUMENT, paper=paper(PAPER), place="hlm. 1"
        )
    return replace(answer, evidence="Catatan wawancara contoh", text=NOTE)
