"""A published version is frozen for everybody: through the ORM, in raw SQL, and for the loader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from assessments.authoring import services
from assessments.common.errors import Closed, Denied
from assessments.questionnaires.models import Indicator, Instrument, Node, Version
from assessments.questionnaires.package import load_package, parse
from assessments.questionnaires.publishing import publish_package
from tests.factories import make_user
from tests.questionnaires.test_packages import SMALL

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.fixture
def version(db: None) -> Version:
    return publish_package(load_package(SMALL), actor=None, reason="test", now=NOW)


def rename(version: Version) -> None:
    version.number = "9"
    version.save()


ORM: dict[str, Callable[[Version], object]] = {
    "save": rename,
    "update": lambda version: Version.objects.filter(pk=version.pk).update(document={}),
    "unpublish": lambda version: Version.objects.filter(pk=version.pk).update(published_at=None),
    "delete": lambda version: version.delete(),
    "rows deleted": lambda version: version.nodes.all().delete(),
    "row renamed": lambda version: version.indicators.update(code="X"),
    "row moved": lambda version: version.indicators.update(position=9),
    "node added": lambda version: Node.objects.create(version=version, code="X", kind="element", position=9),
    "indicator added": lambda version: Indicator.objects.bulk_create(
        [Indicator(version=version, node=version.nodes.get(), code="X", position=9)]
    ),
    "instrument renamed": lambda version: Instrument.objects.update(code="other"),
}
SQL = {
    "number": "UPDATE questionnaires_version SET number = '9'",
    "document": "UPDATE questionnaires_version SET document = jsonb_set(document, '{title,en}', '\"x\"')",
    "hash": "UPDATE questionnaires_version SET sha256 = 'x'",
    "reason": "UPDATE questionnaires_version SET reason = 'x'",
    "published_by": "UPDATE questionnaires_version SET published_by_id = 1",
    "published_at": "UPDATE questionnaires_version SET published_at = NULL",
    "version deleted": "DELETE FROM questionnaires_version",
    "node": "UPDATE questionnaires_node SET parent_id = id",
    "node deleted": "DELETE FROM questionnaires_node",
    "indicator": "UPDATE questionnaires_indicator SET code = 'X'",
    "indicator deleted": "DELETE FROM questionnaires_indicator",
    "indicator added": "INSERT INTO questionnaires_indicator (version_id, node_id, code, position)"
    " SELECT version_id, id, 'X', 9 FROM questionnaires_node",
    "instrument": "UPDATE questionnaires_instrument SET code = 'other'",
    "history": "UPDATE questionnaires_versionevent SET number = '9'",
}


@pytest.mark.parametrize("way", ORM)
def test_the_orm_is_refused(version: Version, way: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        ORM[way](version)


@pytest.mark.parametrize("way", SQL)
def test_raw_sql_is_refused(version: Version, way: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:  # noqa: PT012
        cursor.execute(SQL[way])
        assert cursor.rowcount, "the statement met no row, so it proves nothing"


def test_the_loader_is_refused_and_the_version_stays(version: Version) -> None:
    document = load_package(SMALL).document()
    changed = parse({**document, "title": {"id": "Lain", "en": "Other"}})
    with pytest.raises(Denied):
        publish_package(changed, actor=None, reason="test", now=NOW)
    assert Version.objects.get(instrument__code="small").sha256 == version.sha256


def test_a_draft_is_never_published_by_the_loader(db: None) -> None:
    instrument = Instrument.objects.create(code="small")
    document = load_package(SMALL).document()
    Version.objects.create(instrument=instrument, number="1.0", document=document, sha256="x")
    with pytest.raises(Denied, match=r"1\.0"):
        publish_package(load_package(SMALL), actor=None, reason="test", now=NOW)


def test_a_retired_version_stays_retired(version: Version) -> None:
    administrator = make_user("administrator", is_administrator=True)
    services.retire(version_id=version.pk, actor=administrator, now=NOW)
    with pytest.raises(Closed):
        services.retire(version_id=version.pk, actor=administrator, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(retired_at=None)
