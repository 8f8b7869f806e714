"""From a package to published rows. A published version never changes: another content needs another number."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.accounts.models import User
from assessments.common.canonical import canonical_json, sha256_of
from assessments.common.errors import Denied
from assessments.questionnaires.models import Indicator, Instrument, Node, Version
from assessments.questionnaires.package import NodeText, Package
from assessments.questionnaires.sources import PACKAGES

__all__ = ["PACKAGES", "publish_package"]


@transaction.atomic
def publish_package(package: Package, *, actor: User | None, reason: str, now: datetime) -> Version:
    """The published version of `package`; the existing one when it was published before with the same content.

    Raises `Denied` when this number was published with another content.
    """
    document = package.document()
    sha256 = sha256_of(canonical_json(document))
    instrument, _created = Instrument.objects.get_or_create(code=package.code)
    existing = Version.objects.filter(instrument=instrument, number=package.version).first()
    if existing is not None:
        return _same_or_denied(existing, sha256)
    version = Version.objects.create(instrument=instrument, number=package.version, document=document, sha256=sha256)
    publish_version(version, package, actor=actor, reason=reason, now=now)
    return version


def publish_version(version: Version, package: Package, *, actor: User | None, reason: str, now: datetime) -> None:
    """From now on frozen. Needs a transaction, and of an existing draft its row locked."""
    _write_rows(version, package)
    version.published_at, version.published_by, version.reason = now, actor, reason
    version.save(update_fields=["published_at", "published_by", "reason"])


def _same_or_denied(existing: Version, sha256: str) -> Version:
    if existing.is_draft:
        raise Denied(
            _("Version %(number)s exists as a draft. Publish or delete the draft, or choose another number.")
            % {"number": existing.number}
        )
    if existing.sha256 != sha256:
        raise Denied(
            _("Version %(number)s is published with another content. Give the changed package a new version number.")
            % {"number": existing.number}
        )
    return existing


def _write_rows(version: Version, package: Package) -> None:
    position = 0
    for top in package.nodes:
        position = _write_node(version, top, None, position)


def _write_node(version: Version, text: NodeText, parent: Node | None, position: int) -> int:
    node = Node.objects.create(version=version, parent=parent, code=text.code, kind=text.kind, position=position)
    position += 1
    rows: list[dict[str, Any]] = [
        {"version": version, "node": node, "code": indicator.code, "position": position + offset}
        for offset, indicator in enumerate(text.indicators)
    ]
    Indicator.objects.bulk_create([Indicator(**row) for row in rows])
    position += len(rows)
    for child in text.nodes:
        position = _write_node(version, child, node, position)
    return position
