"""The beginnings of keys that our own sentences name are no secret, and are never hidden in them."""

from __future__ import annotations

import pytest

from aimonitor.masking import KeyMask
from aimonitor.net.redact import redact
from aimonitor.providers.registry import Registry

PREFIXES = sorted(
    {prefix for manifest in Registry().manifests() for kind in manifest.key_kinds for prefix in kind.prefixes}
)
_SECRET = "A1b2C3d4E5f6G7h8I9j0"


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_beginning_is_shown_and_what_follows_it_is_not(prefix: str) -> None:
    advice = f"It wants a key ({prefix}…) of the same region."
    key = prefix + ("" if prefix[-1] in "-_" else "01-") + _SECRET
    for hide in (redact, KeyMask([key]).mask):
        assert hide(advice) == advice
    assert _SECRET not in redact(f"Incorrect key: {key}.", [key])
    assert _SECRET[:8] not in KeyMask([key]).mask(f"Incorrect key: {key[:-6]}.")
