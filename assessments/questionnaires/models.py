from __future__ import annotations

from functools import cached_property

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.common.triggers import not_truncated
from assessments.questionnaires.package import Package, parse

FROZEN = pgtrigger.Q(old__published_at__isnull=False)


class Instrument(models.Model):
    code = models.SlugField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.code


class Version(models.Model):
    """One version of an instrument. `document` is the whole package; nodes and indicators are rows made from it.

    Draft until `published_at`; then frozen by trigger.
    """

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="versions")
    number = models.CharField(max_length=20)
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
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
            pgtrigger.Protect(name="published_version_kept", operation=pgtrigger.Delete, condition=FROZEN),
            not_truncated("versions"),
        )

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.number}"

    @cached_property
    def package(self) -> Package:
        return _published_package(self) if self.published_at else parse(self.document)


_packages: dict[tuple[int, str], Package] = {}


def _published_package(version: Version) -> Package:
    # A published version never changes, so each process parses it once.
    key = (version.pk, version.sha256)
    if key not in _packages:
        _packages[key] = parse(version.document)
    return _packages[key]


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
            not_truncated("indicators"),
        )

    def __str__(self) -> str:
        return self.code
