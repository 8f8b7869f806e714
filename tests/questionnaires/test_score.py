"""`manage.py score`, as somebody runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).parents[2]
NOWHERE = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1"}


def scored(instrument: str, folder: Path, table: str | bytes) -> list[dict[str, Any]]:
    file = folder / "levels.csv"
    file.write_bytes(table if isinstance(table, bytes) else table.encode())
    output = StringIO()
    call_command("score", instrument, str(file), stdout=output)
    return [json.loads(line) for line in output.getvalue().splitlines()]


def refusal(folder: Path, table: str | bytes, instrument: str = "spbe-2020") -> list[str]:
    with pytest.raises(CommandError) as caught:
        scored(instrument, folder, table)
    return str(caught.value).splitlines()


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "score", *words],
        cwd=ROOT, env={**os.environ, **NOWHERE}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def every(level: object, count: int = 47) -> str:
    return "indicator,level\n" + "".join(f"{number},{level}\n" for number in range(1, count + 1))


def test_a_record_says_all_there_is_to_know(tmp_path: Path) -> None:
    [record] = scored("spbe-2020", tmp_path, every(3))
    nodes = record.pop("nodes")
    assert record == {
        "case": None,
        "index": "3.00",
        "band": "Baik",
        "interval": ["3.00", "3.00"],
        "coverage": "1.00",
        "rules": [],
    }
    assert list(nodes) == ["D1", "A1", "D2", "A2", "A3", "A4", "D3", "A5", "A6", "D4", "A7", "A8"]
    assert nodes["D4"] == {"score": "3.00", "band": "Baik"}


def test_cases_come_in_the_order_of_the_file_and_may_be_mixed(tmp_path: Path) -> None:
    records = scored("pemdi-2026", tmp_path, "case,indicator,level\nB,1,2\nA,1,4\nB,2,4\n")
    assert [(record["case"], record["index"]) for record in records] == [("B", "3.00"), ("A", "4.00")]


@pytest.mark.parametrize(
    "table",
    [
        "indicator;level\n1;2,5\n2;3,5\n",
        "\ufeffindicator;level\r\n1;2.5\r\n2;3.5\r\n",
        'level,note,indicator\n"2,5",x,1\n3.5,,2\n',
        "Level, Indicator\n2.5,1\n3.50, 2 \n\n",
        'indicator,level\n"1","2.5"\n"2","3.5"\n,\n',
    ],
)
def test_commas_semicolons_marks_and_order_of_columns_make_no_difference(tmp_path: Path, table: str) -> None:
    [record] = scored("pemdi-2026", tmp_path, table)
    assert record["nodes"]["A1"]["score"] == "3.00"


def test_missing_levels_widen_the_interval(tmp_path: Path) -> None:
    table = "indicator,level\n1,4\n2,?\n3,\n4,-\n"
    [record] = scored("pemdi-2026", tmp_path, table)
    assert (record["index"], record["nodes"]["A1"]["score"], record["nodes"]["A2"]["score"]) == ("4.00", "4.00", None)
    assert record["interval"] == ["1.15", "4.95"]
    assert record["coverage"] == "0.05"


def test_without_a_level_there_is_no_index(tmp_path: Path) -> None:
    [record] = scored("pemdi-2026", tmp_path, "indicator,level\n1,\n")
    assert (record["index"], record["band"], record["interval"]) == (None, None, ["1.00", "5.00"])
    [record] = scored("pemdi-2026", tmp_path, every("-", 20))
    assert (record["index"], record["interval"], record["coverage"]) == (None, None, "0.00")


def test_a_band_without_a_published_name_is_null(tmp_path: Path) -> None:
    [record] = scored("pemdi-2026", tmp_path, every("2.2", 20))
    assert (record["index"], record["band"]) == ("2.20", None)


def test_bands_are_named_by_the_label_set_of_each_node(tmp_path: Path) -> None:
    [record] = scored("egov-readiness", tmp_path, "indicator,level\nRE1,3\nFI1,5\nBE1,5\n")
    assert record["nodes"]["D"]["band"] == "Belum sepenuhnya siap"
    assert record["nodes"]["RE"]["band"] == "Belum cukup siap"
    assert record["nodes"]["N"]["band"] == "Manfaat dirasakan luas dan terukur"


def test_a_cap_is_stated_with_what_it_did(tmp_path: Path) -> None:
    [record] = scored("egov-readiness", tmp_path, "indicator,level\nRE1,3\nFI1,5\nBE1,5\n")
    assert (record["index"], record["band"]) == ("4.14", "Belum cukup siap")
    assert record["rules"] == [
        {
            "code": "preconditions",
            "nodes": ["D"],
            "below": "3.40",
            "at_most": "Belum cukup siap",
            "band_by_index": "Siap dengan perbaikan",
            "certain": False,
            "changed": True,
        }
    ]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("indicator,level\n1,3\n99,3\n", "line 3: spbe-2020 has no indicator '99'."),
        ("indicator,level\n1,6\n", "line 2: level 6 is not on the scale: 1 to 5, in steps of 1."),
        ("indicator,level\n1,0\n", "line 2: level 0 is not on the scale"),
        ("indicator,level\n1,3.5\n", "line 2: level 3.5 is not on the scale"),
        ("indicator;level\n1;1.234,5\n", "line 2: '1.234,5' is no level"),
        ("indicator,level\n1,three\n", "line 2: 'three' is no level"),
        ("indicator,level\n1,1e1\n", "line 2: '1e1' is no level"),
        ("indicator,level\n1,-3\n", "line 2: '-3' is no level"),
        ("indicator,level\n1,٣\n", "line 2: '٣' is no level"),
        ("indicator,level\n1,3\n2,4\n1,3\n", "line 4: indicator '1' stands twice."),
        ("case,indicator,level\nA,1,3\nB,1,3\nA,1,3\n", "line 4: indicator '1' stands twice for 'A'."),
        ("indicator,level\n1,3,5\n", "line 2: the row has 3 cells, the header 2."),
        ("indicator,level\n1\n", "line 2: the row has 1 cells, the header 2."),
        ('indicator,level\n1,3\n"2,4\n', "line 3: this row cannot be read: unexpected end of data."),
        ("indicator,level\n,3\n", "line 2: the row names no indicator."),
        ("case,indicator,level\n,1,3\n", "line 2: the row names no case."),
        ("indicator,value\n1,3\n", "line 1: the header lacks level; name the columns indicator and level."),
        ("indicator,level,level\n1,3,3\n", "line 1: the column 'level' stands twice."),
        ("1,3\n2,4\n", "line 1: the header lacks indicator and level"),
        ("", "line 1: the file is empty."),
        ("indicator,level\n", "line 1: the file has no rows below its header."),
        (b"indicator,level\n1,3\n2,\xff\n", "line 3: the file is not in UTF-8"),
        ('indicator,level,note\n1,3,"two\nlines"\n99,3,\n', "line 4: spbe-2020 has no indicator '99'."),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_line(tmp_path: Path, table: str | bytes, sentence: str) -> None:
    assert refusal(tmp_path, table)[0].startswith(sentence)


def test_every_line_to_mend_is_named_at_once(tmp_path: Path) -> None:
    assert len(refusal(tmp_path, "indicator,level\n1,9\n2,3\n98,1\n1,?\n1,?\n")) == 3


def test_nothing_is_printed_when_one_row_is_wrong_and_no_server_is_needed(tmp_path: Path) -> None:
    table = tmp_path / "levels.csv"
    table.write_text(every(3) + "48,3\n", encoding="utf-8")
    wrong = run("spbe-2020", str(table))
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "line 49" in wrong.stderr
    table.write_text(every(3), encoding="utf-8")
    right = run("spbe-2020", str(table))
    assert (right.returncode, right.stderr, json.loads(right.stdout)["index"]) == (0, "", "3.00")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.csv cannot be read"):
        call_command("score", "spbe-2020", str(tmp_path / "none.csv"))


def test_an_instrument_may_be_a_path(tmp_path: Path) -> None:
    packages = ROOT / "assessments/questionnaires/packages"
    for instrument in (packages / "spbe-2020", packages / "spbe-2020/2023.yaml"):
        assert scored(str(instrument), tmp_path, every(2))[0]["index"] == "2.00"
