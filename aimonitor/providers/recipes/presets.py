"""The recipes that come with AIMonitor, as plugins: `presets.poe` is that of `resources/recipes/poe.toml`."""

from __future__ import annotations

from aimonitor.providers.recipes.plugin import RecipePlugin, preset


def __getattr__(name: str) -> RecipePlugin:
    """Read when asked for. Raises AttributeError where there is no such file."""
    try:
        return preset(name)
    except FileNotFoundError as error:
        raise AttributeError(name) from error
