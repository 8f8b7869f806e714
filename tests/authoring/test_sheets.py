"""The round trip through a workbook: out and in changes nothing, one edit is one difference, and what is wrong is one
sentence with its sheet and cell."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from openpyxl import Workbook, load_workbook

from assessments.authoring.sheets.assembling import from_xlsx
from assessments.authoring.sheets.layout import KEYS, sheets_of
from assessments.authoring.sheets.reading import SheetError
from assessments.authoring.sheets.writing import as_xlsx
from assessments.questionnaires.differences import differences
from assessments.questionnaires.models import Version
from assessments.questionnaires.package import named_package
from assessments.questionnaires.sources import read_document, shipped_codes
from tests.factories import World, make_draft
from tests.questionnaires.test_packages import SMALL

Edit = Callable[[Workbook], object]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The sentences are compared as they stand in the sources."""
    with translation.override("en"):
        yield


def small() -> dict[str, Any]:
    return json.loads(json.dumps(read_document(SMALL)))


def book_of(document: dict[str, Any]) -> Workbook:
    return load_workbook(BytesIO(as_xlsx(document)))


def bytes_of(book: Workbook) -> BytesIO:
    content = BytesIO()
    book.save(content)
    content.seek(0)
    return content


@pytest.mark.parametrize("code", shipped_codes())
def test_out_and_in_again_is_no_difference(code: str) -> None:
    document = json.loads(json.dumps(named_package(code).document()))
    again = from_xlsx(BytesIO(as_xlsx(document)), document)
    assert differences(document, again) == []
    assert again == document


def cells() -> Iterator[tuple[str, int, int]]:
    """One cell of each kind: sheet, row, column; of the first sheet every row, of the others every value column."""
    for sheet in sheets_of(small()):
        if sheet.name == "Instrument":
            yield from ((sheet.name, number + 2, 2) for number in range(2, len(sheet.rows)))
        else:
            keys = len(KEYS[sheet.name])
            yield from ((sheet.name, 2, column + 1) for column in range(keys, len(sheet.columns)))


OTHER = {
    "confirmed": "no",
    "weights": "relative",
    "band_on": "shown",
    "not_known_at_final": "lowest",
    "minimum_coverage": 0.75,
    "evidence_required_from": 3,
    "whole_labels": "other",
    "kind": "pillar",
    "weight": "10/3",
    "labels": "other",
    "hue": "D",
    "may_be_not_applicable": True,
    "applies_from": "live",
    "from": 1.25,
    "below": "1,75",
    "at_most": "high",
    "nodes": "T, U",
}


@pytest.mark.parametrize(("sheet", "row", "column"), list(cells()))
def test_each_single_edit_is_one_difference(sheet: str, row: int, column: int) -> None:
    document = small()
    document["nodes"].append({"code": "U", "name": {"id": "Lain", "en": "Other"}})
    book = book_of(document)
    page = book[sheet]
    name = str(page.cell(row, 1).value if sheet == "Instrument" else page.cell(1, column).value)
    old = page.cell(row, column).value
    page.cell(row, column).value = OTHER.get(name, f"=lain {old or ''}")
    if isinstance(page.cell(row, column).value, str):
        page.cell(row, column).data_type = "s"
    found = differences(document, from_xlsx(bytes_of(book), document))
    assert len(found) == 1, found
    assert found[0]


def row_of(page: Any, *values: object) -> None:
    page.append(values)


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda book: row_of(book["Nodes"], "U", "T", "Sub", "Sub"), ["node U: added"]),
        (lambda book: row_of(book["Bands"], "top", "2.5"), ["band top: added"]),
        (lambda book: row_of(book["Caps"], "second", "T", "1.2", "low"), ["cap second: added"]),
        (lambda book: book["Caps"].delete_rows(2), ["cap floor: removed"]),
        (lambda book: book["Bands"].delete_rows(3), ["band high: removed"]),
        (lambda book: book["Levels"].delete_rows(4), ["indicator T1, level 3: removed"]),
        (lambda book: book["Bands"].move_range("A3:C3", rows=-2) or book["Bands"].insert_rows(1), None),
    ],
)
def test_things_are_added_and_removed_by_rows(edit: Edit, expected: list[str] | None) -> None:
    book = book_of(small())
    edit(book)
    if expected is None:
        with pytest.raises(SheetError):
            from_xlsx(bytes_of(book), small())
        return
    assert differences(small(), from_xlsx(bytes_of(book), small())) == expected


def test_an_indicator_moves_with_its_node_cell() -> None:
    document = small()
    document["nodes"].append({"code": "U", "name": {"id": "Lain", "en": "Other"}})
    book = book_of(document)
    book["Indicators"]["B2"] = "U"
    again = from_xlsx(bytes_of(book), document)
    assert differences(document, again) == ["indicator T1: moved to node U"]
    assert again["nodes"][1]["indicators"][0]["levels"] == document["nodes"][0]["indicators"][0]["levels"]


def test_texts_that_look_like_formulas_stay_texts() -> None:
    document = small()
    document["nodes"][0]["indicators"][0]["why"] = {"id": '=HYPERLINK("https://a.example")', "en": "+1 @x"}
    content = as_xlsx(document)
    page = load_workbook(BytesIO(content))["Indicators"]
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n"}
    assert from_xlsx(BytesIO(content), document) == document


def put(sheet: str, cell: str, value: object) -> Edit:
    def edit(book: Workbook) -> None:
        book[sheet][cell] = value

    return edit


def row_in_frame(name: str) -> int:
    return next(number for number, row in enumerate(next(sheets_of(small())).rows, 2) if row[0] == name)


