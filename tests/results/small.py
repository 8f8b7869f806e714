"""A small instrument and documents of facts made by hand, for cases that a reader can check on paper."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from assessments.questionnaires.package import Package, parse
from assessments.results.collector import collect
from assessments.results.shapes import Basis, Result

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
NAMES = ("Not in place", "Begun", "Partly", "In place", "Reviewed")


def both(words: str) -> dict[str, str]:
    return {"id": f"{words}.id", "en": words}


def indicator(code: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "name": both(f"name {code}"),
        "question": both(f"question {code}"),
        "why": both("why"),
        "mistaken": both("mistaken"),
        "evidence": [both("evidence")],
        "levels": [
            {"value": str(value), "short": both(f"{code} at {value}"), "criteria": [both(f"{code} needs {value}")]}
            for value in range(1, 6)
        ],
        "next_steps": {str(value): both(f"lift {code} from {value}") for value in range(1, 5)},
        **more,
    }


def element(code: str, *indicators: dict[str, Any]) -> dict[str, Any]:
    return {"code": code, "kind": "element", "name": both(f"Element {code}"), "about": both("about"), "weight": "1",
            "labels": "overall", "indicators": list(indicators)}  # fmt: skip


def pillar(code: str, weight: str, labels: str, *elements: dict[str, Any]) -> dict[str, Any]:
    return {"code": code, "kind": "pillar", "name": both(f"Pillar {code}"), "about": both("about"), "weight": weight,
            "hue": code, "labels": labels, "nodes": list(elements)}  # fmt: skip


def band(code: str, lower: str, overall: str, value: str) -> dict[str, Any]:
    return {"code": code, "from": lower, "names": {"overall": both(overall), "value": both(value)}}


DOCUMENT: dict[str, Any] = {
    "format": 1,
    "code": "small",
    "version": "7.1",
    "languages": ["id", "en"],
    "title": both("Small instrument"),
    "summary": both("summary"),
    "licence": "CC0",
    "source": both("source"),
    "confirmed": True,
    "scale": {
        "min": "1",
        "max": "5",
        "step": "1",
        "levels": [
            {"value": str(value), "name": both(name), "meaning": both(f"means {name}")}
            for value, name in enumerate(NAMES, start=1)
        ],
    },
    "bands": [
        band("low", "1.00", "Not ready", "Not felt"),
        band("mid", "2.60", "Not ready enough", "Beginning"),
        band("good", "3.40", "Ready, with improvements", "Felt"),
        band("best", "4.20", "Ready", "Widely felt"),
    ],
    "caps": [{"code": "preconditions", "nodes": ["D", "K"], "below": "3.40", "at_most": "mid"}],
    "band_on": "exact",
    "not_known_at_final": "excluded",
    "minimum_coverage": "0.80",
    "whole_labels": "overall",
    "nodes": [
        pillar("D", "3", "overall", element("A", indicator("A1"), indicator("A2"))),
        pillar("K", "3", "overall", element("B", indicator("B1"), indicator("B2")), element("C", indicator("C1"))),
        pillar("N", "1", "value", element("E", indicator("E1", applies_from="pilot", may_be_not_applicable=True))),
    ],
}


def small() -> Package:
    return parse(DOCUMENT)


def answer(code: str, said: str, verdict: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """`said`: a level or a state, as in `Edit`."""
    return {
        "indicator": code,
        **stated(said),
        "note": "",
        "without_clarification": False,
        "evidence": [],
        "verdict": verdict,
        "comments": [],
        **more,
    }


def stated(said: str) -> dict[str, Any]:
    if said.isdigit():
        return {"state": "answered", "level": said}
    return {"state": said or "unanswered", "level": None}


def agreed(said: str) -> dict[str, Any]:
    return {"outcome": "agree", **stated(said), "reason": "", "reviewer": 1, "at": NOW.isoformat()}


def adjusted(said: str, reason: str = "seen otherwise", reviewer: int = 2) -> dict[str, Any]:
    return {"outcome": "adjust", **stated(said), "reason": reason, "reviewer": reviewer, "at": NOW.isoformat()}


def facts(*answers: dict[str, Any], stage: str = "live", final: bool = True, **more: Any) -> dict[str, Any]:
    return {
        "format": 1,
        "kind": "finalisation" if final else "draft",
        "assessment": {"id": "0", "reference": "R-2026-TEST"},
        "agency": {"code": "AG", "name": "Agency of Tests", "short_name": "AT", "kind": "OTHER", "region": "Region"},
        "medium": {
            "name": "Portal",
            "kind": "website",
            "address": "portal.example",
            "purpose": "information",
            "target_users": "citizens",
            "owning_unit": "Unit",
            "stage": stage,
            "in_use_since": None,
        },
        "cycle": {"name": "Cycle", "kind": "official", "closes_at": NOW.isoformat(), "release_at": NOW.isoformat()},
        "instrument": {"code": "small", "version": "7.1", "sha256": "0" * 64},
        "started_at": NOW.isoformat(),
        "submitted_at": NOW.isoformat(),
        "finalised_at": NOW.isoformat() if final else None,
        "signatory": {"name": "Somebody", "position": "Head"},
        "time_zone": "Asia/Jakarta",
        "demonstration": None,
        "answers": list(answers),
        "previous": None,
        **more,
    }


def levels(**said: str) -> list[dict[str, Any]]:
    """Every answer agreed as given."""
    return [answer(code, value, agreed(value)) for code, value in said.items()]


def final(*answers: dict[str, Any], **more: Any) -> Result:
    return collect(facts(*answers, **more), small(), basis=Basis.FINAL, now=NOW)
