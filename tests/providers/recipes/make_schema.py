"""`python -m tests.providers.recipes.make_schema`: write the published JSON Schema of recipes anew."""

from __future__ import annotations

import json
from pathlib import Path

from aimonitor.providers.recipes.schema import FILE, recipe_schema

PUBLISHED = Path(__file__).parents[3] / "resources" / FILE


def schema_text() -> str:
    """As it is published."""
    return json.dumps(recipe_schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PUBLISHED.write_text(schema_text(), "utf-8")
