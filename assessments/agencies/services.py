from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assessments.accounts.models import User
from assessments.agencies.models import Medium
from assessments.agencies.selectors import role_of
from assessments.common.errors import Denied, Invalid


def keep_medium(*, medium: Medium, actor: User) -> Medium:
    """Enters a new medium, or changes one, of the actor's agency. Raises `Denied`, or `Invalid` for a name twice."""
    if role_of(actor, agency_id=medium.agency_id) is None:
        raise Denied(_("Only staff of this agency can do this."))
    try:
        with transaction.atomic():
            medium.save()
    except IntegrityError as error:
        if "medium_unique" not in str(error):
            raise
        raise Invalid({"name": _("Your agency already has a medium of this name.")}) from error
    return medium
