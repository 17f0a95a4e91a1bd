"""The recipes that come with AIMonitor, as plugins: `presets.poe` is that of `resources/recipes/poe.toml`."""

from __future__ import annotations

from aimonitor.providers.recipes.plugin import RecipePlugin, preset


def __getattr__(name: str) -> RecipePlugin:  # noqa: N807  a module's own way to be asked for what it lacks
    """Read when asked for. Raises AttributeError where there is no such file."""
    try:
        return preset(name)
    except FileNotFoundError as error:
        raise AttributeError(name) from error
