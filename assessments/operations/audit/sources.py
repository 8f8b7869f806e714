"""Where the history stands: each table as rows of one shape, so that one query reads them all in the order of time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Exists,
    F,
    JSONField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.utils.translation import gettext_lazy as _

from assessments.operations.audit.histories import (
    CycleAdministratorEvent,
    EvaluatorAssignmentEvent,
    EvidenceEvent,
    MembershipEvent,
    ResponseEvent,
    VerdictEvent,
)
from assessments.operations.audit.scopes import Scope
from assessments.responses.enums import AnswerState, Audience, Status
from assessments.responses.models import Comment, Destruction, Evidence, Redaction, StatusChange

COLUMNS = ("moment", "topic", "act", "sort", "indicator_code", "actor", "address", "request", "before", "data")
NOTHING = Value(None, output_field=JSONField())


class Topic(TextChoices):
    STATUS = "status", _("Status")
    ANSWER = "answer", _("Answer")
    EVIDENCE = "evidence", _("Evidence")
    MESSAGE = "message", _("Message")
    VERDICT = "verdict", _("Verdict")
    ROLE = "role", _("People and roles")
    FILE = "file", _("Closed files")


@dataclass(frozen=True)
class Wanted:
    """What is looked for; an empty field looks for all. `actors`: ids, None for changes without a person."""

    topic: str = ""
    code: str = ""
    actors: frozenset[int | None] = frozenset()
    since: datetime | None = None
    until: datetime | None = None


Rows = QuerySet[Any]
Source = Callable[[Scope], Iterator[Rows]]


def timeline(scope: Scope, wanted: Wanted) -> Rows:
    """Newest first, as dictionaries with COLUMNS."""
    parts = [_chosen(rows, wanted).values(*COLUMNS).order_by() for rows in _all(scope, wanted)]
    if not parts:
        return StatusChange.objects.none()
    return parts[0].union(*parts[1:], all=True).order_by("-moment", "-topic", "-sort")


def actors(scope: Scope) -> set[int | None]:
    """Everybody who appears in the history. One query."""
    first, *rest = (rows.values_list("actor").order_by() for rows in _all(scope, Wanted()))
    return {actor for (actor,) in first.union(*rest)}


def _all(scope: Scope, wanted: Wanted) -> Iterator[Rows]:
    for topic, source in SOURCES.items():
        if wanted.topic in ("", topic):
            yield from source(scope)


def _chosen(rows: Rows, wanted: Wanted) -> Rows:
    if wanted.code:
        rows = rows.filter(indicator_code=wanted.code)
    if wanted.since:
        rows = rows.filter(moment__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(moment__lt=wanted.until)
    if wanted.actors:
        nobody = Q(actor=None) if None in wanted.actors else Q()
        rows = rows.filter(Q(actor__in=[actor for actor in wanted.actors if actor is not None]) | nobody)
    return rows


def _shaped(rows: Rows, topic: Topic, act: Any, *, by: str, at: str, origin: str, **columns: Any) -> Rows:
    """The actor is the person who was signed in; the row's own column where nobody was."""
    signed_in = Cast(KeyTextTransform("actor", f"{origin}__metadata"), BigIntegerField())
    return rows.annotate(
        moment=F(at),
        topic=Value(topic.value, output_field=CharField()),
        act=act if hasattr(act, "resolve_expression") else Value(act, output_field=CharField()),
        sort=Cast("pk", BigIntegerField()),
        indicator_code=columns.get("code", Value("", output_field=CharField())),
        actor=Coalesce(signed_in, Cast(by, BigIntegerField())) if by else signed_in,
        address=Coalesce(KeyTextTransform("address", f"{origin}__metadata"), Value(""), output_field=TextField()),
        request=F(f"{origin}_id"),
        before=columns.get("before", NOTHING),
        data=columns["data"],
    )


def _event(rows: Rows, topic: Topic, data: JSONObject, act: Any = None, *, by: str = "", **columns: Any) -> Rows:
    """A table of history: what stood before is the row's own earlier event."""
    model: type[Model] = rows.model
    earlier = model._default_manager.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id"))
    before = Subquery(earlier.order_by("-pgh_id").values(said=data)[:1], output_field=JSONField())
    return _shaped(
        rows,
        topic,
        act or F("pgh_label"),
        by=by,
        at="pgh_created_at",
        origin="pgh_context",
        data=data,
        before=before,
        **columns,
    )


def _moves(scope: Scope) -> Iterator[Rows]:
    note: F | Case = F("note")
    if scope.as_agency and not scope.shows_verdicts:
        # Why a finished review was opened again may tell what it found.
        note = Case(When(from_status=Status.FINAL, then=Value("")), default=note, output_field=TextField())
    data = JSONObject(from_status="from_status", to_status="to_status", note=note)
    rows = StatusChange.objects.filter(assessment=scope.assessment)
    yield _shaped(rows, Topic.STATUS, "moved", by="by_id", at="at", origin="origin", data=data)


