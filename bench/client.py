"""A signed-in browser without the browser: cookies, one kept connection, forms."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from statistics import median
from urllib.parse import urlencode, urlsplit

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Client:
    def __init__(self, url: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> str:
        return self._send("GET", path)

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> str:
        sent = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self.csrf(), **headers}
        return self._send("POST", path, urlencode(fields), sent)

    def send_json(self, path: str, body: str) -> str:
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.csrf(), "X-Requested-With": "fetch"}
        return self._send("POST", path, body, headers)

    def sign_in(self, email: str, password: str) -> None:
        page = self.get("/accounts/login/")
        token = TOKEN.search(page)
        assert token, "the sign-in page has no form"
        self.post("/accounts/login/", {"csrfmiddlewaretoken": token[1], "login": email, "password": password})
        assert any("session" in name for name in self.cookies), "the sign-in was refused"

    def csrf(self) -> str:
        return next((value for name, value in self.cookies.items() if "csrf" in name), "")

    def ask_json(self, path: str, body: str) -> tuple[int, str]:
        """The status and the text, whatever the answer is."""
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.csrf(), "X-Requested-With": "fetch"}
        return self.ask("POST", path, body, headers)

    def ask_form(self, path: str, fields: Mapping[str, str]) -> tuple[int, str]:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self.csrf()}
        return self.ask("POST", path, urlencode(fields), headers)

    def ask(
        self, method: str, path: str, body: str | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, str]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body, {"Cookie": cookie, **(headers or {})})
        response = self.connection.getresponse()
        text = response.read().decode()
        for header in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        return response.status, text

    def _send(self, method: str, path: str, body: str | None = None, headers: Mapping[str, str] | None = None) -> str:
        status, text = self.ask(method, path, body, headers)
        assert status < 400, f"{method} {path}: {status} {text[:300]}"
        return text


def throughput(works: Sequence[Callable[[], object]], count: int) -> float:
    """Requests a second when each of the works runs `count` times, all beside one another."""
    started = time.perf_counter()
    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(_repeat, work, count) for work in works]:
            done.result()
    return len(works) * count / (time.perf_counter() - started)


def _repeat(work: Callable[[], object], count: int) -> None:
    for _number in range(count):
        work()


def typical(work: Callable[[], object], count: int) -> float:
    """The median time of one call, in seconds."""
    times = []
    for _number in range(count):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return median(times)
