"""The fixtures as the cases of a contract: with the moment they are of and the options they need."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from aimonitor.providers.manifest import ProviderManifest
from aimonitor.providers.registry import Registry
from aimonitor.testing import Case
from tests.providers.fixture_server import CONTRACTS, fixture, fixture_ids

INDEXES = {
    index.parent.name: json.loads(index.read_text("utf-8")) for index in CONTRACTS.glob("*/index.json")
}
OPTIONS = {"/copilot_internal/user": {"allotment": "ask"}}
"""Addresses that are asked only where the user wants that."""

EXPECT: dict[str, dict[str, Any]] = {
    "openai/costs_month_single_page": {
        "costs": [
            {"amount": "10.37525377", "currency": "USD"},
            {"day": "2026-11-15", "amount": "0.29004575", "currency": "USD"},
            {"day": "2026-11-08", "amount": "0", "currency": "USD"},
        ]
    },
    "anthropic/cost_report_month_single_page": {
        "costs": [
            {"amount": "32.5294558", "currency": "USD"},
            {"day": "2026-11-15", "amount": None, "currency": "USD"},
        ]
    },
    "openrouter/credits_official": {"balances": [{"amount": "74.75", "currency": "USD"}]},
}
"""What is right for those of `fixtures/index.json` that tell all in one answer."""


def cases_of(provider_type: str) -> list[Case]:
    """All fixtures of one service."""
    manifest = Registry().manifest(provider_type)
    return [_case(manifest, fixture_id) for fixture_id in fixture_ids(provider_type)]


def _case(manifest: ProviderManifest, fixture_id: str) -> Case:
    found = fixture(fixture_id)
    entry = dict(found.entry)
    query = {name: entry["query"][name] for name in entry["match_on"] if not name.startswith("!")}
    absent = {name[1:]: None for name in entry["match_on"] if name.startswith("!")}
    told = manifest.type in INDEXES
    return Case(
        name=fixture_id,
        path=entry["path"],
        reply=found.reply,
        method=entry["method"],
        query={**query, **absent},
        expect=entry.get("expect") or EXPECT.get(fixture_id, {}),
        options=_options(manifest, entry) if told else {},
        now=_clock(entry, manifest.type) if told else None,
    )


def _options(manifest: ProviderManifest, entry: dict[str, Any]) -> dict[str, str]:
    """The option the case needs, or the region whose address it is of."""
    if entry["path"] in OPTIONS:
        return OPTIONS[entry["path"]]
    places = (entry.get("note", ""), INDEXES[manifest.type]["base_url"])
    for place in places:
        for region in manifest.regions:
            if place.startswith(region.base_url) or f"{region.base_url};" in place:
                return {"region": region.name}
    return {}


def _clock(entry: dict[str, Any], name: str) -> datetime:
    """The moment the case is of: the end of what it asks for, else the contract's own clock."""
    asked = entry.get("request_body", {}).get("analyticsRequest", {}).get("timeRange", {})
    text = asked.get("endTime") or INDEXES[name]["clock_for_composed_bodies"]
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
