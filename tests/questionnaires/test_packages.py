"""The package's format: what is refused and how, and that a package survives its ways in and out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assessments.agencies.models import MediumKind
from assessments.questionnaires.differences import differences
from assessments.questionnaires.models import Indicator, Node, Version
from assessments.questionnaires.package import PackageError, load_package, named_package, parse
from assessments.questionnaires.shape import KINDS, schema
from assessments.questionnaires.sources import read_document, shipped_codes
from assessments.questionnaires.texts import MEDIUM_KINDS
from assessments.questionnaires.writing import as_yaml

HERE = Path(__file__).parent
SMALL = HERE / "small.yaml"
BROKEN = sorted((HERE / "broken").glob("*.yaml"))
KEYWORDS = {"type", "required", "properties", "additionalProperties", "items", "enum", "const", "pattern", "minItems"}
KEYWORDS |= {"maxItems", "description", "$ref", "$defs", "$schema", "title"}


def changed(folder: Path, old: str, new: str) -> str:
    file = folder / "small.yaml"
    text = SMALL.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return str(file)


def instrument(*words: str) -> str:
    output = StringIO()
    call_command("instrument", *words, stdout=output)
    return output.getvalue()


def test_there_are_enough_ways_to_be_wrong() -> None:
    assert len(BROKEN) >= 50


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_broken_package_is_refused_in_one_sentence_with_its_line(file: Path) -> None:
    """The first line of each file says what is expected."""
    with pytest.raises(PackageError) as caught:
        load_package(file)
    expected = file.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
    assert caught.value.findings == [expected]


def test_every_finding_comes_at_once(tmp_path: Path) -> None:
    text = SMALL.read_text(encoding="utf-8").replace("nodes: [T]", "nodes: [X]").replace('en: "No tools, no work."', "")
    (tmp_path / "instrument.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PackageError) as caught:
        load_package(tmp_path)
    assert [finding.partition(":")[0] for finding in caught.value.findings] == ["instrument.yaml"] * 2


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "only words\n", "[" * 5000])
def test_what_is_no_package_at_all_is_refused_too(tmp_path: Path, text: str) -> None:
    (tmp_path / "instrument.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PackageError):
        load_package(tmp_path)


@pytest.mark.parametrize("document", [None, [], "words", {}, {"format": 1, "nodes": [None]}])
def test_a_stored_document_is_held_to_the_same_shape(document: Any) -> None:
    with pytest.raises(PackageError):
        parse(document)


@pytest.mark.parametrize("code", shipped_codes())
def test_a_shipped_package_survives_json_and_yaml(code: str, tmp_path: Path) -> None:
    package = named_package(code)
    stored = json.loads(json.dumps(package.document()))
    assert parse(stored) == package
    (tmp_path / "instrument.yaml").write_text(as_yaml(stored), encoding="utf-8")
    assert read_document(tmp_path) == stored


def test_the_schema_uses_only_what_the_checker_knows() -> None:
    for rule in rules(schema()):
        assert set(rule) <= KEYWORDS
        kinds = rule.get("type", [])
        assert set([kinds] if isinstance(kinds, str) else kinds) <= set(KINDS)
        if "$ref" in rule:
            assert rule["$ref"].rpartition("/")[2] in schema()["$defs"]
        if "pattern" in rule:
            assert rule["description"]


def rules(rule: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield rule
    children = [*rule.get("properties", {}).values(), *rule.get("$defs", {}).values(), rule.get("items")]
    for child in [*children, rule.get("additionalProperties")]:
        if isinstance(child, dict):
            yield from rules(child)


def test_hints_may_be_given_for_every_kind_of_medium() -> None:
    assert set(MEDIUM_KINDS) == set(MediumKind.values)


def test_words_that_yaml_would_turn_into_something_else_stay_words(tmp_path: Path) -> None:
    file = changed(tmp_path, 'name: {id: "Belum", en: "No"}', "name: {id: 1.50, en: no}")
    assert load_package(Path(file)).levels[0].name == {"id": "1.50", "en": "no"}


def test_differences_are_named_by_code(tmp_path: Path) -> None:
    old = read_document(SMALL)
    new = json.loads(json.dumps(old))
    new["nodes"][0]["indicators"][0]["levels"][1]["short"]["en"] = "Not enough."
    new["nodes"][0]["indicators"].append({**new["nodes"][0]["indicators"][0], "code": "T2"})
    new["bands"].reverse()
    del new["caps"]
    assert differences(old, old) == []
    assert differences(old, new) == [
        "bands: the order changed",
        "caps: removed, was [{'code': 'floor', 'nodes': ['T'], 'below': '1.50', 'at_most': 'low'}]",
        "indicator T1, level 2, short, en: 'Too few.' became 'Not enough.'",
        "indicator T2: added",
    ]


def test_validate_says_what_holds_and_what_does_not(tmp_path: Path) -> None:
    assert instrument("validate", str(SMALL)) == "small 1.0 is in order; indicators: 1.\n"
    wrong = changed(tmp_path, "at_most: low", "at_most: middle")
    with pytest.raises(
        CommandError, match=r"^small\.yaml:37: cap floor: it names the band 'middle', which is not here"
    ):
        instrument("validate", str(SMALL), wrong)


def test_diff_of_two_packages_needs_no_server() -> None:
    lines = instrument("diff", "spbe-2020", "spbe-2020@2023").splitlines()
    assert lines == ["version: '2024' became '2023'", "band_on: 'exact' became 'shown'"]


@pytest.mark.django_db
def test_loading_publishes_the_rows_in_order_and_once() -> None:
    assert instrument("load", "spbe-2020") == "spbe-2020 2024 is published.\n"
    assert instrument("load", "spbe-2020") == "spbe-2020 2024 is published.\n"
    version = Version.objects.get(instrument__code="spbe-2020")
    assert list(Indicator.objects.filter(version=version).values_list("code", flat=True)) == list(
        version.package.indicators
    )
    assert list(Node.objects.filter(version=version).values_list("code", flat=True))[:4] == ["D1", "A1", "D2", "A2"]


@pytest.mark.django_db
def test_a_published_version_cannot_be_loaded_with_another_content(tmp_path: Path) -> None:
    instrument("load", str(SMALL))
    with pytest.raises(CommandError) as caught:
        instrument("load", changed(tmp_path, 'en: "Too few."', 'en: "Not enough."'))
    assert "indicator T1, level 2, short, en: 'Too few.' became 'Not enough.'" in str(caught.value)
    assert Version.objects.filter(instrument__code="small").count() == 1


@pytest.mark.django_db
def test_a_new_number_is_another_version(tmp_path: Path) -> None:
    instrument("load", str(SMALL))
    instrument("load", changed(tmp_path, 'version: "1.0"', 'version: "1.1"'))
    assert instrument("diff", str(SMALL)) == "version: '1.1' became '1.0'\n"


@pytest.mark.django_db
def test_what_is_exported_can_be_loaded_again(tmp_path: Path) -> None:
    instrument("load", str(SMALL))
    file = tmp_path / "again.yaml"
    file.write_text(instrument("export", "small"), encoding="utf-8")
    assert load_package(file) == load_package(SMALL)
    assert file.read_text(encoding="utf-8").startswith("format: 1\ncode: small\n")
    assert instrument("load", str(file)) == "small 1.0 is published.\n"


@pytest.mark.django_db
def test_what_is_not_published_cannot_be_exported() -> None:
    with pytest.raises(CommandError, match="'small' is not published"):
        instrument("export", "small")
    with pytest.raises(CommandError, match="No version 2 of 'small'"):
        instrument("export", "small", "2")


@pytest.mark.django_db
def test_only_instruments_with_full_texts_are_published_unasked() -> None:
    call_command("load_instruments", stdout=StringIO())
    assert [version.package.code for version in Version.objects.all()] == ["egov-readiness"]
