"""Answers that many tests of this room need."""

from __future__ import annotations

from tests.net.server import Reply

GOOD = Reply(json={"ok": True})


def slow_down(after: str | None = None, status: int = 429, **named: str) -> Reply:
    """A refusal with `after` as Retry-After; `named` headers take "_" for "-"."""
    more: dict[str, str] = {} if after is None else {"Retry-After": after}
    others = {name.replace("_", "-"): value for name, value in named.items()}
    return Reply(status=status, json={"error": {"message": "slow down"}}, headers={**more, **others})
