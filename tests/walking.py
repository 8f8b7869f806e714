"""What a person can do on a page, read from the page itself: its forms with their fields, and what its links ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

TEXTS = {"text", "textarea", "email", "url", "search", "number", "date", "datetime-local", "time", "tel"}
# tests/accounts/test_keeping.py tries these out.
OF_EVERY_FORM = {"csrfmiddlewaretoken", "user"}
# How a statement begins that changes something, or says for the history who does.
WRITES = ("INSERT", "UPDATE", "DELETE", "SELECT set_config")
UNSENT = {"submit", "button", "reset", "image"}


@dataclass
class Field:
    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)

    @property
    def is_text(self) -> bool:
        return self.kind in TEXTS


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    def filled(self) -> dict[str, str]:
        """What is sent when somebody presses the button at once."""
        return {f.name: f.value or (f.choices or [""])[0] for f in self.fields.values() if f.kind != "file"}


class Page(HTMLParser):
    def __init__(self, text: str, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.elements: dict[str, Form] = {}
        self._form: Form | None = None
        self._open: Field | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._begin(given)
        elif tag == "a" and "href" in given:
            self.links.append(urljoin(self.address, given["href"]))
        elif tag in ("input", "textarea", "select") and given.get("name"):
            self._add(tag, given)
        elif tag == "option" and self._open:
            self._open.choices.append(given.get("value", ""))
            if "selected" in given:
                self._open.value = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag in ("textarea", "select"):
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open and self._open.kind == "textarea":
            self._open.value += data

    def _begin(self, given: dict[str, str]) -> None:
        action = urljoin(self.address, given.get("action", ""))
        self._form = Form(action, given.get("method", "get").lower())
        self.forms.append(self._form)
        if "id" in given:
            self.elements[given["id"]] = self._form

    def _add(self, tag: str, given: dict[str, str]) -> None:
        form = self.elements.get(given["form"]) if "form" in given else self._form
        kind = given.get("type", "text").lower() if tag == "input" else tag
        if form is None or kind in UNSENT:
            return
        if kind in ("radio", "checkbox"):
            known = form.fields.setdefault(given["name"], Field(given["name"], kind))
            known.choices.append(given.get("value", "on"))
            known.value = given.get("value", "on") if "checked" in given else known.value
            return
        added = form.fields[given["name"]] = Field(given["name"], kind, given.get("value", ""))
        self._open = added if tag != "input" else None

    def queries(self) -> Iterator[tuple[str, str]]:
        """(path, name) of everything that the page's links ask of this site in their query."""
        for link in self.links:
            parts = urlsplit(link)
            if not parts.netloc:
                yield from ((parts.path, name) for name, _value in parse_qsl(parts.query, keep_blank_values=True))


def page_of(answer: Any, address: str) -> Page | None:
    """The answer as a page, if it is one."""
    if getattr(answer, "streaming", False) or not answer.get("Content-Type", "").startswith("text/html"):
        return None
    return Page(answer.content.decode(), address)
