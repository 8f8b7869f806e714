"""The agencies and cycles of the demonstration: one from a published study, two plainly fictional."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from assessments.accounts.models import TimeZone
from assessments.agencies.models import Agency, AgencyKind, Medium, MediumKind, Membership, Purpose, Role, Stage
from assessments.cycles.models import Cycle, CycleAdministrator, CycleKind, Enrolment, EvaluatorAssignment
from assessments.demo import people
from assessments.questionnaires.models import Version


@dataclass(frozen=True)
class Place:
    agency: Agency
    medium: Medium


def create_study_place() -> Place:
    agency = Agency.objects.create(
        name="Dinas Pemberdayaan Perempuan dan Perlindungan Anak Provinsi Sumatera Selatan",
        short_name="DPPPA Sumsel",
        code="DPPPA-Sumsel",
        kind=AgencyKind.PROVINCIAL,
        region="Sumatera Selatan",
    )
    _join(agency, (people.STUDY_COORDINATOR, Role.COORDINATOR), (people.STUDY_STAFF, Role.STAFF))
    medium = Medium.objects.create(
        agency=agency,
        name="Instagram",
        kind=MediumKind.SOCIAL_MEDIA,
        address="akun Instagram resmi DPPPA Provinsi Sumatera Selatan",
        purpose=Purpose.INFORMATION,
        target_users="masyarakat Sumatera Selatan",
        owning_unit="tim pengelola media, perwakilan setiap bidang",
        stage=Stage.LIVE,
        # The study gives the year alone; regular use began in mid-2021.
        in_use_since=date(2018, 1, 1),
    )
    return Place(agency, medium)


def create_town() -> Place:
    agency = Agency.objects.create(
        name="Dinas Komunikasi dan Informatika Kota Rekaan (contoh)",
        short_name="Diskominfo Kota Rekaan",
        code="Diskominfo-Rekaan",
        kind=AgencyKind.REGENCY,
        region="Provinsi Rekaan",
        time_zone=TimeZone.CENTRAL,
    )
    _join(agency, (people.TOWN_COORDINATOR, Role.COORDINATOR), (people.TOWN_STAFF, Role.STAFF))
    medium = Medium.objects.create(
        agency=agency,
        name="Situs layanan Kota Rekaan",
        kind=MediumKind.WEBSITE,
        address="https://layanan.rekaan.example",
        purpose=Purpose.INTERACTION,
        target_users="warga Kota Rekaan",
        owning_unit="Bidang Layanan Informasi",
        stage=Stage.LIVE,
        in_use_since=date(2022, 3, 1),
    )
    return Place(agency, medium)


def create_port() -> Place:
    agency = Agency.objects.create(
        name="Dinas Perhubungan Kabupaten Bandar Khayal (contoh)",
        short_name="Dishub Bandar Khayal",
        code="Dishub-Bandar-Khayal",
        kind=AgencyKind.REGENCY,
        region="Provinsi Rekaan",
        time_zone=TimeZone.EASTERN,
    )
    _join(agency, (people.PORT_COORDINATOR, Role.COORDINATOR))
    medium = Medium.objects.create(
        agency=agency,
        name="Aplikasi Jadwal Kapal",
        kind=MediumKind.MOBILE_APP,
        address="id.example.jadwalkapal",
        purpose=Purpose.TRANSACTION,
        target_users="penumpang kapal antarpulau",
        owning_unit="Bidang Pelayaran",
        stage=Stage.PILOT,
        in_use_since=date(2026, 2, 1),
    )
    return Place(agency, medium)


def _join(agency: Agency, *members: tuple[people.Account, Role]) -> None:
    for account, role in members:
        Membership.objects.create(user=account.user(), agency=agency, role=role)


def create_cycle(name: str, version: Version, opens: datetime, *places: Place, days: int, release: int) -> Cycle:
    """Closes `days` days and releases `release` days after it opens; marked as practice: it never counts."""
    cycle = Cycle.objects.create(
        name=name,
        kind=CycleKind.PRACTICE,
        version=version,
        opens_at=opens,
        closes_at=_evening(opens + timedelta(days=days)),
        release_at=_evening(opens + timedelta(days=release)),
    )
    CycleAdministrator.objects.create(cycle=cycle, user=people.ADMINISTRATOR.user())
    for place in places:
        Enrolment.objects.create(cycle=cycle, agency=place.agency)
        EvaluatorAssignment.objects.create(cycle=cycle, agency=place.agency, evaluator=people.EVALUATOR.user(), label=1)
    return cycle


def _evening(moment: datetime) -> datetime:
    """23.59 of that day in the capital, as deadlines are set."""
    return moment.astimezone(ZoneInfo(TimeZone.WESTERN)).replace(hour=23, minute=59, second=0, microsecond=0)
