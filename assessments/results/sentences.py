"""The sentences of a result, in the language that is active: what it is, why, and how sure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from assessments.common.formats import day, number, percent
from assessments.results.shapes import CapResult, NodeResult, Outlook, Result


def spoken(result: Result) -> Result:
    return replace(
        result,
        head=head(result),
        verdict=verdict(result),
        qualifier=qualifier(result),
        reasons=tuple(reasons(result)),
        certainty=certainty(result),
        outlook_sentence=outlook_sentence(result.outlook) if result.outlook else "",
    )


def head(result: Result) -> str:
    """'Kesiapan instansi menyelenggarakan media untuk tujuan bagi pengguna sasaran, per tanggal.'"""
    sentence = (
        _("Readiness before launch of %(agency)s to run %(medium)s for %(purpose)s, for %(users)s, as of %(date)s.")
        if result.is_planned
        else _("Readiness of %(agency)s to run %(medium)s for %(purpose)s, for %(users)s, as of %(date)s.")
    )
    about = result.subject
    return sentence % {
        "agency": about.agency,
        "medium": about.medium,
        "purpose": about.purpose,
        "users": about.users,
        "date": day(result.as_of),
    }


def verdict(result: Result) -> str:
    if not result.conclusive or result.band is None:
        return pgettext("verdict", "Cannot be concluded yet")
    return str(result.band)


def qualifier(result: Result) -> str:
    """What stands beside the verdict: how far it can be trusted."""
    if result.conclusive:
        return pgettext("verdict", "provisional") if result.provisional else ""
    if result.band_high is None or result.band_high == result.ruler.bands[-1].name:
        return ""
    return pgettext("verdict", "at most %(band)s") % {"band": result.band_high}


def reasons(result: Result) -> Iterable[str]:
    """Why the verdict is what it is, the weightiest first."""
    if not result.conclusive or result.index is None:
        yield too_little(result)
    for cap in result.caps:
        yield capped(cap, result)
        if cap.causes:
            yield caused(cap)
    if not result.caps and result.band_by_index is not None:
        yield _("The index, %(index)s, reads as %(band)s; no pillar caps it.") % {
            "index": number(result.index),
            "band": result.band_by_index,
        }
    if result.provisional and result.conclusive:
        yield spread(result)


def too_little(result: Result) -> str:
    return _(
        "%(answered)d of %(asked)d indicators have a level, %(coverage)s of the weight. A verdict needs %(needed)s."
    ) % {
        "answered": result.coverage.answered,
        "asked": result.coverage.asked,
        "coverage": percent(result.coverage.share),
        "needed": percent(result.coverage.needed),
    }


def capped(cap: CapResult, result: Result) -> str:
    values = {
        "index": number(result.index),
        "band": result.band_by_index,
        "causes": listed(cap.nodes),
        "threshold": number(cap.threshold),
        "most": cap.at_most,
    }
    if cap.changed:
        return (
            _("The index, %(index)s, reads as %(band)s, but %(causes)s, below %(threshold)s, caps it at %(most)s.")
            if len(cap.nodes) == 1
            else _("The index, %(index)s, reads as %(band)s, but %(causes)s, below %(threshold)s, cap it at %(most)s.")
        ) % values
    return (
        _(
            "%(causes)s is below %(threshold)s, so the verdict is at most %(most)s; the index, %(index)s, reads no"
            " higher."
        )
        if len(cap.nodes) == 1
        else _(
            "%(causes)s are below %(threshold)s, so the verdict is at most %(most)s; the index, %(index)s, reads no"
            " higher."
        )
    ) % values


def caused(cap: CapResult) -> str:
    return ngettext(
        "What holds it down is the element %(causes)s.",
        "What holds it down are the elements %(causes)s.",
        len(cap.causes),
    ) % {"causes": listed(cap.causes)}


def spread(result: Result) -> str:
    return _(
        "If everything still missing turns out lowest, the index is %(low)s and the verdict %(band_low)s; if highest,"
        " %(high)s and %(band_high)s."
    ) % {
        "low": number(result.low),
        "band_low": result.band_low,
        "high": number(result.high),
        "band_high": result.band_high,
    }


def certainty(result: Result) -> str:
    """How sure the verdict is while answers are missing; '' when none is."""
    if result.coverage.missing == 0 or result.index is None:
        return ""
    parts = [_sure(result)] if result.conclusive and not result.provisional else []
    parts += [_sure_of(cap, result) for cap in result.caps]
    return " ".join(parts)


def _sure(result: Result) -> str:
    return ngettext(
        "The verdict is certain although %(count)d answer is missing: it is the same whatever that answer turns out"
        " to be.",
        "The verdict is certain although %(count)d answers are missing: it is the same whatever they turn out to be.",
        result.coverage.missing,
    ) % {"count": result.coverage.missing}


def _sure_of(cap: CapResult, result: Result) -> str:
    values = {"most": cap.at_most, "threshold": number(cap.threshold), "best": number(result.ruler.highest, 0)}
    if cap.stays:
        best = [f"{node.name} ({number(node.high)})" for node in cap.stays]
        return _(
            "The cap holds in every completion: even with level %(best)s everywhere that is still missing, %(nodes)s"
            " would stay below %(threshold)s, so the verdict would not be higher than %(most)s."
        ) % {**values, "nodes": joined(best)}
    names = joined([str(node.name) for node in cap.nodes])
    return _("The cap is not certain: the missing answers could lift %(nodes)s to %(threshold)s or above.") % {
        **values,
        "nodes": names,
    }


def outlook_sentence(outlook: Outlook) -> str:
    return _(
        "With at least level %(level)s everywhere in %(nodes)s, the index would be %(index)s and the verdict %(band)s."
    ) % {
        "level": number(outlook.level, 0),
        "nodes": joined([str(node.name) for node in outlook.nodes]),
        "index": number(outlook.index),
        "band": outlook.band,
    }


def listed(nodes: Sequence[NodeResult]) -> str:
    """'Keuangan 2,75 dan Infrastruktur 2,80'."""
    return joined([f"{node.name} {number(node.counted)}" for node in nodes])


def joined(items: Sequence[str]) -> str:
    """'A', 'A and B', 'A, B and C'."""
    if len(items) < 2:
        return "".join(items)
    return pgettext("end of a list", "%(first)s and %(last)s") % {"first": ", ".join(items[:-1]), "last": items[-1]}
