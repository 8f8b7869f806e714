"""Who may ask for reports. Who may read them, `Report.objects.visible_to` says."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from assessments.accounts.models import User
from assessments.agencies.models import Membership
from assessments.common.errors import Denied
from assessments.cycles.models import Cycle, CycleAdministrator
from assessments.reviews.models import Finalisation


def check_can_request(actor: User, finalisation: Finalisation, now: datetime) -> None:
    """The cycle's administrators at once; the agency from the release on."""
    assessment = finalisation.assessment
    if _runs(actor, assessment.cycle):
        return
    if not Membership.objects.filter(agency=assessment.agency_id, user=actor).exists():
        raise Denied(_("Only the agency and the administrators of this cycle can ask for this report."))
    if not assessment.cycle.is_released(now):
        raise Denied(_("The report can be asked for once the results of this cycle are released."))


def check_can_request_bundle(actor: User, cycle: Cycle) -> None:
    if not _runs(actor, cycle):
        raise Denied(_("Only an administrator of this cycle can ask for all its reports."))


def _runs(actor: User, cycle: Cycle) -> bool:
    return CycleAdministrator.objects.filter(cycle=cycle, user=actor).exists()
