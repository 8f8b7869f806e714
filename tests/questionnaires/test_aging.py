"""A translation that its source has left behind is known: by its dates, by an edit, or against the version before."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assessments.questionnaires.aging import behind, date_changes, hold, texts_of
from assessments.questionnaires.package import load_package, named_package, parse
from assessments.questionnaires.sources import shipped_codes
from assessments.questionnaires.writing import as_yaml

SMALL = Path(__file__).with_name("small.yaml")
HINT = 'website: {id: "Hitung komputer.", en: "Count computers."}'
NOON, LATER = datetime(2026, 6, 30, 12, tzinfo=UTC), datetime(2026, 6, 30, 12, 5, tzinfo=UTC)
AT_NOON, AT_LATER = "2026-06-30T12:00:00Z", "2026-06-30T12:05:00Z"


def document(**hint: Any) -> dict[str, Any]:
    return {
        "languages": ["id", "en"],
        "nodes": [{"code": "T", "name": {}, "indicators": [{"code": "T1", "name": {}, "hints": {"website": hint}}]}],
    }


def edited(before: dict[str, Any], after: dict[str, Any], now: datetime = NOON) -> dict[str, Any]:
    old, new = document(**before), document(**after)
    date_changes(old, new, now)
    return new["nodes"][0]["indicators"][0]["hints"]["website"]


@pytest.mark.parametrize(
    ("dates", "late"),
    [
        ({}, []),
        ({"id": "2026-06-30"}, ["en"]),
        ({"id": "2026-06-30", "en": "2026-06-29"}, ["en"]),
        ({"id": "2026-06-30", "en": "2026-06-30"}, []),
        ({"id": "2026-06-30", "en": AT_NOON}, []),
        ({"id": AT_NOON, "en": "2026-06-30"}, ["en"]),
        ({"en": "2026-06-29"}, []),
    ],
)
def test_a_translation_is_late_when_its_date_is_older_or_missing(dates: dict[str, str], late: list[str]) -> None:
    assert behind({"id": "Dua", "en": "Two", "dates": dates}, ("id", "en")) == late


def test_a_language_without_words_is_missing_and_not_late() -> None:
    assert behind({"id": "Dua", "en": "", "dates": {"id": AT_NOON}}, ("id", "en")) == []


def test_an_edit_of_the_source_alone_is_dated() -> None:
    text = edited({"id": "Satu", "en": "One"}, {"id": "Dua", "en": "One"})
    assert text["dates"] == {"id": AT_NOON}


@pytest.mark.parametrize(
    "after", [{"id": "Dua", "en": "Two"}, {"id": "Satu", "en": "Two"}, {"id": " Satu", "en": "One"}]
)
def test_an_edit_that_leaves_nothing_behind_is_not_dated(after: dict[str, str]) -> None:
    assert "dates" not in edited({"id": "Satu", "en": "One"}, after)


def test_the_translation_catches_up_by_an_edit_or_by_being_held_against_the_source() -> None:
    late = {"id": "Dua", "en": "One", "dates": {"id": AT_NOON}}
    text = edited(late, {**late, "en": "Two"}, LATER)
    assert text["dates"] == {"id": AT_NOON, "en": AT_LATER}
    hold(late, ("id", "en"), LATER)
    assert late["dates"] == {"id": AT_NOON, "en": AT_LATER}
    again = edited(late, {**late, "id": "Tiga"}, datetime(2026, 7, 1, tzinfo=UTC))
    assert behind(again, ("id", "en")) == ["en"]


def test_every_text_of_every_shipped_package_has_a_place_of_its_own() -> None:
    for code in shipped_codes():
        places = [place for place, _text in texts_of(named_package(code).document())]
        assert len(places) == len(set(places)) >= 50


def written(folder: Path, hint: str) -> str:
    file = folder / "new.yaml"
    text = SMALL.read_text(encoding="utf-8")
    assert HINT in text
    file.write_text(text.replace(HINT, hint).replace('"1.0"', '"2.0"'), encoding="utf-8")
    return str(file)


def test_a_file_is_held_against_the_version_before(tmp_path: Path) -> None:
    new = written(tmp_path, 'website: {id: "Hitung laptop.", en: "Count computers."}')
    call_command("instrument", "validate", new, stdout=StringIO())
    with pytest.raises(CommandError) as refusal:
        call_command("instrument", "validate", new, since=str(SMALL))
    line = SMALL.read_text(encoding="utf-8").split("\n").index(f"          {HINT}") + 1
    assert str(refusal.value) == (
        f"new.yaml:{line}: indicator T1, hints, website: the text in id differs from version 1.0, the one in en does"
        " not; bring it up to date, or date both if it still fits."
    )


@pytest.mark.parametrize(
    "hint",
    [
        HINT,
        'website: {id: "Hitung laptop.", en: "Count laptops."}',
        'website: {id: "Hitung komputer.", en: "Count PCs."}',
        'website: {id: "Hitung laptop.", en: "Count computers.", dates: {id: 2026-06-30, en: 2026-06-30}}',
    ],
)
def test_a_file_whose_translations_were_looked_at_passes(tmp_path: Path, hint: str) -> None:
    output = StringIO()
    call_command("instrument", "validate", written(tmp_path, hint), since=str(SMALL), stdout=output)
    assert "small 2.0 is in order" in output.getvalue()


def test_dates_survive_the_way_out_and_in(tmp_path: Path) -> None:
    dates = "dates: {id: 2026-06-29, en: 2026-06-30}"
    package = load_package(Path(written(tmp_path, f'website: {{id: "A", en: "B", {dates}}}')))
    out = tmp_path / "out.yaml"
    out.write_text(as_yaml(package.document()), encoding="utf-8")
    assert load_package(out) == parse(package.document()) == package
    assert load_package(out).document() == package.document()


def test_a_third_language_is_a_language_like_the_others(tmp_path: Path) -> None:
    text = SMALL.read_text(encoding="utf-8").replace("[id, en]", "[id, en, jv]").replace('en: "', 'jv: "Jawa", en: "')
    (tmp_path / "three.yaml").write_text(text, encoding="utf-8")
    package = load_package(tmp_path / "three.yaml")
    assert package.languages == ("id", "en", "jv")
    assert package.title.in_("jv") == "Jawa"
