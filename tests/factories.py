"""Valid states, reached through the services as people reach them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import count

from django.db.models import F

from assessments.accounts.models import User
from assessments.agencies.models import Agency, AgencyKind, Medium, MediumKind, Membership, Purpose, Role, Stage
from assessments.authoring.services import clone
from assessments.cycles.models import Cycle, CycleAdministrator, Enrolment, EvaluatorAssignment
from assessments.questionnaires.models import Version
from assessments.questionnaires.package import Package, load_package
from assessments.questionnaires.publishing import PACKAGES, publish_package
from assessments.responses.answers import Edit
from assessments.responses.enums import EvidenceKind, Status
from assessments.responses.models import Assessment, Evidence, Response
from assessments.responses.services.answers import Outcome, save_answers
from assessments.responses.services.evidence import NewEvidence, add_evidence
from assessments.responses.services.moves import Signatory, start_assessment, submit
from assessments.reviews.models import Outcome as VerdictOutcome
from assessments.reviews.models import Verdict
from assessments.reviews.services import moves as review_moves
from assessments.reviews.services.verdicts import Judgement, give_verdict

PASSWORD = "correct-horse-battery-staple"
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
_numbers = count(1)


@cache
def package() -> Package:
    return load_package(PACKAGES / "egov-readiness")


def make_version() -> Version:
    """The one that the test's process has published (tests/conftest.py), or a new one where a test has none left."""
    here = Version.objects.filter(instrument__code=package().code, number=package().version)
    return here.defer("document").first() or publish_package(package(), actor=None, reason="test", now=NOW)


def make_draft(version: Version, actor: User) -> Version:
    return clone(version=version, number=f"draft-{next(_numbers)}", actor=actor, now=datetime.now(UTC))


def make_user(name: str, **fields: object) -> User:
    return User.objects.create_user(f"{name}{next(_numbers)}@example.org", PASSWORD, name=name.capitalize(), **fields)


def make_agency(name: str = "Dinas Contoh") -> Agency:
    number = next(_numbers)
    return Agency.objects.create(
        name=f"{name} {number}",
        short_name=f"DC{number}",
        code=f"dc-{number}",
        kind=AgencyKind.PROVINCIAL,
        region="Provinsi Contoh",
    )


def make_member(agency: Agency, role: Role) -> User:
    user = make_user(role.lower())
    Membership.objects.create(user=user, agency=agency, role=role)
    return user


def make_medium(agency: Agency, **fields: object) -> Medium:
    values = {
        "name": f"Instagram {next(_numbers)}",
        "kind": MediumKind.SOCIAL_MEDIA,
        "address": "@contoh",
        "purpose": Purpose.INFORMATION,
        "target_users": "warga",
        "owning_unit": "Sekretariat",
        "stage": Stage.LIVE,
        "in_use_since": date(2020, 1, 1),
    }
    return Medium.objects.create(agency=agency, **{**values, **fields})


def make_cycle(*agencies: Agency, administrator: User | None = None, around: datetime | None = None) -> Cycle:
    """Open since ten days and for twenty more; released after thirty."""
    moment = around or datetime.now(UTC)
    cycle = Cycle.objects.create(
        name=f"Periode {next(_numbers)}",
        version=make_version(),
        opens_at=moment - timedelta(days=10),
        closes_at=moment + timedelta(days=20),
        release_at=moment + timedelta(days=30),
    )
    for agency in agencies:
        Enrolment.objects.create(cycle=cycle, agency=agency)
    if administrator:
        CycleAdministrator.objects.create(cycle=cycle, user=administrator)
    return cycle


def assign(evaluator: User, cycle: Cycle, agency: Agency) -> EvaluatorAssignment:
    label = EvaluatorAssignment.objects.filter(cycle=cycle, agency=agency).count() + 1
    return EvaluatorAssignment.objects.create(cycle=cycle, agency=agency, evaluator=evaluator, label=label)


def edit(response: Response, client: str = "page", sequence: int = 1, **fields: object) -> Edit:
    """An edit by somebody who read the answer as it stands in `response`."""
    from assessments.responses.answers import fields_of

    base = {name: value for name, value in fields_of(response).items() if name in fields}
    return Edit(response.indicator.code, fields, base, response.version, client, sequence)


def save(response: Response, actor: User, client: str = "page", sequence: int = 1, **fields: object) -> Outcome:
    outcomes = save_answers(
        assessment_id=response.assessment_id,
        edits=[edit(response, client, sequence, **fields)],
        actor=actor,
        now=datetime.now(UTC),
    )
    return outcomes[0]


def fill(assessment: Assessment, actor: User, answer: str = "4") -> None:
    """Every answer finished, with the evidence that its level needs.

    One goes through the services, the rest get its rows by one statement each: a thousand tests start from here.
    """
    now = datetime.now(UTC)
    first, *others = assessment.responses.select_related("indicator").order_by("pk")
    save(first, actor, "fill", answer=answer, note="Sudah ada.", finished=True)
    first.refresh_from_db()
    rest = Response.objects.filter(pk__in=[response.pk for response in others])
    answered = ("state", "level", "note", "finished", "seen", "updated_at", "updated_by")
    rest.update(**{name: getattr(first, name) for name in answered}, version=F("version") + 1)
    new = NewEvidence(kind=EvidenceKind.INTERVIEW, title="Wawancara", dated=date(2026, 10, 1), text="Terlihat.")
    add_evidence(response=first, new=new, actor=actor, now=now)
    values = {"kind": new.kind, "title": new.title, "dated": new.dated, "text": new.text}
    Evidence.objects.bulk_create(
        Evidence(response=response, added_at=now, added_by=actor, **values) for response in others
    )
    rest.update(version=F("version") + 1)


