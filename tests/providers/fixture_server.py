"""A real HTTP server on loopback that answers from the fixtures, and remembers what it was asked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from aimonitor.testing.server import LoopbackServer, Query, Reply, Seen

__all__ = ["CONTRACTS", "Fixture", "FixtureServer", "Reply", "Seen", "fixture", "fixture_ids", "flow"]

FIXTURES = Path(__file__).parent / "fixtures"
CONTRACTS = Path(__file__).parent / "contracts"
_INDEX = json.loads((FIXTURES / "index.json").read_text("utf-8"))


def _contract_entries() -> Iterator[dict[str, Any]]:
    """The cases of `contracts/<type>/index.json`, in the words of `fixtures/index.json`."""
    for index in sorted(CONTRACTS.glob("*/index.json")):
        for case in json.loads(index.read_text("utf-8"))["cases"]:
            query = case.get("query", {})
            yield case | {
                "id": f"{index.parent.name}/{Path(case['file']).stem}",
                "provider": index.parent.name,
                "query": query,
                "match_on": list(query),
                "headers": {name.lower(): text for name, text in case["response_headers"].items()},
                "body_file": index.parent / case["file"],
            }


ENTRIES: list[dict[str, Any]] = [*_INDEX["fixtures"], *_contract_entries()]


@dataclass(frozen=True, slots=True)
class Fixture:
    """One entry of `index.json` with its body."""

    entry: Mapping[str, Any]

    @property
    def reply(self) -> Reply:
        body = (FIXTURES / self.entry["body_file"]).read_bytes()
        return Reply(self.entry["status"], body, self.entry["headers"])

    @property
    def json(self) -> Any:  # noqa: ANN401 any JSON
        return json.loads(self.reply.body)

    def fits(self, query: Query) -> bool:
        """Whether a request's query is the one that `match_on` chooses this fixture by."""
        return all(self._fits_name(name, query) for name in self.entry["match_on"])

    def _fits_name(self, name: str, query: Query) -> bool:
        if name.startswith("!"):
            return name[1:] not in query
        wanted = self.entry["query"][name]
        values = wanted if isinstance(wanted, list) else [wanted]
        return query.get(name, []) == [str(value) for value in values]


def fixture(fixture_id: str) -> Fixture:
    """The fixture of that id, such as "openai/costs_month_page1"."""
    return Fixture(next(entry for entry in ENTRIES if entry["id"] == fixture_id))


def fixture_ids(provider: str) -> list[str]:
    """All fixtures of one service."""
    return [entry["id"] for entry in ENTRIES if entry["provider"] == provider]


@dataclass(frozen=True, slots=True)
class Flow:
    """Fixtures to serve in order, the time they are of, and the figures a right client computes."""

    name: str
    now: datetime
    steps: list[str]
    expected: Mapping[str, Any]


def flow(name: str) -> Flow:
    """The flow of that name in `index.json`."""
    found = next(entry for entry in _INDEX["flows"] if entry["name"] == name)
    return Flow(name, datetime.fromisoformat(found["now"]), found["steps"], found["expected"])


class FixtureServer(LoopbackServer):
    """Answers from the fixtures as well."""

    def serve(self, *fixture_ids: str) -> Self:
        """Answer with these, chosen by method, path and the query names of their `match_on`."""
        for found in map(fixture, fixture_ids):
            entry = found.entry
            self.rule(entry["method"], entry["path"], found.fits, found.reply)
        return self

    def script(self, *fixture_ids: str) -> Self:
        """Answer each path with its fixtures in this order, whatever the query; the last one stays."""
        queues: dict[tuple[str, str], list[Reply]] = {}
        for found in map(fixture, fixture_ids):
            queues.setdefault((found.entry["method"], found.entry["path"]), []).append(found.reply)
        for (method, path), replies in queues.items():
            self.rule(method, path, lambda _query: True, *replies)
        return self
