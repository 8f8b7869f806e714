"""Pictures of a file's first pages, so that evaluators read evidence without opening strangers' documents."""

from __future__ import annotations

from django.db import models

from assessments.common.triggers import never_changed


class Preview(models.Model):
    """One page, drawn as PNG. Made from the file's bytes, and destroyed with them."""

    file = models.ForeignKey("StoredFile", models.PROTECT, related_name="previews")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120, unique=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("file", "number"), name="preview_unique"),)
        triggers = never_changed("preview")

    def __str__(self) -> str:
        return f"{self.file_id} {self.number}"
