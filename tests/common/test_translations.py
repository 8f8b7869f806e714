from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.template import Context, Engine
from django.utils import translation
from django.utils.translation import trans_real

from assessments.common import catalogues

TEMPLATE = """{% load i18n %}
  <p>{% translate "Save" %} {% translate "It's 80 % done" as done %}{{ done }}</p>
    {% translate "May" context "month" %}
{% include "x" with title=_("A title") only %}
   {{ _("Quiet") }} don't
{% blocktranslate trimmed count n=rows|length %}
  {{ n }} row
  left
{% plural %}
  {{ n }} rows
  left
{% endblocktranslate %}
{# it's a remark #}
{% blocktranslate context "greeting" with name=user.name %}Dear {{ name }}, 100%{% endblocktranslate %}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/page.html").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "assessments/migrations").mkdir(parents=True)
    (tmp_path / "assessments/migrations/0001.py").write_text("_('never')")
    return tmp_path


def ids(catalogue: catalogues.Catalog) -> set[tuple[str | None, object]]:
    return {(message.context, message.id) for message in catalogue if message.id}


def test_a_templates_messages_are_found_as_django_asks_for_them(root: Path) -> None:
    assert ids(catalogues.extract(root)) == {
        (None, "Save"),
        (None, "It's 80 %% done"),
        ("month", "May"),
        (None, "A title"),
        (None, "Quiet"),
        (None, ("%(n)s row left", "%(n)s rows left")),
        ("greeting", "Dear %(name)s, 100%%"),
    }


def test_pythons_messages_are_found_inside_f_strings_and_joined_lines() -> None:
    source = "\n".join(
        [
            "x = f\"{_('inside')}\"",
            "y = gettext_lazy('one '",
            "    'two')",
            "z = ngettext('%(n)d row', '%(n)d rows', n)",
            "w = translation.pgettext('month', 'May')",
            "v = _(variable)",
        ]
    )
    found = {texts for _line, _name, texts in catalogues.messages_in_python(source)}
    assert found == {("inside",), ("one two",), ("%(n)d row", "%(n)d rows"), ("month", "May")}


def test_a_broken_source_is_named(root: Path) -> None:
    (root / "assessments/broken.py").write_text("def (")
    with pytest.raises(catalogues.UnreadableSourceError, match=r"broken\.py"):
        catalogues.extract(root)


def test_what_is_wrong_is_named(root: Path) -> None:
    (root / "assessments/views.py").write_text("_('kept')\n_('fresh')\n_('%(n)s left')\n_('vague')")
    (root / "templates/page.html").write_text("")
    catalogue = catalogues.Catalog(locale="id")
    catalogue.add("kept", "disimpan")
    catalogue.add("gone", "hilang")
    catalogue.add("%(n)s left", "%(m)s lagi")
    catalogue.add("vague", "samar", flags=["fuzzy"])
    assert catalogues.problems(catalogue, catalogues.extract(root)) == [
        "missing: 'fresh' (assessments/views.py:2)",
        "placeholders differ: '%(n)s left' (assessments/views.py:3)",
        "fuzzy: 'vague' (assessments/views.py:4)",
        "obsolete: 'gone'",
    ]


def test_writing_keeps_translations_drops_the_obsolete_and_repeats_itself(root: Path) -> None:
    path = root / "locale/id/LC_MESSAGES/django.po"
    template = catalogues.extract(root)
    old = catalogues.read(path)
    old.add("Save", "Simpan")
    old.add("gone", "hilang")
    catalogues.write(path, old, template)
    first = path.read_bytes()
    catalogues.write(path, catalogues.read(path), template)
    assert path.read_bytes() == first
    assert catalogues.read(path)["Save"].string == "Simpan"
    assert b"hilang" not in first
    assert b"templates/" not in first


def test_django_reads_what_was_compiled(root: Path, settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    path = root / "locale/id/LC_MESSAGES/django.po"
    catalogue = catalogues.read(path)
    catalogue.add("It's 80 %% done", "80 %% selesai")
    catalogue.add(("%(n)s row left", "%(n)s rows left"), ("sisa %(n)s baris",))
    catalogue.add("Dear %(name)s, 100%%", "Yth. %(name)s, 100%%", context="greeting")
    catalogues.write(path, catalogue, catalogues.extract(root))
    assert catalogues.compile_newer(root / "locale") == [path.with_suffix(".mo")]
    assert catalogues.compile_newer(root / "locale") == []

    settings.LOCALE_PATHS = [root / "locale"]  # type: ignore[attr-defined]
    monkeypatch.setattr(trans_real, "_translations", {})
    source = TEMPLATE.replace('{% include "x" with title=_("A title") only %}', "")
    template = Engine(libraries={"i18n": "django.templatetags.i18n"}).from_string(source)
    with translation.override("id"):
        page = template.render(Context({"rows": [1, 2], "user": {"name": "Wati"}}))
    for expected in ("80 % selesai", "sisa 2 baris", "Yth. Wati, 100%"):
        assert expected in page


def test_an_edited_catalogue_is_compiled_again(root: Path) -> None:
    path = root / "locale/id/LC_MESSAGES/django.po"
    catalogues.write(path, catalogues.read(path), catalogues.extract(root))
    catalogues.compile_newer(root / "locale")
    later = path.with_suffix(".mo").stat().st_mtime + 5
    os.utime(path, (later, later))
    assert catalogues.compile_newer(root / "locale") == [path.with_suffix(".mo")]
