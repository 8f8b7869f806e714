"""Who may close a stored file, and what must be so before its bytes are destroyed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments.accounts.models import User
from assessments.common.errors import Denied
from assessments.cycles.models import CycleAdministrator
from assessments.operations.locks import may_destroy_files
from assessments.responses.models import StoredFile


def check_runs_its_cycle(actor: User, file: StoredFile) -> None:
    mine = CycleAdministrator.objects.filter(user=actor, cycle__assessments__responses__evidence__file=file)
    if not mine.exists():
        raise Denied(_("Only an administrator of the file's cycle can do this."))


def check_keeps_records(actor: User) -> None:
    if not (actor.is_administrator and actor.is_active):
        raise Denied(_("Only an administrator can end the keeping of files."))


def check_is_open(file: StoredFile) -> None:
    if hasattr(file, "redaction"):
        raise Denied(_("This file is closed already. Reload the page."))


def check_is_closed(file: StoredFile) -> None:
    if not hasattr(file, "redaction"):
        raise Denied(_("Close the file first. Its bytes can be destroyed in a second step."))
    if hasattr(file.redaction, "destruction"):
        raise Denied(_("This file is destroyed already. Reload the page."))


def check_no_backup_needs_it() -> None:
    """From here until the transaction ends, no backup begins."""
    if not may_destroy_files():
        raise Denied(_("A backup is being made, which needs every file. Try again in some minutes."))
