"""Text that breaks what is not careful with it."""

from __future__ import annotations

import random
from typing import Any

MARK = "data-ran"
SCRIPTS = (
    "<script>window.ran=1;console.log('ran')</script>",
    f'"><img src=x {MARK} onerror="console.log(\'ran\')">',
    f"</textarea></title><svg {MARK} onload=console.log('ran')>",
    f"' autofocus {MARK} onfocus='console.log(1)' x='",
    f'" autofocus {MARK} onfocus="console.log(1)" x="',
    f"{{% now 'Y' %}}{{{{ 7|add:7 }}}}<b {MARK}>",
    "javascript:console.log('ran')//https://example.org/",
    f"<!--<a {MARK}>--></script><!",
    f"]]><x {MARK}>&lt;img&gt;&#60;i {MARK}&#62;",
)
TEXTS = (
    *SCRIPTS,
    "",
    " ",
    "\0",
    "a\0b",
    "\r\n\r\nSet-Cookie: a=b",
    "\ufeff\u202egnp.exe\u2066",
    "\u200b\u200d\u0301\u0301\u0301",
    "😀" * 50,
    "\U0010ffff\uffff\ufffe",
    "ﷺ" * 300,
    "x" * 20_000,
    "ß" * 256,
    "İ" * 254,
    "0",
    "-1",
    "1e999",
    "NaN",
    "Infinity",
    "٣",
    "½",
    "3,27.1",
    "9" * 400,
    "99999999999999999999",
    "2147483648",
    "0000-00-00",
    "9999-12-31",
    "10000-01-01",
    "2026-02-30",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "25:61",
    "00000000-0000-0000-0000-000000000000",
    "not-a-uuid",
    "a@b",
    "ñ@exämple.org",
    "a" * 250 + "@example.org",
    "http://[::1",
    "https://user:pass@例え.jp:99999/%00",
    "//evil.example",
    "/\\evil.example",
    "' OR 1=1 --",
    "%s%d%(x)s%",
    "{0.__class__}",
    "../../etc/passwd",
    "=1+1",
    "__all__",
    "None",
    "true",
    "[]",
    "RE1:mine",
    "RE1:",
    ":",
)
JSONS: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    10**30,
    1e308,
    float("inf"),
    float("nan"),
    [],
    [1],
    {},
    {"a": [{}]},
    [[]],
    *TEXTS,
)
LETTERS = "aÅ漢🙂\0\t\r\n<>&'\"{}%\\/;:,.=+-@\u202e\u200f\u0301\ud7ff\ue000\ufffd 0"


def texts(seed: int) -> Any:
    """The known ones in an order of its own, then made-up ones for ever."""
    chance = random.Random(seed)  # noqa: S311 (nobody guesses these)
    yield from chance.sample(TEXTS, len(TEXTS))
    while True:
        yield "".join(chance.choices(LETTERS, k=chance.choice((1, 3, 12, 200, 300, 5000))))
