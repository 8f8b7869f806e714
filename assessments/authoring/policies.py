"""Who writes instruments, and what can still be changed about one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments.accounts.models import User
from assessments.common.errors import Closed, Denied
from assessments.cycles.models import Cycle
from assessments.questionnaires.models import Version


def check_writes_instruments(actor: User) -> None:
    if not actor.is_administrator:
        raise Denied(_("Only an administrator can see and change instruments."))


def check_can_edit(actor: User, version: Version) -> None:
    check_writes_instruments(actor)
    if not version.is_draft:
        raise Closed(_("This version is published and never changes. Make a new version from it."))


def check_can_publish(actor: User, version: Version) -> None:
    check_can_edit(actor, version)
    if version.findings:
        raise Denied(_("This draft cannot be published yet: mend what is listed first."))


def check_can_retire(actor: User, version: Version) -> None:
    check_writes_instruments(actor)
    if version.is_draft:
        raise Closed(_("This version is a draft: delete it, or publish it."))
    if version.retired_at:
        raise Closed(_("This version is retired already."))


def check_can_delete(actor: User, version: Version) -> None:
    check_writes_instruments(actor)
    if not version.is_draft:
        raise Closed(_("A published version is kept for good. It can be retired, so that no new cycle uses it."))
    if Cycle.objects.filter(version=version).exists():
        raise Denied(_("A cycle uses this version, so it stays."))