BROKEN: dict[str, tuple[Edit, str]] = {
    "a sheet is missing": (lambda book: book.remove(book["Levels"]), "The sheet 'Levels' is missing."),
    "a column is missing": (lambda book: book["Caps"].delete_cols(3), "Caps!1: the column 'below' is missing."),
    "a column nobody knows": (put("Caps", "E1", "colour"), "Caps!E1: the column 'colour' is not known here."),
    "a column twice": (put("Caps", "E1", "below"), "Caps!E1: the column 'below' stands twice."),
    "a formula": (put("Nodes", "C2", "=1+1"), "Nodes!C2: it holds a formula; type the text itself."),
    "no number": (put("Bands", "B2", "high"), "Bands!B2: Give a number, such as 2.60."),
    "a wrong weight": (
        put("Nodes", "H2", "much"),
        "Nodes!H2: Give a number, such as 2.5, or a fraction, such as 10/3.",
    ),
    "a code twice": (lambda book: row_of(book["Bands"], "low", "2.5"), "Bands!A4: this code stands twice."),
    "no code": (put("Caps", "A2", None), "Caps!A2: Fill this in."),
    "an unknown node": (put("Indicators", "B2", "Q"), "Indicators!B2: the sheet 'Nodes' has no code 'Q'."),
    "an unknown indicator": (put("Levels", "A2", "Q1"), "Levels!A2: the sheet 'Indicators' has no code 'Q1'."),
    "an unknown level": (put("Levels", "B2", "9"), "Levels!B2: the scale has no level '9'."),
    "a level twice": (put("Levels", "B3", "1"), "Levels!B3: this level stands twice."),
    "a node inside itself": (put("Nodes", "B2", "T"), "Nodes!B2: no row above this one has the code 'T'."),
    "a cap on nothing": (put("Caps", "B2", "Q"), "Caps!B2: These codes are not in the instrument: Q."),
    "another code": (put("Instrument", "B2", "other"), "Instrument!B2: it cannot be changed here."),
    "an unknown choice": (
        put("Instrument", f"B{row_in_frame('weights')}", "round"),
        f"Instrument!B{row_in_frame('weights')}: Use one of: relative, percent.",
    ),
    "no node left": (lambda book: book["Nodes"].delete_rows(2), "The sheet 'Nodes' needs a row."),
    "another scale": (put("Scale", "B2", "7"), "Scale!B2: the scale has no such level; levels cannot be added here."),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_workbook_is_refused_with_sheet_and_cell(name: str) -> None:
    edit, expected = BROKEN[name]
    book = book_of(small())
    edit(book)
    with pytest.raises(SheetError) as caught:
        from_xlsx(bytes_of(book), small())
    assert caught.value.sentences[0] == expected


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"code;name\n", b"%PDF-1.7"])
def test_what_is_no_workbook_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(SheetError) as caught:
        from_xlsx(BytesIO(content), small())
    assert len(caught.value.sentences) == 1


def sent(client: Client, draft: Version, content: bytes) -> Any:
    return client.post(f"/instruments/{draft.pk}/sheet/", {"file": SimpleUploadedFile("a.xlsx", content)})


def test_a_dry_run_changes_nothing_until_it_is_confirmed(world: World, sign_in: Any) -> None:
    draft, client = make_draft(world.cycle.version, world.administrator), sign_in(world.administrator)
    address = f"/instruments/{draft.pk}/sheet/"
    content = client.get(f"/instruments/{draft.pk}/workbook/").getvalue()
    assert sent(client, draft, content).context["lines"] == []
    book = load_workbook(BytesIO(content))
    book["Indicators"]["F2"] = "Peraturan mana?"
    shown = sent(client, draft, bytes_of(book).read())
    (line,) = shown.context["lines"]
    assert "Peraturan mana?" in line.sentence
    assert "RE1" in line.place
    assert Version.objects.get(pk=draft.pk).sha256 == draft.sha256
    carried = {"carried": shown.context["carried"]}
    assert client.post(f"{address}confirm/", carried).status_code == 302
    changed = Version.objects.get(pk=draft.pk)
    assert changed.package.indicators["RE1"].question["en"] == "Peraturan mana?"
    assert changed.findings == []
    assert client.post(f"{address}confirm/", carried).status_code == 409
    assert client.post(f"{address}confirm/", {"carried": "x"}).status_code == 302
    assert Version.objects.get(pk=draft.pk).sha256 == changed.sha256
    assert sent(client, draft, b"no workbook").status_code == 422
    assert sent(client, world.cycle.version, content).status_code == 423


def test_a_source_reworded_in_the_sheet_leaves_its_translation_behind(world: World, sign_in: Any) -> None:
    draft, client = make_draft(world.cycle.version, world.administrator), sign_in(world.administrator)
    book = load_workbook(BytesIO(client.get(f"/instruments/{draft.pk}/workbook/").getvalue()))
    assert book["Indicators"]["E1"].value == "question_id"
    book["Indicators"]["E2"] = "Peraturan mana?"
    shown = sent(client, draft, bytes_of(book).read())
    assert len(shown.context["lines"]) == 1
    client.post(f"/instruments/{draft.pk}/sheet/confirm/", {"carried": shown.context["carried"]})
    changed = Version.objects.get(pk=draft.pk)
    assert [one.place for one in changed.findings] == ["indicator RE1, question"]
    content = client.get(f"/instruments/{draft.pk}/workbook/").getvalue()
    assert from_xlsx(BytesIO(content), changed.document) == changed.document
