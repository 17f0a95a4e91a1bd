"""Why things need the user, counted: `1 key refused`, `2 keys refused`."""

from __future__ import annotations

_OF_SEVERAL = {
    "key refused": "keys refused",
    "wrong key": "wrong keys",
    "key missing": "keys missing",
    "budget passed": "budgets passed",
    "soft limit passed": "soft limits passed",
    "balance low": "balances low",
    "balance runs out": "balances run out",
    "limit all but used up": "limits all but used up",
    "key expires": "keys expire",
}


def reason_of(words: str, times: int) -> str:
    """The reason as it is said of that many."""
    return _OF_SEVERAL.get(words, words) if times > 1 else words
