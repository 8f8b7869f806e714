"""The one recorded path past the freeze: a file with personal data is closed, then its bytes are destroyed.

Neither changes the file's row, so its name, size and hash stay as they were sent.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.common.origins import FromRequest, origin_noted
from assessments.common.triggers import never_changed


class Ground(models.TextChoices):
    PERSONAL_DATA = "personal_data", _("personal data")
    RETENTION = "retention", _("kept long enough")


class Redaction(FromRequest):
    """Who closed a file, when and why. `replacement`: a copy without the personal data, shown in its place."""

    file = models.OneToOneField("StoredFile", models.PROTECT, related_name="redaction")
    ground = models.CharField(_("ground"), max_length=13, choices=Ground)
    reason = models.TextField(_("reason"))
    replacement = models.OneToOneField("StoredFile", models.PROTECT, null=True, blank=True, related_name="replaces")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(name="redaction_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="redaction_by_another_file", condition=Q(replacement=None) | ~Q(replacement=F("file"))
            ),
        )
        triggers = (origin_noted("redaction"), *never_changed("redaction"))

    def __str__(self) -> str:
        return f"{self.file_id} {self.ground}"


class Destruction(FromRequest):
    """The bytes of a closed file are gone. Only what was closed before can be destroyed."""

    redaction = models.OneToOneField(Redaction, models.PROTECT, related_name="destruction")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        triggers = (origin_noted("destruction"), *never_changed("destruction"))

    def __str__(self) -> str:
        return f"{self.redaction_id}"
