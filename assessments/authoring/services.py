"""Every change of a draft: one transaction, the row locked, nothing of somebody else's overwritten unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime
from typing import Any

import pghistory
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assessments.accounts.models import User
from assessments.authoring import policies
from assessments.authoring.kinds import Part, is_taken, new_item, new_slots, part_of
from assessments.authoring.slots import Slot, stamp_of, values_of
from assessments.authoring.tree import find, holds, insert, shift, take_out
from assessments.common.canonical import canonical_json, sha256_of
from assessments.common.errors import Denied, Invalid
from assessments.common.locks import get_for_update
from assessments.questionnaires.aging import date_changes, hold, languages_of
from assessments.questionnaires.models import Version
from assessments.questionnaires.publishing import publish_version
from assessments.questionnaires.shape import findings as misshapen

Document = dict[str, Any]


class Changed(Denied):
    """Somebody else has changed the same thing since the page was opened. `standing`: its values now."""

    def __init__(self, message: str, standing: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.standing = dict(standing or {})


@contextmanager
def _change(actor: User, now: datetime) -> Iterator[None]:
    """One transaction whose history names who changed what, and when."""
    with transaction.atomic(), pghistory.context(actor=actor.pk, at=now.isoformat()):
        yield


def clone(*, version: Version, number: str, actor: User, now: datetime) -> Version:
    """A draft with the same content under a new number."""
    policies.check_writes_instruments(actor)
    with _change(actor, now):
        draft = Version(instrument_id=version.instrument_id, number=number)
        _put(draft, {**version.document, "version": number}, actor, now)
        try:
            with transaction.atomic():
                draft.save(force_insert=True)
        except IntegrityError as error:
            sentence = _("This instrument has a version %(number)s already.") % {"number": number}
            raise Invalid({"number": sentence}) from error
    return draft


def _locked(version_id: int) -> Version:
    try:
        return get_for_update(Version.objects.filter(pk=version_id))
    except Version.DoesNotExist as error:
        raise Changed(_("Somebody else has removed this meanwhile.")) from error


def _put(draft: Version, document: Document, actor: User, now: datetime) -> None:
    draft.document, draft.sha256 = document, sha256_of(canonical_json(document))
    draft.changed_at, draft.changed_by = now, actor


def edit(*, version_id: int, edit: Callable[[Document], None], actor: User, now: datetime) -> Version:
    """The draft after `edit` has changed its document. Raises what `edit` raises, and then nothing is changed."""
    with _change(actor, now):
        draft = _locked(version_id)
        policies.check_can_edit(actor, draft)
        document = deepcopy(draft.document)
        edit(document)
        _check_shape(document)
        date_changes(draft.document, document, now)
        if document != draft.document:
            _put(draft, document, actor, now)
            draft.save(update_fields=["document", "sha256", "changed_at", "changed_by"])
    return draft


def _check_shape(document: Document) -> None:
    # Forms and sheets give each value its shape; what they miss must still not be stored.
    for finding in misshapen(document):
        raise Invalid({"": finding})


def change(
    *, version_id: int, kind: str, code: str, values: Mapping[str, str], seen: str, actor: User, now: datetime
) -> Version:
    """Raises `Changed` where the thing no longer stands as the page that was filled in has shown it."""

    def write(document: Document) -> None:
        part = _standing(document, kind, code, seen)
        for slot in part.slots:
            slot.take(part.item, values[slot.key])
        if kind == "band":
            document["bands"].sort(key=lambda band: float(band["from"]))

    return edit(version_id=version_id, edit=write, actor=actor, now=now)


def _standing(document: Document, kind: str, code: str, seen: str) -> Part:
    part = part_of(document, kind, code)
    if part is None:
        raise Changed(_("Somebody else has removed this meanwhile."))
    standing = values_of(part.slots, part.item)
    if stamp_of(standing) != seen:
        raise Changed(_("Somebody else has changed this since you opened it. Nothing is saved yet."), standing)
    return part


def add(*, version_id: int, kind: str, parent: str, values: Mapping[str, str], actor: User, now: datetime) -> Version:
    """A new node, indicator, band or cap, last in its place; the parent is a node's code, '' for the whole."""

    def put_in(document: Document) -> None:
        if is_taken(document, kind, values["code"]):
            raise Invalid({"code": _("This code is in use already.")})
        item = new_item(document, kind)
        _write(item, new_slots(document, kind), values)
        insert(_node(document, parent) if parent else document, kind, item)
        if kind == "band":
            document["bands"].sort(key=lambda band: float(band["from"]))

    return edit(version_id=version_id, edit=put_in, actor=actor, now=now)


