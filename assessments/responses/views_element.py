"""The questionnaire of one element: read, saved as a form without JavaScript, saved card by card with it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, RawPostDataException
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.accounts.keeping import is_other_persons, refused_to_other
from assessments.accounts.requests import SignedInRequest
from assessments.common.errors import Denied, Invalid, why_not
from assessments.questionnaires.package import NodeText
from assessments.responses import cards, pages, policies, previous, saving
from assessments.responses.access import CLASHED, UNUSABLE, agency_assessment, status_of
from assessments.responses.differences import conflict_of
from assessments.responses.models import Assessment, Response
from assessments.responses.presence import note_presence
from assessments.responses.services.answers import Clash, save_answers
from assessments.responses.steps import next_address
from assessments.responses.typed import Typed, edits_of, new_client, typed_cards


@require_http_methods(["GET", "POST"])
def element(request: SignedInRequest, pk: uuid.UUID, code: str) -> HttpResponse:
    assessment = agency_assessment(request, pk)
    node = _element_or_404(assessment, code)
    if request.method == "GET":
        return _page(request, assessment, node)
    given = typed_cards(request.POST, cards.asked_codes(assessment, node))
    wanted, answer = previous.asked_to_take_over(request.POST)
    typed = previous.taken_over(given, wanted, answer, assessment)
    try:
        outcomes = save_answers(
            assessment_id=pk, edits=edits_of(typed.values()), actor=request.user, now=timezone.now()
        )
    except Invalid as refusal:
        return _page(request, assessment, node, typed, errors=refusal.errors, status=UNUSABLE)
    except Denied as refusal:
        assessment = agency_assessment(request, pk)
        return _page(request, assessment, node, typed, refusal=refusal.message, status=status_of(refusal))
    clashes = [outcome for outcome in outcomes if isinstance(outcome, Clash)]
    if clashes:
        return _page(request, assessment, node, typed, clashes=clashes, status=CLASHED)
    if wanted:
        _tell_of_take_over(request, wanted, was_taken=typed != given)
    return redirect(next_address(assessment, node, request.POST))


def _tell_of_take_over(request: SignedInRequest, code: str, *, was_taken: bool) -> None:
    if was_taken:
        sentence = _("%(code)s starts from last time's answer, saved as yours. Check it, then say that it is finished.")
        messages.info(request, sentence % {"code": code})
    else:
        sentence = _("Nothing was taken over for %(code)s: something stands there already.")
        messages.warning(request, sentence % {"code": code})


def _element_or_404(assessment: Assessment, code: str) -> NodeText:
    found = [node for node in cards.asked_elements(assessment) if node.code == code]
    if not found:
        raise Http404
    return found[0]


def _page(
    request: SignedInRequest,
    assessment: Assessment,
    node: NodeText,
    typed: Mapping[str, Typed] | None = None,
    *,
    errors: Mapping[str, str] | None = None,
    clashes: list[Clash] | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    package = assessment.version.package
    closed = refusal or why_not(policies.check_can_answer, request.user, assessment, timezone.now())
    page = cards.element_page(
        assessment,
        node,
        may_answer=not closed,
        typed=typed,
        errors=errors,
        conflicts={clash.response.indicator.code: conflict_of(clash, package) for clash in clashes or ()},
    )
    context = {
        "assessment": assessment,
        "page": page,
        "package": package,
        "closed": closed,
        "refusal": refusal,
        "errors": page.errors,
        "asked": pages.newest_return(assessment),
        "client": new_client(),
        "may_discuss": policies.is_discussed(assessment),
    }
    return render(request, "responses/element.html", context, status=status)


@require_POST
def save(request: SignedInRequest, pk: uuid.UUID, code: str) -> JsonResponse:
    """One card's changed fields. Says what stands in the row now; the inputs stay the reader's."""
    try:
        message = saving.message_from(code, request.body)
    except (ValueError, RawPostDataException):
        return _refusal(request, pk, {"message": saving.unreadable()}, 400)
    if message.user != request.user.pk:
        return refused_to_other()
    try:
        (outcome,) = save_answers(assessment_id=pk, edits=[message.edit], actor=request.user, now=timezone.now())
    except (Assessment.DoesNotExist, Response.DoesNotExist) as error:
        raise Http404 from error
    except Invalid as refusal:
        return JsonResponse({"errors": refusal.errors}, status=UNUSABLE)
    except Denied as refusal:
        return _refusal(request, pk, {"message": refusal.message}, status_of(refusal))
    package = outcome.response.assessment.version.package
    if isinstance(outcome, Clash):
        return JsonResponse(saving.clash_answer(outcome, package), status=CLASHED)
    return JsonResponse(saving.saved_answer(outcome, package))


@require_POST
def presence(request: SignedInRequest, pk: uuid.UUID, code: str) -> JsonResponse:
    """A page that is looked at says so, and learns who else fills it in."""
    if is_other_persons(request):
        return refused_to_other()
    others = note_presence(actor=request.user, assessment_id=pk, element=code)
    if others is None:
        raise Http404
    return JsonResponse({"message": saving.are_filling_in(others)})


def _refusal(request: SignedInRequest, pk: uuid.UUID, answer: dict[str, str], status: int) -> JsonResponse:
    """The service has looked at the reader's rights; to a stranger the assessment is missing, as on every page."""
    agency_assessment(request, pk)
    return JsonResponse(answer, status=status)
