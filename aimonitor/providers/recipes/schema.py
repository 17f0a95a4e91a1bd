"""The format as a JSON Schema, for editors: made from the model, and published as a file."""

from __future__ import annotations

from typing import Any

from aimonitor.providers.recipes.model import Recipe

FILE = "recipe.schema.json"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def recipe_schema() -> dict[str, Any]:
    """What a recipe may hold; what only its fields together show (an id twice) stands not in it."""
    return {"$schema": _DIALECT, **Recipe.model_json_schema(by_alias=True)}
