"""The interface's sentences: found in the sources, held against the Indonesian catalogue, compiled without gettext."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCES = ("assessments", "readiness", "templates")
# Babel would give Indonesian two plural forms; it has one, and Django's own catalogue says so too.
EMPTY = b"""# Indonesian for the sentences of the interface; the source language is English.
msgid ""
msgstr ""
"Project-Id-Version: Readiness 1\\n"
"Language: id\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""
LAZY = ("", "_lazy")
# Which arguments a call's message stands in: singular, then plural; a context is marked by 'c', as Babel wants it.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...]] = {
    "_": (1,),
    "gettext_noop": (1,),
    **{f"gettext{lazy}": (1,) for lazy in LAZY},
    **{f"ngettext{lazy}": (1, 2) for lazy in LAZY},
    **{f"pgettext{lazy}": ((1, "c"), 2) for lazy in LAZY},
    **{f"npgettext{lazy}": ((1, "c"), 2, 3) for lazy in LAZY},
}
STRAY_SPACE = re.compile(r"""("[^"\n]*"|'[^'\n]*')|[^\S\n ]""")
NAMED = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")

Found = tuple[int, str, tuple[str, ...]]


class UnreadableSourceError(Exception):
    """A source file that could not be read for messages; it names the file."""


def messages_in_python(source: str) -> Iterator[Found]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (name := called_name(node.func)) in KEYWORDS:
            texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if len(texts) >= len(KEYWORDS[name]):
                yield node.lineno, name, tuple(texts[: len(KEYWORDS[name])])


def called_name(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def messages_in_template(source: str, origin: str) -> Iterator[Found]:
    """Django turns a template into text that looks like calls; its indentation and odd spaces would not tokenise."""
    calls = STRAY_SPACE.sub(lambda hit: hit[1] or " ", templatize(source, origin=origin))
    flat = "\n".join(line.strip() for line in calls.split("\n"))
    for line, name, found, _comments in extract_python(BytesIO(flat.encode()), KEYWORDS, [], {"encoding": "utf-8"}):
        texts = [text for text in _several(found) if isinstance(text, str)]
        yield line, str(name), tuple(texts[: len(KEYWORDS[str(name)])])


def source_files(root: Path) -> Iterator[Path]:
    for folder in SOURCES:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and (path.suffix in (".html", ".txt") or is_python(path)):
                yield path


def is_python(path: Path) -> bool:
    return path.suffix == ".py" and "migrations" not in path.parts


def messages_in(path: Path) -> list[Found]:
    source = path.read_text(encoding="utf-8")
    try:
        found = messages_in_python(source) if path.suffix == ".py" else messages_in_template(source, str(path))
        return list(found)
    except Exception as problem:
        raise UnreadableSourceError(f"{path}: {problem}") from problem


def extract(root: Path) -> Catalog:
    """Every message of the sources, with the places it stands in."""
    catalogue = Catalog(locale="id", fuzzy=False)
    for path in source_files(root):
        for line, name, texts in messages_in(path):
            context = texts[0] if "pgettext" in name else None
            ids = texts[1:] if context is not None else texts
            place = (path.relative_to(root).as_posix(), line)
            catalogue.add(ids[0] if len(ids) == 1 else ids, context=context, locations=[place])
    return catalogue


def read(path: Path) -> Catalog:
    return read_po(BytesIO(path.read_bytes() if path.exists() else EMPTY), locale="id")


def write(path: Path, catalogue: Catalog, template: Catalog) -> None:
    """One line a message, sorted, without places: two people's additions rarely touch the same line."""
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    text = BytesIO()
    write_po(text, catalogue, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace(path, EMPTY + b"\n" + text.getvalue().strip() + b"\n")


def problems(catalogue: Catalog, template: Catalog) -> list[str]:
    found = [problem for message in template if message.id for problem in wrong_with(message, catalogue)]
    known = {key_of(message) for message in template}
    stale = [m for m in (*catalogue, *catalogue.obsolete.values()) if m.id and key_of(m) not in known]
    return found + [f"obsolete: {singular(message)!r}" for message in stale]


def wrong_with(message: Message, catalogue: Catalog) -> list[str]:
    place = "{}:{}".format(*message.locations[0])
    translated = catalogue.get(singular(message), context=message.context)
    if translated is None or not all(forms(translated)):
        return [f"missing: {singular(message)!r} ({place})"]
    if translated.fuzzy:
        return [f"fuzzy: {singular(message)!r} ({place})"]
    wanted = placeholders(_several(message.id)[-1])
    if any(placeholders(form) != wanted for form in forms(translated)):
        return [f"placeholders differ: {singular(message)!r} ({place})"]
    return []


def key_of(message: Message) -> tuple[str | None, str]:
    return message.context, singular(message)


def singular(message: Message) -> str:
    return str(_several(message.id)[0])


def forms(message: Message) -> list[str]:
    return [form or "" for form in _several(message.string)]


def _several(text: Any) -> Sequence[Any]:
    """Babel gives one text as a string and a plural's as a list or tuple."""
    return text if isinstance(text, (tuple, list)) else (text,)


def placeholders(text: str) -> list[str]:
    return sorted(set(NAMED.findall(text)))


def compile_newer(folder: Path) -> list[Path]:
    """Compile each catalogue under the folder that is newer than its compiled form; return those compiled."""
    compiled = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
            out = BytesIO()
            with source.open("rb") as file:
                write_mo(out, read_po(file, locale=source.parts[-3]))
            replace(target, out.getvalue())
            compiled.append(target)
    return compiled


def replace(path: Path, content: bytes) -> None:
    # Another process may be reading the file: it sees the old one or the new one, never half of one.
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)
