"""Recipes for tests: one that is whole, changed by replacing lines, and what it makes of an answer."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from aimonitor.net.answer import Json
from aimonitor.providers.base import Call, UsagePart
from aimonitor.providers.computer import NoService
from aimonitor.providers.recipes.client import RecipeClient
from aimonitor.providers.recipes.plugin import recipe_of

NOW = datetime(2026, 11, 15, 14, 30, tzinfo=UTC)

HEAD = """schema = 1
id = "acme"
name = "Acme"
base_url = "https://api.acme.example"

[request]
path = "/v1/credits"
"""

WHOLE = (
    HEAD
    + """
[[figures]]
role = "balance"
path = "$.left"
"""
)


def recipe(*figures: str, **lines: str) -> str:
    """A recipe with these figures. `lines`: fields at the top, as they are written in TOML."""
    top = "".join(f"{name} = {value}\n" for name, value in lines.items())
    return top + HEAD + "".join(f"\n[[figures]]\n{figure}\n" for figure in figures)


def client(text: str) -> RecipeClient:
    return recipe_of(text, Path("acme.toml")).make_client()


def part(text: str, answer: Json) -> UsagePart:
    """What the recipe makes of the answer. Raises SchemaError."""
    return client(text).parts(answer, Call(api=NoService(), now=NOW, since=NOW.date()))
