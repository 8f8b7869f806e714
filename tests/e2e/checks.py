"""What holds for every page, whoever reads it in whatever language, at any width."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDE, PHONE, NARROW = 1280, 360, 320
HEIGHT = 480  # all of a page is measured, whatever of it is in the window

_axe = find_spec("axe_playwright_python")
assert _axe, "axe-playwright-python is missing: make setup"
AXE = Path(str(_axe.origin)).with_name("axe.min.js").read_text()
# Contrast takes longest to measure, and texts of one size and colour on one ground share it: one stands for all.
MARK_TEXTS = """() => {
    const grounds = new Map([[null, '']]), met = new Set();
    const ground = one => {
        if (!grounds.has(one)) {
            const style = getComputedStyle(one);
            const own = [style.backgroundColor, style.backgroundImage, style.opacity].join();
            const below = ground(one.parentElement);
            grounds.set(one, own === 'rgba(0, 0, 0, 0),none,1' ? below : `${below}/${own}`);
        }
        return grounds.get(one);
    };
    for (const one of document.querySelectorAll('body *')) {
        const speaks = node => node.nodeType === Node.TEXT_NODE && node.data.trim();
        if (!one.matches('input,select,textarea') && ![...one.childNodes].some(speaks)) continue;
        if (!one.checkVisibility()) continue;
        const {color, fontSize, fontWeight} = getComputedStyle(one);
        const kind = [color, fontSize, fontWeight, ground(one), one.matches(':disabled')].join();
        one.toggleAttribute('data-text', !met.has(kind));
        met.add(kind);
    }
    axe.configure({rules: [{id: 'color-contrast', selector: '[data-text]'}]});
}"""
RUN_AXE = """([tags, seen]) => axe.run(document, {
    runOnly: {type: 'tag', values: tags},
    rules: {'color-contrast': {enabled: seen}, 'target-size': {enabled: seen}},
    resultTypes: ['violations'], preload: false, iframes: false,
}).then(found => found.violations.flatMap(
    v => v.nodes.map(n => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary}`)))"""
HEARD = """window.refusedByPolicy = [];
addEventListener('securitypolicyviolation', e => refusedByPolicy.push(`${e.violatedDirective} ${e.blockedURI}`));"""
# What WCAG 1.4.12 grants every reader; it also stands for fonts wider than this machine's.
SPACED = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}');
    document.adoptedStyleSheets = [sheet];
}"""
LEADS_NOWHERE = """() => [...document.querySelectorAll('a[href^="#"]')].map(one => one.hash.slice(1))
    .filter(name => name && !document.getElementById(decodeURIComponent(name)))"""
WIDER = """async asked => {
    while (innerWidth !== asked) await new Promise(requestAnimationFrame);
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return null;
    const out = [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > width);
    return out.slice(-3).map(one => one.outerHTML.slice(0, 120));
}"""


@dataclass(frozen=True)
class Look:
    """`seen`: with colours and the sizes of targets, which are the same in both languages."""

    width: int
    dark: bool = False
    seen: bool = False


# Each page is looked at in both languages and at both widths, and seen at each width and each brightness. The first of
# a language is what states are looked at beside every change.
LOOKS = {"id": (Look(WIDE, seen=True), Look(PHONE)), "en": (Look(PHONE, dark=True, seen=True), Look(WIDE))}


class Visit:
    """One browser page that goes from address to address as one person in one language."""

    def __init__(self, context: BrowserContext, language: str) -> None:
        context.add_init_script(HEARD + AXE)
        self.context, self.language = context, language
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("dialog", lambda dialog: dialog.accept())

    def _heard(self, message: ConsoleMessage) -> None:
        # The browser also notes every answer above 399; a page may be one, what it is made of may not.
        if message.type == "error" and not (
            message.text.startswith("Failed to load resource") and "/static/" not in message.location["url"]
        ):
            self.complaints.append(f"console: {message.text}")

    def read_with(self, url: str, cookies: Mapping[str, str]) -> None:
        self.context.clear_cookies()
        self.context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])

    def open(self, path: str) -> Page:
        self.complaints.clear()
        self.page.set_viewport_size({"width": WIDE, "height": HEIGHT})
        self.page.goto(path)
        return self.page

    def faults(self, *looks: Look) -> list[str]:
        """What is wrong with the page as it stands, looked at with axe in these ways and measured at each width."""
        found = [*self._structure()]
        for width in (WIDE, PHONE):
            found += self._overflow(width)
            for look in looks:
                if look.width == width:
                    found += self._axe(look)
        self.page.evaluate(SPACED)
        found += self._overflow(NARROW)
        refused = self.page.evaluate("refusedByPolicy")
        return [*found, *self.complaints, *(f"policy: {one}" for one in refused)]

    def _structure(self) -> Iterator[str]:
        headings = self.page.locator("h1").count()
        if headings != 1:
            yield f"{headings} h1"
        if not self.page.title().partition(" – ")[0].strip():
            yield f"title: {self.page.title()!r}"
        yield from (f"leads nowhere: {target}" for target in self.page.evaluate(LEADS_NOWHERE))
        language = self.page.locator("html").get_attribute("lang")
        if language != self.language:
            yield f"lang: {language}"

    def _overflow(self, width: int) -> Iterator[str]:
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        wider: Any = self.page.evaluate(WIDER, width)
        if wider is not None:
            yield f"{width} px: wider than the window: {wider}"

    def _axe(self, look: Look) -> Iterator[str]:
        self.page.emulate_media(color_scheme="dark" if look.dark else "light")
        if look.seen:
            self.page.evaluate(MARK_TEXTS)
        for violation in self.page.evaluate(RUN_AXE, [TAGS, look.seen]):
            yield f"{look}: {violation}"
