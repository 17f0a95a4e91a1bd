"""Asking a service of the demo without HTTP."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from aimonitor.demo.exchange import Asked, Reply, Service
from tests.demo.reading import NOON
from tests.providers.fixture_server import fixture

STAMP = 1793491200
"""1 November 2026, 00:00 UTC."""


def ask(service: Service, key: str, path: str, /, **query: str | list[str]) -> Reply:
    """GET with the key in the headers that each service looks at."""
    values = {
        name.replace("__", "[]"): (value,) if isinstance(value, str) else tuple(value)
        for name, value in query.items()
    }
    headers = {"authorization": f"Bearer {key}", "x-api-key": key, "anthropic-version": "2023-06-01"}
    return service.answer(Asked(method="GET", path=path, query=values, headers=headers), NOON)


def post(service: Service, key: str, path: str, body: object) -> Reply:
    headers = {"authorization": f"Bearer {key}"}
    return service.answer(Asked(method="POST", path=path, headers=headers, body=body), NOON)


def parsed(reply: Reply) -> Any:  # noqa: ANN401 any JSON
    return json.loads(reply.text(), parse_float=Decimal)


def shape(value: object) -> object:
    """Names and kinds of a JSON value, without what it says."""
    if isinstance(value, dict):
        return {name: shape(item) for name, item in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return (
        "number" if isinstance(value, int | Decimal | float) and not isinstance(value, bool) else type(value)
    )


def names_missing(real: object, ours: object) -> list[str]:
    """Names that the real service sends and we do not, at any depth of the first rows."""
    if isinstance(real, list) and isinstance(ours, list):
        return names_missing(real[0], ours[0]) if real and ours else []
    if not isinstance(real, dict):
        return []
    assert isinstance(ours, dict)
    here = [name for name in real if name not in ours]
    return here + [gap for name in real if name in ours for gap in names_missing(real[name], ours[name])]


def same_error(reply: Reply, fixture_id: str) -> bool:
    """Whether status and form of a refusal are those of the fixture."""
    real = fixture(fixture_id)
    return reply.status == real.entry["status"] and shape(parsed(reply)) == shape(real.json)