def _write(item: dict[str, Any], slots: Iterable[Slot], values: Mapping[str, str]) -> None:
    for slot in slots:
        slot.write(item, values.get(slot.key, ""))


def _node(document: Document, code: str) -> dict[str, Any]:
    found = find(document, "node", code)
    if found is None:
        raise Changed(_("Somebody else has removed this meanwhile."))
    return found[0]


def hold_translations(*, version_id: int, kind: str, code: str, seen: str, actor: User, now: datetime) -> Version:
    """The thing's translations fit their source as both stand, though they are older."""

    def date(document: Document) -> None:
        part = _standing(document, kind, code, seen)
        for text in part.texts():
            hold(text, languages_of(document), now)

    return edit(version_id=version_id, edit=date, actor=actor, now=now)


def remove(*, version_id: int, kind: str, code: str, seen: str, actor: User, now: datetime) -> Version:
    """A node goes with all below it."""

    def take(document: Document) -> None:
        part = _standing(document, kind, code, seen)
        if kind in ("node", "band") and part.around is document and len(document[f"{kind}s"]) == 1:
            raise Denied(_("This is the last one, and an instrument needs one."))
        take_out(part.around, kind, part.item)

    return edit(version_id=version_id, edit=take, actor=actor, now=now)


def move(*, version_id: int, kind: str, code: str, by: int, actor: User, now: datetime) -> Version:
    """One place up (-1) or down (1) among its siblings; at the end of the row it stays."""

    def pass_by(document: Document) -> None:
        found = find(document, kind, code)
        if found is None:
            raise Changed(_("Somebody else has removed this meanwhile."))
        shift(found[1], kind, found[0], by)

    return edit(version_id=version_id, edit=pass_by, actor=actor, now=now)


def move_into(*, version_id: int, kind: str, code: str, parent: str, actor: User, now: datetime) -> Version:
    """To the end of another node, or of the whole."""

    def carry(document: Document) -> None:
        found = find(document, kind, code)
        if found is None:
            raise Changed(_("Somebody else has removed this meanwhile."))
        item, around = found
        target = _node(document, parent) if parent else document
        if kind == "node" and parent and holds(item, parent):
            raise Invalid({"parent": _("A node cannot stand inside itself.")})
        if target is not around:
            if around is document and len(document["nodes"]) == 1:
                raise Denied(_("This is the last one, and an instrument needs one."))
            take_out(around, kind, item)
            insert(target, kind, item)

    return edit(version_id=version_id, edit=carry, actor=actor, now=now)


def replace(*, version_id: int, document: Document, seen: str, actor: User, now: datetime) -> Version:
    """The whole content at once, as a dry run has shown it. `seen`: the content that it was compared with."""

    def put(standing: Document) -> None:
        if sha256_of(canonical_json(standing)) != seen:
            raise Changed(_("Somebody else has changed this draft since the dry run. Send the workbook again."))
        standing.clear()
        standing.update(document)

    return edit(version_id=version_id, edit=put, actor=actor, now=now)


def publish(*, version_id: int, reason: str, seen: str, actor: User, now: datetime) -> Version:
    """From now on the version never changes. `seen`: the content that the one who publishes has read."""
    with _change(actor, now):
        draft = _locked(version_id)
        policies.check_can_publish(actor, draft)
        if draft.sha256 != seen:
            raise Changed(_("Somebody else has changed this draft since you opened the page. Read it again first."))
        publish_version(draft, draft.package, actor=actor, reason=reason, now=now)
    return draft


def retire(*, version_id: int, actor: User, now: datetime) -> Version:
    """No new cycle can use the version; those that do keep it."""
    with _change(actor, now):
        version = _locked(version_id)
        policies.check_can_retire(actor, version)
        version.retired_at = now
        version.save(update_fields=["retired_at"])
    return version


def delete(*, version_id: int, actor: User, now: datetime) -> None:
    with _change(actor, now):
        version = _locked(version_id)
        policies.check_can_delete(actor, version)
        version.delete()
