"""Does “who looked” stay as fast as the log grows, and what does it cost beside its template?

``python -m bench.pages [--small URL --large URL]`` loads two logs of 600 people, of 10 thousand
and of a million events, through the real append. Both have the same present month; the large
one has two years of history before it. Two processes, one for each, then take turns in
answering ``/looked`` for signed-in people, whole application included, and in rendering the
same template from the same values in memory. Reported are ratios of medians.
"""

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

import anyio
from jinja2 import Template

from app.core.config import settings
from app.main import create_app
from bench.loading import READERS, Cookie, load, prepare

SMALL, LARGE = 10_000, 1_000_000
ROUND = 48  # requests of one turn


class Server:
    """The application in this process, asked without a network."""

    def __init__(self, cookies: list[Cookie]) -> None:
        self.app = create_app()
        self.cookies = cookies
        self.rendered: dict[Cookie, tuple[Template, dict[str, Any]]] = {}

    def turn(self) -> dict[str, float]:
        """Medians of one turn, in milliseconds: answering, and rendering from memory."""
        measured = anyio.run(self._pairs)
        return {
            "page": median(page for page, _ in measured),
            "template": median(t for _, t in measured),
        }

    async def _pairs(self) -> list[tuple[float, float]]:
        """Each page, and right after it the same page's template from memory."""
        return [await self._pair(self.cookies[number % READERS]) for number in range(ROUND)]

    async def _pair(self, cookie: Cookie) -> tuple[float, float]:
        template, values = await self._values(cookie)
        page = await self._timed(cookie)
        return page, _timed(lambda: template.render(values))

    async def _timed(self, cookie: Cookie) -> float:
        started = time.perf_counter()
        status, _body = await self._get(cookie)
        if status != 200:
            raise RuntimeError(f"/looked answered {status}")
        return (time.perf_counter() - started) * 1000

    async def _get(self, cookie: Cookie) -> tuple[int, bytes]:
        headers = [(b"host", settings().host.encode()), (b"cookie", "=".join(cookie).encode())]
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": "/looked",
            "raw_path": b"/looked",
            "query_string": b"",
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8000),
        }
        status, body = 0, b""

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            nonlocal status, body
            status = message.get("status", status)
            body += message.get("body", b"")

        await self.app(scope, receive, send)
        return status, body

    async def _values(self, cookie: Cookie) -> tuple[Template, dict[str, Any]]:
        """The template of a reader's page and the values it was rendered with."""
        if cookie not in self.rendered:
            seen: list[tuple[Template, dict[str, Any]]] = []
            render = Template.render

            def remembering(template: Template, values: dict[str, Any]) -> str:
                seen.append((template, values))
                return render(template, values)

            with patch.object(Template, "render", remembering):
                await self._get(cookie)
            self.rendered[cookie] = seen[-1]
        return self.rendered[cookie]


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def serve(events: int, present: int) -> None:
    """Load, say so, then answer each line of standard input with the medians of one turn."""
    source, cookies = prepare()
    load(source, events, present)
    server = Server(cookies)
    server.turn()  # fills caches, as a running server's are
    gc.collect()
    gc.freeze()  # as ``serve`` does at its start
    print(json.dumps({"events": events}), flush=True)
    for _line in sys.stdin:
        print(json.dumps(server.turn()), flush=True)


class Side:
    """One of the two processes."""

    def __init__(self, events: int, present: int, folder: Path, url: str) -> None:
        self.events = events
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("DAYLIGHT_")}
        chosen = {"DAYLIGHT_DATA_DIR": str(folder)} | (
            {"DAYLIGHT_DATABASE_URL": url} if url else {}
        )
        folder.mkdir(parents=True)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.pages", f"--serve={events}", f"--present={present}"],
            env=inherited | chosen,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.answer()  # it has loaded: two that migrate at once would wait for each other's roles

    def answer(self) -> dict[str, float]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("a side of the benchmark ended")
        found: dict[str, float] = json.loads(line)
        return found

    def turn(self) -> dict[str, float]:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.answer()

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def compare(small: Side, large: Side, runs: int) -> list[dict[str, Any]]:
    """The three lines of the report."""
    pairs = [(small.turn(), large.turn()) for _run in range(runs)]
    few, many = f"{small.events:,}", f"{large.events:,}"
    return [
        _line(f"looked, {many} beside {few} events", [(b["page"], a["page"]) for a, b in pairs]),
        _line(
            f"looked, {few}, beside its template", [(a["page"], a["template"]) for a, _ in pairs]
        ),
        _line(
            f"looked, {many}, beside its template", [(b["page"], b["template"]) for _, b in pairs]
        ),
    ]


def _line(name: str, measured: list[tuple[float, float]]) -> dict[str, Any]:
    ratios = [ours / theirs for ours, theirs in measured]
    return {
        "name": name,
        "ratio": round(median(ratios), 3),
        "ours": round(median(ours for ours, _ in measured), 2),
        "baseline": round(median(theirs for _, theirs in measured), 2),
        "runs": [round(ratio, 3) for ratio in ratios],
    }


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--serve", type=int, default=0)
    options.add_argument("--runs", type=int, default=9)
    options.add_argument("--small", default="", help="an empty database; SQLite if not given")
    options.add_argument("--large", default="")
    options.add_argument("--events", type=int, default=LARGE)
    options.add_argument("--present", type=int, default=SMALL, help="events of this month")
    chosen = options.parse_args()
    if chosen.serve:
        serve(chosen.serve, chosen.present)
        return
    with tempfile.TemporaryDirectory(prefix="daylight-bench-") as folder:
        sides: list[Side] = []
        try:
            for name, events, url in (
                ("small", chosen.present, chosen.small),
                ("large", chosen.events, chosen.large),
            ):
                sides.append(Side(events, chosen.present, Path(folder, name), url))
            print(json.dumps(compare(*sides, chosen.runs)))
        finally:
            for side in sides:
                side.end()


if __name__ == "__main__":
    main()
