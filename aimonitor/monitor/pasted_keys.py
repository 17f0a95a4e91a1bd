"""A key pasted into the wrong field is refused before it is stored, and not repeated."""

from __future__ import annotations

from collections.abc import Mapping

from aimonitor.domain.secret import Secret
from aimonitor.errors import ConfigError
from aimonitor.masking import SHORTEST, has_key, looks_like_key
from aimonitor.providers.manifest import BASE_URL

KEY_AS_NAME = (
    "This looks like a key, and names are shown everywhere. Choose another, and put the key "
    "into its own field."
)


def refuse_key_as_name(name: str) -> None:
    """Raise ConfigError for a name, which is shown everywhere, that looks like a key."""
    if looks_like_key(name):
        raise ConfigError(KEY_AS_NAME)


def refuse_key_in_recipe(text: str, key: Secret | None = None) -> None:
    """Raise ConfigError where a recipe, which is a file that people share, holds the key or any."""
    told = key.reveal() if key is not None else ""
    if has_key(text) or (len(told) >= SHORTEST and told in text):
        raise ConfigError(
            "The recipe holds a key, and would be kept with it. Take it out: the key has a field of its own, "
            "and AIMonitor adds it to each request."
        )


def refuse_key_among(options: Mapping[str, str], name: str, key: Secret | None) -> None:
    """Raise ConfigError where the key stands in the name or in an option, or a base URL holds any key."""
    told = key.reveal() if key is not None else ""
    if len(told) >= SHORTEST and any(told in text for text in (name, *options.values())):
        raise ConfigError("The key stands in another field as well, where it would be stored and shown.")
    if has_key(options.get(BASE_URL, "")):
        raise ConfigError("A base URL must not hold a key: AIMonitor adds the key to each request.")
