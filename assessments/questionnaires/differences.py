"""What differs between two packages, thing by thing: things are matched by their codes, not by their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop

from assessments.questionnaires.keys import key_of
from assessments.questionnaires.shape import SINGULAR, WHOLE
from assessments.questionnaires.sources import Finding

LONGEST = 160
HOLDERS = ("nodes", "indicators")
# Each node and indicator by its name in sentences: the node that it stands in, and itself.
Homes = Mapping[str, tuple[str, Any]]


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Finding]:
    """One line for each thing added, removed, moved or changed."""
    return list(_Comparison(_homes(old, WHOLE), _homes(new, WHOLE)).between(old, new, ""))


def _homes(owner: Mapping[str, Any], home: str) -> dict[str, tuple[str, Any]]:
    found: dict[str, tuple[str, Any]] = {}
    for name in HOLDERS:
        for item in owner.get(name, ()):
            key = f"{SINGULAR[name]} {item['code']}"
            found[key] = (home, item)
            found |= _homes(item, key)
    return found


@dataclass(frozen=True)
class _Comparison:
    before: Homes
    after: Homes

    def between(self, old: Any, new: Any, place: str) -> Iterator[Finding]:
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from self._names(old, new, place)
        elif _is_list(old) and _is_list(new):
            yield from self._items(old, new, place)
        elif str(old) != str(new):
            yield _said(place, gettext_noop("%(old)s became %(new)s"), old=_spelt(old), new=_spelt(new))

    def _names(self, old: Mapping[str, Any], new: Mapping[str, Any], place: str) -> Iterator[Finding]:
        for name in [*old, *(name for name in new if name not in old)]:
            here = f"{place}, {name}" if place else name
            if name in HOLDERS:
                yield from self._items(old.get(name, ()), new.get(name, ()), here)
            elif name not in new:
                yield _said(here, gettext_noop("removed, was %(old)s"), old=_spelt(old[name]))
            elif name not in old:
                yield _said(here, gettext_noop("added, %(new)s"), new=_spelt(new[name]))
            else:
                yield from self.between(old[name], new[name], here)

    def _items(self, old: Sequence[Any], new: Sequence[Any], place: str) -> Iterator[Finding]:
        before, after = _by_key(old, place), _by_key(new, place)
        for key, item in before.items():
            if key in after:
                yield from self.between(item, after[key], key)
            elif key in self.after:
                home, moved = self.after[key]
                yield _said(key, gettext_noop("moved to %(home)s"), home=home)
                yield from self.between(item, moved, key)
            else:
                yield _said(key, gettext_noop("removed"))
        new_keys = (key for key in after if key not in before and key not in self.before)
        yield from (_said(key, gettext_noop("added")) for key in new_keys)
        kept = [key for key in before if key in after]
        if kept != [key for key in after if key in before]:
            yield _said(place, gettext_noop("the order changed"))


def _said(place: str, sentence: str, **values: object) -> Finding:
    return Finding.of(place, sentence, values)


def _by_key(items: Sequence[Any], place: str) -> dict[str, Any]:
    return {key_of(item, number, place): item for number, item in enumerate(items)}


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _spelt(value: Any) -> str:
    text = (
        repr(value)
        if not isinstance(value, Mapping)
        else ", ".join(f"{name}: {item!r}" for name, item in value.items())
    )
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
