"""The things of an instrument that are edited one by one, and which values each has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.authoring import labels
from assessments.authoring.labels import said
from assessments.authoring.paths import Path
from assessments.authoring.slots import NO, YES, Choice, Codes, Flag, Lines, Slot, Text, Word
from assessments.authoring.tree import items_of, node_codes
from assessments.questionnaires.aging import languages_of
from assessments.questionnaires.texts import MEDIUM_KINDS

Document = Mapping[str, Any]
YES_NO = ((YES, _("Yes")), (NO, _("No")))


def is_brief(document: Document) -> bool:
    """Whether names are all that its indicators need."""
    return document.get("texts") == "names"


def texts(document: Document, name: str, path: Path, **more: Any) -> Iterator[Text]:
    """A text in each of the package's languages."""
    languages = languages_of(document)
    for language in languages:
        yield Text(f"{name}_{language}", said(name, language), path, language=language, languages=languages, **more)


def lines(document: Document, name: str, path: Path, **more: Any) -> Iterator[Lines]:
    languages = languages_of(document)
    for language in languages:
        yield Lines(
            f"{name}_{language}",
            said(name, language),
            path,
            hint=_("One a line, in the same order in each language."),
            language=language,
            languages=languages,
            **more,
        )


def frame(document: Document) -> list[Slot]:
    return [
        *texts(document, "title", ("title",), kept=True, long=False),
        *texts(document, "summary", ("summary",)),
        *texts(document, "source", ("source",)),
        Slot("licence", labels.NAMES["licence"], ("licence",), optional=True),
        Flag("confirmed", labels.NAMES["confirmed"], ("confirmed",), choices=YES_NO),
        *lines(document, "unconfirmed", ("unconfirmed",), optional=True),
        Choice("weights", labels.NAMES["weights"], ("weights",), choices=labels.WEIGHTS, default="relative"),
        Choice("band_on", labels.NAMES["band_on"], ("band_on",), choices=labels.BAND_ON, default="exact"),
        Choice(
            "not_known_at_final",
            labels.NAMES["not_known_at_final"],
            ("not_known_at_final",),
            choices=labels.NOT_KNOWN,
            default="excluded",
        ),
        Word("minimum_coverage", labels.NAMES["minimum_coverage"], ("minimum_coverage",), rule="number", default="0"),
        Word(
            "evidence_required_from",
            labels.NAMES["evidence_required_from"],
            ("evidence_required_from",),
            hint=_("Without it, evidence is never required."),
            rule="number",
            optional=True,
        ),
        Word("whole_labels", labels.NAMES["whole_labels"], ("whole_labels",), default="overall"),
    ]


def scale(document: Document) -> list[Slot]:
    """Of `document["scale"]`: what its levels are called and mean."""
    found: list[Slot] = []
    for around, name, levels in level_lists(document):
        for level in levels:
            value = str(level["value"])
            place = (*around, ("value", value))
            group = f"{name} {value}".strip()
            found += [_named(slot, f"{name or 'level'}_{value}", group) for slot in scale_level(document, place)]
    return found


def scale_level(document: Document, place: Path = ()) -> list[Slot]:
    return [
        *texts(document, "name", (*place, "name"), kept=True, long=False),
        *texts(document, "meaning", (*place, "meaning"), optional=is_brief(document)),
        *lines(document, "criteria", (*place, "criteria"), most=3, optional=True),
    ]


def level_lists(document: Document) -> Iterator[tuple[Path, str, list[Any]]]:
    """The scale's levels, then each named set: its path in the scale, its name, its levels."""
    given = document["scale"]
    yield ("levels",), "", given["levels"]
    for name, levels in given.get("sets", {}).items():
        yield ("sets", name), name, levels


def band(document: Document) -> list[Slot]:
    lower = Word("from", labels.NAMES["from"], ("from",), rule="number", required=True)
    return [
        lower,
        *(slot for name in label_sets(document) for slot in _band_name(document, name)),
    ]


def _band_name(document: Document, name: str) -> Iterator[Slot]:
    for slot in texts(
        document, "name", ("names", name), group=name, long=False, optional=not document.get("confirmed")
    ):
        yield _named(slot, name, name)


