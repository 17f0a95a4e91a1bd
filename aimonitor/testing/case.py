"""An answer of a service as its author writes it down, with what a poll must make of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from aimonitor.testing.server import Query, Reply

_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One answer to a request for `path`, and the figures that are in it.

    `query`: which parameters it is the answer to; None: that one must not be there. `expect`: words
    of `CHECKS` with their values; "error" among them where a poll must fail by it, whatever its status.
    `options` and `now`: of that case alone.
    """

    name: str
    path: str
    reply: Reply
    method: str = "GET"
    query: Mapping[str, Any] = field(default_factory=dict)
    expect: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    now: datetime | None = None

    @classmethod
    def of(cls, path: str, body: Any, status: int = _OK, **more: Any) -> Self:  # noqa: ANN401 any JSON
        """`body` as JSON; `more` are fields of a case. Its name is its path, unless `more` says another."""
        return cls(**{"name": path, "path": path, "reply": Reply.of(body, status), **more})

    @property
    def is_good(self) -> bool:
        """Whether there are figures in it."""
        return self.reply.status == _OK and "error" not in self.expect

    @property
    def json(self) -> Any:  # noqa: ANN401 any JSON
        """The body, parsed anew each time."""
        return json.loads(self.reply.body)

    def fits(self, asked: Query) -> bool:
        """Whether a request's query is the one that this is the answer to."""
        return all(_fits(wanted, asked.get(name)) for name, wanted in self.query.items())


def _fits(wanted: Any, values: Sequence[str] | None) -> bool:  # noqa: ANN401 a value or several
    if wanted is None:
        return values is None
    return values == [str(value) for value in (wanted if isinstance(wanted, list) else [wanted])]


def cases_in(folder: Path) -> Iterator[Case]:
    """The cases that `index.json` in `folder` lists; each names the file that holds its body.

    `{"cases": [{"file": "costs.json", "path": "/v1/costs", "expect": {"cost_usd": "1.15"}}]}`, and beside
    these "options", and "method", "status", "query", "response_headers" where they differ from a plain GET.
    """
    for entry in json.loads((folder / "index.json").read_text("utf-8"))["cases"]:
        told = entry.get("response_headers", {"content-type": "application/json"})
        headers = {name.lower(): text for name, text in told.items()}
        body = (folder / entry["file"]).read_bytes()
        more = {name: entry[name] for name in ("method", "query", "expect", "options") if name in entry}
        reply = Reply(entry.get("status", _OK), body, headers)
        yield Case(name=Path(entry["file"]).stem, path=entry["path"], reply=reply, **more)
