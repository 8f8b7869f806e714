from __future__ import annotations

from functools import cached_property

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.common.triggers import not_truncated
from assessments.questionnaires.package import Package, examine
from assessments.questionnaires.sources import Finding
from assessments.questionnaires.texts import Text

FROZEN = pgtrigger.Q(old__published_at__isnull=False)
RETIRED = pgtrigger.Q(old__retired_at__isnull=False)


def not_added_later(name: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=f"{name}_not_added_later",
        operation=pgtrigger.Insert,
        when=pgtrigger.Before,
        declare=[("published", "TIMESTAMPTZ")],
        func="""
            SELECT published_at INTO published FROM questionnaires_version WHERE id = NEW.version_id FOR SHARE;
            IF published IS NOT NULL THEN
                RAISE EXCEPTION 'a published version never changes' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


class Instrument(models.Model):
    code = models.SlugField(max_length=60, unique=True)

    class Meta:
        triggers = (pgtrigger.Protect(name="instrument_keeps_code", operation=pgtrigger.Update),)

    def __str__(self) -> str:
        return self.code


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["document"],
    meta={"triggers": [not_truncated("version_history")]},
)
class Version(models.Model):
    """One version of an instrument. `document` is the whole package; nodes and indicators are rows made from it.

    Draft until `published_at`: the document changes and has no rows. Then frozen by trigger.
    """

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="versions")
    number = models.CharField(max_length=20)
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("instrument", "pk")
        constraints = (
            models.UniqueConstraint(fields=("instrument", "number"), name="version_unique"),
            models.CheckConstraint(
                name="version_retired_after_publishing",
                condition=models.Q(retired_at=None) | models.Q(published_at__isnull=False),
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="published_version_frozen",
                operation=pgtrigger.UpdateOf(
                    "instrument_id", "number", "document", "sha256", "published_at", "published_by_id", "reason"
                ),
                condition=FROZEN,
            ),
            pgtrigger.Protect(
                name="version_stays_retired", operation=pgtrigger.UpdateOf("retired_at"), condition=RETIRED
            ),
            pgtrigger.Protect(name="published_version_kept", operation=pgtrigger.Delete, condition=FROZEN),
            not_truncated("versions"),
        )

    def __str__(self) -> str:
        return f"{self.instrument.code} {self.number}"

    @property
    def title(self) -> Text:
        return Text(self.document["title"])

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @cached_property
    def package(self) -> Package:
        return _published_package(self) if self.published_at else self._examined[0]

    @property
    def findings(self) -> list[Finding]:
        """What keeps a draft from being published."""
        return self._examined[1] if self.is_draft else []

    @cached_property
    def _examined(self) -> tuple[Package, list[Finding]]:
        return examine(self.document)


_packages: dict[str, Package] = {}


def _published_package(version: Version) -> Package:
    # A published version never changes, so each process parses it once.
    if version.sha256 not in _packages:
        _packages[version.sha256], _findings = examine(version.document)
    return _packages[version.sha256]


class Node(models.Model):
    version = models.ForeignKey(Version, models.CASCADE, related_name="nodes")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    code = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("version", "code"), name="node_unique"),)
        triggers = (
            pgtrigger.Protect(name="node_frozen", operation=pgtrigger.Update | pgtrigger.Delete),
            not_added_later("node"),
            not_truncated("nodes"),
        )

    def __str__(self) -> str:
        return self.code


class Indicator(models.Model):
    """The row that answers point to. Its texts and levels stand in the version's document."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="indicators")
    node = models.ForeignKey(Node, models.CASCADE, related_name="indicators")
    code = models.CharField(_("code"), max_length=20)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("version", "code"), name="indicator_unique"),)
        triggers = (
            pgtrigger.Protect(name="indicator_frozen", operation=pgtrigger.Update | pgtrigger.Delete),
            not_added_later("indicator"),
            not_truncated("indicators"),
        )

    def __str__(self) -> str:
        return self.code
