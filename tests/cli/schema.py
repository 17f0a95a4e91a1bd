"""The shape of `status --json`, as the issue and docs/cli.md have it."""

from __future__ import annotations

import re
from typing import Any

DECIMAL = re.compile(r"-?\d+(\.\d+)?")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
CURRENCY = re.compile(r"[A-Z]{3}")

_KINDS = {
    *("auth", "wrong_key", "billing", "rate_limit", "service", "schema"),
    *("network", "keychain", "database", "config", "plugin"),
}


class Money:
    """Amounts as decimal strings by currency."""


SCHEMA: dict[str, Any] = {
    "schema": {1},
    "generated_at": INSTANT,
    "period": {"month": re.compile(r"\d{4}-\d\d"), "today": DAY},
    "totals": {
        "today": (Money, None),
        "month": (Money, None),
        "balance": (Money, None),
        "incomplete": [str],
        "incomplete_today": [str],
    },
    "attention": [{"provider_id": (str, None), "name": str, "reason": str, "needs_you": bool}],
    "budgets": [
        {
            "id": str,
            "scope": {"all", "type", "provider"},
            "subject": str,
            "label": str,
            "period": {"day", "week", "month"},
            "first": DAY,
            "last": DAY,
            "currency": CURRENCY,
            "soft": (DECIMAL, None),
            "hard": (DECIMAL, None),
            "spent": (Money, None),
            "at_least": bool,
            "used_fraction": (DECIMAL, None),
            "level": {"unknown", "under", "soft", "hard"},
            "passes": (DECIMAL, None),
            "passes_on": (DAY, None),
        }
    ],
    "types": [
        {
            "provider_type": str,
            "name": str,
            "providers": [str],
            "state": {"waiting", "ok", "stale", "needs_you", "paused"},
            "attention": int,
            "today": (Money, None),
            "month": (Money, None),
            "balance": (Money, None),
            "tokens": (int, None),
            "incomplete": [str],
        }
    ],
    "providers": [
        {
            "id": str,
            "name": str,
            "provider_type": str,
            "enabled": bool,
            "state": {"waiting", "ok", "stale", "needs_you", "paused"},
            "error": ({"kind": _KINDS, "message": str, "retry_at": (INSTANT, None)}, None),
            "tokens_used": (int, None),
            "tokens_limit": (int, None),
            "cost_usd": (DECIMAL, None),
            "balance_usd": (DECIMAL, None),
            "last_updated": (INSTANT, None),
            "today": {"cost": (Money, None), "tokens": (int, None), "complete": bool},
            "month": {
                "cost": (Money, None),
                "tokens": (int, None),
                "complete": bool,
                "through": (DAY, None),
            },
            "balances": [
                {
                    "role": {"total", "granted", "paid"},
                    "amount": DECIMAL,
                    "currency": CURRENCY,
                    "provenance": {"billed", "reported", "derived", "estimated", "entered by you"},
                }
            ],
            "windows": [
                {
                    "id": str,
                    "name": str,
                    "unit": str,
                    "used": (DECIMAL, None),
                    "limit": (DECIMAL, None),
                    "used_fraction": (DECIMAL, None),
                    "left": (DECIMAL, None),
                    "runs_out": ({"earliest": DAY, "latest": (DAY, None)}, None),
                    "resets_at": (INSTANT, None),
                }
            ],
            "key": ({"expires_at": (INSTANT, None)}, None),
            "models": [
                {
                    "model": (str, None),
                    "input_tokens": (int, None),
                    "cached_input_tokens": (int, None),
                    "cache_write_tokens": (int, None),
                    "output_tokens": (int, None),
                    "requests": (int, None),
                    "cost": (Money, None),
                }
            ],
            "warnings": [str],
        }
    ],
}


def hold(value: object, shape: Any, where: str = "$") -> None:  # noqa: ANN401, C901  a shape is many things
    """Fail unless `value` has exactly that shape: the same keys, and of each the right type."""
    if isinstance(shape, tuple):
        if value is not None or None not in shape:
            hold(value, shape[0], where)
    elif shape is Money:
        assert isinstance(value, dict), where
        for currency, amount in value.items():
            hold(currency, CURRENCY, where)
            hold(amount, DECIMAL, f"{where}.{currency}")
    elif isinstance(shape, dict):
        assert isinstance(value, dict), where
        assert list(value) == list(shape), where
        for key, inner in shape.items():
            hold(value[key], inner, f"{where}.{key}")
    elif isinstance(shape, list):
        assert isinstance(value, list), where
        for number, item in enumerate(value):
            hold(item, shape[0], f"{where}[{number}]")
    elif isinstance(shape, set):
        assert value in shape, where
    elif isinstance(shape, re.Pattern):
        assert isinstance(value, str), where
        assert shape.fullmatch(value), f"{where}: {value}"
    else:
        assert type(value) is shape, f"{where}: {value!r}"