def label_sets(document: Document) -> list[str]:
    """In use or named, the whole's first."""
    used = [str(document.get("whole_labels", "overall"))]
    used += [str(item.get("labels", "overall")) for kind, item, _parent in items_of(document) if kind == "node"]
    used += [name for band in document["bands"] for name in band.get("names", {})]
    return list(dict.fromkeys(used))


def cap(document: Document) -> list[Slot]:
    bands = tuple((str(band["code"]), str(band["code"])) for band in document["bands"])
    return [
        Codes(
            "nodes",
            labels.NAMES["nodes"],
            ("nodes",),
            hint=_("Codes of nodes, between commas."),
            required=True,
            known=frozenset(node_codes(document)),
        ),
        Word("below", labels.NAMES["below"], ("below",), rule="number", required=True),
        Choice("at_most", labels.NAMES["at_most"], ("at_most",), choices=bands),
    ]


def node(document: Document) -> list[Slot]:
    brief = is_brief(document)
    return [
        *texts(document, "name", ("name",), kept=True, long=False),
        *texts(document, "about", ("about",), optional=brief),
        Word("kind", labels.NAMES["kind"], ("kind",), rule="code", default="element"),
        weight(),
        Word(
            "labels",
            labels.NAMES["labels"],
            ("labels",),
            hint=_("Under this name its bands have their own words."),
            default="overall",
        ),
        Choice("hue", labels.NAMES["hue"], ("hue",), choices=labels.HUES),
        *_level_set(document),
    ]


def weight() -> Word:
    return Word("weight", labels.NAMES["weight"], ("weight",), rule="weight", default="1", required=True)


def _level_set(document: Document) -> Iterator[Slot]:
    names = tuple((name, name or _("as around it")) for name in ("", *document["scale"].get("sets", {})))
    if len(names) > 1:
        yield Choice("level_set", labels.NAMES["level_set"], ("level_set",), choices=names)


def indicator(document: Document) -> list[Slot]:
    """Without its levels."""
    brief = is_brief(document)
    return [
        *texts(document, "name", ("name",), kept=True, long=False),
        *texts(document, "question", ("question",), optional=brief),
        *texts(document, "why", ("why",), optional=brief),
        *texts(document, "mistaken", ("mistaken",), optional=brief),
        *lines(document, "evidence", ("evidence",), optional=brief),
        weight(),
        Flag(
            "may_be_not_applicable",
            labels.NAMES["may_be_not_applicable"],
            ("may_be_not_applicable",),
            choices=YES_NO,
        ),
        Choice(
            "applies_from", labels.NAMES["applies_from"], ("applies_from",), choices=labels.STAGES, default="planned"
        ),
        *_level_set(document),
        *texts(document, "taken_from", ("taken_from",), long=False, optional=True),
        *hints(document),
    ]


def hints(document: Document) -> Iterator[Slot]:
    for kind in MEDIUM_KINDS:
        for slot in texts(document, "hint", ("hints", kind), optional=True):
            yield _named(slot, kind, labels.MEDIA[kind])


def indicator_levels(document: Document, item: Mapping[str, Any]) -> list[Slot]:
    """Of an indicator with levels of its own: each level's texts and the step that leads on from it."""
    found: list[Slot] = []
    values = [str(one["value"]) for one in item.get("levels", ())]
    for value in values:
        place: Path = ("levels", ("value", value))
        slots = [*level(document, place), *(next_step(document, value) if value != values[-1] else ())]
        group = _("Level %(value)s") % {"value": value}
        found += [_named(slot, f"level_{value}", group) for slot in slots]
    return found


def level(document: Document, place: Path = ()) -> list[Slot]:
    return [
        *texts(document, "short", (*place, "short"), kept=True),
        *lines(document, "criteria", (*place, "criteria"), kept=True, most=3),
    ]


def next_step(document: Document, value: str) -> list[Slot]:
    return list(texts(document, "next_step", ("next_steps", value)))


def _named(slot: Slot, before: str, group: Any) -> Slot:
    """The same slot where several of its name stand together."""
    return replace(slot, key=f"{before}_{slot.key}", group=group)
