"""Saving answers. Two people may save different answers of one assessment at once; on one, nobody is overwritten."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from assessments.accounts.models import User
from assessments.common.errors import Invalid
from assessments.common.locks import get_for_share
from assessments.questionnaires.package import Package
from assessments.responses import policies
from assessments.responses.answers import Edit, clean, fields_of, put
from assessments.responses.merging import merge
from assessments.responses.models import Assessment, Response

REMEMBERED_CLIENTS = 16


@dataclass(frozen=True)
class Saved:
    """The row stands as `response`. `changed` is False when there was nothing (or nothing new) to write. `stands`: the
    sent fields that the row holds as they were sent; another may have been changed by somebody else since."""

    response: Response
    sequence: int
    changed: bool
    stands: tuple[str, ...]


@dataclass(frozen=True)
class Clash:
    """Somebody else changed the same field. Nothing was written; both readings are here."""

    response: Response
    mine: Mapping[str, Any]
    theirs: Mapping[str, Any]
    fields: tuple[str, ...]


Outcome = Saved | Clash


@transaction.atomic
def save_answers(*, assessment_id: uuid.UUID, edits: Sequence[Edit], actor: User, now: datetime) -> list[Outcome]:
    """One outcome an edit, in the edits' order. Raises `Denied`, `Closed`, `DoesNotExist`, or `Invalid`
    with its sentences by 'CODE-field': nothing of a refused call is written."""
    # Lock the assessment for share: savers of different answers do not wait for each other, a submit waits for all.
    assessment = get_for_share(Assessment.objects.with_instrument().filter(pk=assessment_id))
    policies.check_can_answer(actor, assessment, now)
    package = assessment.version.package
    responses = _locked(assessment, [edit.code for edit in edits])
    outcomes = [_apply(assessment, responses[edit.code], edit, package, actor, now) for edit in edits]
    _write([outcome.response for outcome in outcomes if isinstance(outcome, Saved) and outcome.changed])
    return outcomes


def _locked(assessment: Assessment, codes: Sequence[str]) -> dict[str, Response]:
    rows = (
        assessment.responses.filter(indicator__code__in=codes)
        .select_related("indicator")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    found = {row.indicator.code: row for row in rows}
    if len(found) != len(set(codes)):
        raise Response.DoesNotExist
    return found


def _apply(
    assessment: Assessment, response: Response, edit: Edit, package: Package, actor: User, now: datetime
) -> Outcome:
    if edit.sequence <= dict(response.seen).get(edit.client, 0):
        return Saved(response, edit.sequence, changed=False, stands=_standing(response, _cleaned(edit, package)))
    policies.check_is_open(assessment, response)
    mine = _cleaned(edit, package)
    theirs = fields_of(response)
    base = theirs if edit.base_version == response.version else edit.base
    merged = merge(base=base, mine=mine, theirs=theirs, unsure=edit.unsure)
    if merged.clashing:
        return Clash(response, mine=mine, theirs=theirs, fields=merged.clashing)
    put(response, merged.values)
    _stamp(response, edit, actor, now, content=bool(merged.values))
    return Saved(response, edit.sequence, changed=True, stands=_standing(response, mine))


def _standing(response: Response, sent: Mapping[str, Any]) -> tuple[str, ...]:
    now = fields_of(response)
    return tuple(name for name, value in sent.items() if value == now[name])


def _cleaned(edit: Edit, package: Package) -> dict[str, Any]:
    try:
        return clean(edit.fields, package=package, indicator=package.indicators[edit.code])
    except Invalid as refusal:
        raise Invalid({f"{edit.code}-{name}": sentence for name, sentence in refusal.errors.items()}) from None


def _stamp(response: Response, edit: Edit, actor: User, now: datetime, *, content: bool) -> None:
    others = [entry for entry in response.seen if entry[0] != edit.client]
    response.seen = [*others[-REMEMBERED_CLIENTS + 1 :], [edit.client, edit.sequence]]
    if content:
        response.version += 1
        response.updated_at, response.updated_by = now, actor


def _write(responses: list[Response]) -> None:
    fields = ["state", "level", "note", "finished", "version", "seen", "updated_at", "updated_by"]
    if len(responses) == 1:
        responses[0].save(update_fields=fields)
    elif responses:
        Response.objects.bulk_update(responses, fields)
