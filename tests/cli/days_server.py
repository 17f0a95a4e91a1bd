"""A service of OpenAI's format that bills a dollar a day, and holds back old days when it is told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

DAY = timedelta(days=1)
COSTS = "/v1/organization/costs"


class DaysServer:
    """`lets`: how many pages of old days are answered; the next is held until the server closes."""

    def __init__(self, lets: int) -> None:
        self.lets = lets
        self.someone_waits = threading.Event()
        self.closing = threading.Event()
        self.asked_for_costs: list[tuple[int, int]] = []
        """First and last day of each request, in days before today."""

    def answer(self, path: str, query: dict[str, list[str]]) -> dict[str, Any] | None:
        """The document for a request; None where there is nothing of that name."""
        if not path.startswith(("/v1/organization/costs", "/v1/organization/usage/")):
            return None
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        first = datetime.fromtimestamp(int(query["start_time"][0]), UTC)
        end = datetime.fromtimestamp(int(query["end_time"][0]), UTC) if "end_time" in query else today + DAY
        if path == COSTS and query["limit"] != ["1"]:
            self._count((today - first).days, (today - end).days + 1)
        results = [_line()] if path == COSTS else []
        days = [first + n * DAY for n in range((end - first).days)]
        buckets = [_bucket(day, results) for day in days]
        return {"object": "page", "data": buckets, "has_more": False, "next_page": None}

    def _count(self, first: int, last: int) -> None:
        self.asked_for_costs.append((first, last))
        if last == 0:
            return
        if self.lets == 0:
            self.someone_waits.set()
            self.closing.wait()
        self.lets -= 1


def _line() -> dict[str, Any]:
    return {"object": "bucket.result", "amount": {"value": 1, "currency": "usd"}, "line_item": "m, input"}


def _bucket(day: datetime, results: list[dict[str, Any]]) -> dict[str, Any]:
    start = int(day.timestamp())
    return {"object": "bucket", "start_time": start, "end_time": start + 86400, "results": results}


@contextmanager
def days_server(lets: int) -> Iterator[tuple[DaysServer, str]]:
    """The server and its address, on loopback."""
    days = DaysServer(lets)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            document = days.answer(asked.path, parse_qs(asked.query))
            body = json.dumps(document or {"error": {"message": "Not found"}}).encode()
            try:
                self.send_response(200 if document else 404)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                self.close_connection = True  # who asked was killed

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, name="days server")
    thread.start()
    try:
        yield days, f"http://127.0.0.1:{server.server_port}"
    finally:
        days.closing.set()
        server.shutdown()
        thread.join(30)
        server.server_close()