def _answers(scope: Scope) -> Iterator[Rows]:
    rows = ResponseEvent.objects.filter(assessment=scope.assessment)
    # Every asked indicator starts with an empty row, which nobody wrote.
    rows = rows.exclude(pgh_label="insert", state=AnswerState.UNANSWERED, note="")
    data = JSONObject(state="state", level="level", note="note", finished="finished")
    rows = _event(_typed(rows, scope), Topic.ANSWER, data, by="updated_by_id", code=F("indicator__code"))
    # A piece of evidence counts as a new version of its answer: that has its own entry.
    yield rows.exclude(before=F("data"))


def _evidence(scope: Scope) -> Iterator[Rows]:
    rows = EvidenceEvent.objects.filter(response__assessment=scope.assessment)
    data = JSONObject(title="title", kind="kind", url="url", text="text", place="place", removed=F("removed_at"))
    act = Case(
        When(pgh_label="insert", then=Value("added")),
        When(removed_at__isnull=False, then=Value("removed")),
        default=Value("restored"),
        output_field=CharField(),
    )
    code = F("response__indicator__code")
    rows = _typed(rows, scope).annotate(hand=Coalesce("removed_by_id", "added_by_id"))
    yield _event(rows, Topic.EVIDENCE, data, act, by="hand", code=code)


def _typed(rows: Rows, scope: Scope) -> Rows:
    return rows.filter(pgh_created_at__lte=scope.answers_until) if scope.answers_until else rows


def _messages(scope: Scope) -> Iterator[Rows]:
    rows = Comment.objects.filter(response__assessment=scope.assessment)
    if scope.as_agency:
        rows = rows.filter(audience=Audience.AGENCY)
    act = Case(When(audience=Audience.INTERNAL, then=Value("internal")), default=F("side"), output_field=CharField())
    data = JSONObject(text="text")
    code = F("response__indicator__code")
    yield _shaped(rows, Topic.MESSAGE, act, by="author_id", at="at", origin="origin", data=data, code=code)


def _verdicts(scope: Scope) -> Iterator[Rows]:
    if not scope.shows_verdicts:
        return
    rows = VerdictEvent.objects.filter(response__assessment=scope.assessment)
    if scope.verdicts_until:
        rows = rows.filter(pgh_created_at__lte=scope.verdicts_until)
    data = JSONObject(outcome="outcome", level="level", reason="reason")
    yield _event(rows, Topic.VERDICT, data, by="by_id", code=F("response__indicator__code"))


def _roles(scope: Scope) -> Iterator[Rows]:
    members = MembershipEvent.objects.filter(agency=scope.assessment.agency_id)
    yield _event(members, Topic.ROLE, JSONObject(what=Value("member"), person="user_id", role="role"))
    given = EvaluatorAssignmentEvent.objects.filter(cycle=scope.assessment.cycle_id, agency=scope.assessment.agency_id)
    yield _event(given, Topic.ROLE, JSONObject(what=Value("evaluator"), person="evaluator_id", label="label"))
    if not scope.as_agency:
        running = CycleAdministratorEvent.objects.filter(cycle=scope.assessment.cycle_id)
        yield _event(running, Topic.ROLE, JSONObject(what=Value("administrator"), person="user_id"))


def _files(scope: Scope) -> Iterator[Rows]:
    closed = _shown_here(Redaction.objects.all(), "file", scope)
    data = JSONObject(title="title", ground="ground", reason="reason", replaced="replacement_id")
    yield _shaped(
        closed, Topic.FILE, "closed", by="by_id", at="at", origin="origin", data=data, code=F("code_of_answer")
    )
    gone = _shown_here(Destruction.objects.all(), "redaction__file", scope)
    data = JSONObject(title="title", ground="redaction__ground", reason=F("redaction__reason"))
    yield _shaped(
        gone, Topic.FILE, "destroyed", by="by_id", at="at", origin="origin", data=data, code=F("code_of_answer")
    )


def _shown_here(rows: Rows, file: str, scope: Scope) -> Rows:
    uses = Evidence.objects.filter(file=OuterRef(file), response__assessment=scope.assessment)
    return rows.filter(Exists(uses)).annotate(
        title=Subquery(uses.values("title")[:1]), code_of_answer=Subquery(uses.values("response__indicator__code")[:1])
    )


SOURCES: dict[str, Source] = {
    Topic.STATUS: _moves,
    Topic.ANSWER: _answers,
    Topic.EVIDENCE: _evidence,
    Topic.MESSAGE: _messages,
    Topic.VERDICT: _verdicts,
    Topic.ROLE: _roles,
    Topic.FILE: _files,
}