def judge_all(assessment: Assessment, evaluator: User, skip: Sequence[str] = ()) -> None:
    """Agrees with every answer. Fresh ones but the first get the same row by one statement, without the service."""
    answers = assessment.responses.exclude(indicator__code__in=skip).select_related("indicator")
    fresh = list(answers.filter(verdicts=None))
    for response in [*answers.exclude(verdicts=None), *fresh[:1]]:
        judge(response, evaluator)
    given = Verdict.objects.filter(response__in=fresh).first()
    Verdict.objects.bulk_create(
        Verdict(
            review=given.review,
            response=response,
            outcome=given.outcome,
            response_version=response.version,
            by=evaluator,
            label=given.label,
            at=given.at,
        )
        for response in fresh[1:]
    )


def judge(
    response: Response,
    evaluator: User,
    outcome: VerdictOutcome = VerdictOutcome.AGREE,
    level: str | None = None,
    reason: str = "",
) -> None:
    response.refresh_from_db()
    standing = response.verdicts.first()
    judgement = Judgement(
        outcome=outcome,
        level=Decimal(level) if level else None,
        reason=reason,
        response_version=response.version,
        version=standing.version if standing else 0,
    )
    give_verdict(response=response, judgement=judgement, actor=evaluator, now=datetime.now(UTC))


def submit_by(assessment: Assessment, coordinator: User) -> None:
    submit(
        assessment_id=assessment.pk,
        signatory=Signatory("Nama Contoh", "Kepala Dinas"),
        actor=coordinator,
        now=datetime.now(UTC),
    )


def written_down(cycle: Cycle, media: Sequence[Medium], by: User) -> list[Assessment]:
    """Drafts of these media with their first five answers, as rows: for tests that do not measure their way there."""
    row = {"cycle": cycle, "version": cycle.version, "stage": "live", "started_at": NOW, "started_by": by}
    made = Assessment.objects.bulk_create(
        Assessment(reference=medium.name, agency_id=medium.agency_id, medium=medium, **row) for medium in media
    )
    asked = list(cycle.version.indicators.order_by("position")[:5])
    Response.objects.bulk_create(Response(assessment=one, indicator=indicator) for one in made for indicator in asked)
    return made


class World:
    """One agency with its people, in one open cycle. `at` takes its assessment to a status."""

    def __init__(self) -> None:
        self.administrator = make_user("administrator", is_administrator=True)
        self.evaluator = make_user("evaluator")
        self.agency = make_agency()
        self.coordinator = make_member(self.agency, Role.COORDINATOR)
        self.staff = make_member(self.agency, Role.STAFF)
        self.cycle = make_cycle(self.agency, administrator=self.administrator)
        assign(self.evaluator, self.cycle, self.agency)
        self.medium = make_medium(self.agency)

    def ask_by(self, package: Package) -> None:
        """The cycle's assessments that start from now on are by this instrument."""
        version = publish_package(package, actor=None, reason="test", now=NOW)
        Cycle.objects.filter(pk=self.cycle.pk).update(version=version)
        self.cycle = Cycle.objects.get(pk=self.cycle.pk)

    def start(self) -> Assessment:
        return start_assessment(medium=self.medium, cycle=self.cycle, actor=self.staff, now=datetime.now(UTC))

    def at(self, status: Status) -> Assessment:
        assessment = self.start()
        for step in STEPS[status]:
            step(self, assessment)
        assessment.refresh_from_db()
        return assessment


def _submit(world: World, assessment: Assessment) -> None:
    fill(assessment, world.staff)
    submit_by(assessment, world.coordinator)


def _review(world: World, assessment: Assessment) -> None:
    review_moves.start_review(assessment_id=assessment.pk, actor=world.evaluator, now=datetime.now(UTC))


def _return(world: World, assessment: Assessment) -> None:
    now = datetime.now(UTC)
    review_moves.return_to_agency(
        assessment_id=assessment.pk,
        codes=["RE1", "FI1"],
        reason="Mohon dijelaskan.",
        due_at=now + timedelta(days=5),
        actor=world.evaluator,
        now=now,
    )


def _finalise(world: World, assessment: Assessment) -> None:
    judge_all(assessment, world.evaluator)
    review_moves.finalise(assessment_id=assessment.pk, actor=world.evaluator, now=datetime.now(UTC))


STEPS = {
    Status.DRAFT: (),
    Status.SUBMITTED: (_submit,),
    Status.IN_REVIEW: (_submit, _review),
    Status.RETURNED: (_submit, _review, _return),
    Status.FINAL: (_submit, _review, _finalise),
}
