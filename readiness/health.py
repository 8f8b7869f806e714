"""Whether the site answers. As a module it asks the web server of this machine, and its exit status tells."""

from __future__ import annotations

import json
import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from readiness import env
from readiness.entrance import HOST, PORT, Entrance


def what_is_missing(entrance: Entrance) -> list[str]:
    """The parts of the site that do not answer yet, as /readyz names them."""
    status, answer = ask(entrance)
    if status == 503:
        return [answer["reason"]]
    return answer["degraded"] if status == 200 else ["web"]


def ask(entrance: Entrance) -> tuple[int, dict]:
    connection = HTTPConnection(entrance.host, entrance.port, timeout=10)
    try:
        connection.request("GET", "/readyz", headers={"Host": urlsplit(entrance.url).netloc})
        answer = connection.getresponse()
        return answer.status, json.load(answer)
    except (OSError, HTTPException, ValueError):
        return 0, {}
    finally:
        connection.close()


if __name__ == "__main__":
    here = Entrance(HOST, PORT, env.text("READINESS_BASE_URL", ""))
    sys.exit(ask(here)[0] != 200)
