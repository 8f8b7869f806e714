from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.accounts.models import User
from assessments.common.errors import Invalid
from assessments.common.locks import get_for_share
from assessments.responses import policies
from assessments.responses.answers import NOTE_LIMIT, clean_text
from assessments.responses.enums import Audience, Side
from assessments.responses.models import Assessment, Comment, Response


@transaction.atomic
def reply(*, response: Response, text: str, actor: User, now: datetime) -> Comment:
    """The agency's own message in an indicator's thread: the evaluators read it."""
    assessment = get_for_share(Assessment.objects.filter(pk=response.assessment_id))
    policies.check_can_discuss(actor, assessment)
    return Comment.objects.create(
        response=response,
        audience=Audience.AGENCY,
        side=Side.AGENCY,
        author=actor,
        at=now,
        text=message_text(text),
    )


def message_text(text: str) -> str:
    """The message as it is stored. Raises `Invalid` for an empty or an overlong one."""
    cleaned = clean_text(text)
    if not cleaned:
        raise Invalid({"text": _("Write a message first.")})
    if len(cleaned) > NOTE_LIMIT:
        raise Invalid({"text": _("A message holds %(limit)d characters. Shorten it.") % {"limit": NOTE_LIMIT}})
    return cleaned
