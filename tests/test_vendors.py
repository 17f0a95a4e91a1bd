"""No service is known by its id outside of the rooms that are about services."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from aimonitor.providers.registry import BUILT_INS, PRESETS, Registry

PACKAGE = Path(__file__).parents[1] / "aimonitor"
_ABOUT_SERVICES = {"providers", "demo", "_resources", "_docs"}
FILES = sorted(
    file for file in PACKAGE.rglob("*.py") if file.relative_to(PACKAGE).parts[0] not in _ABOUT_SERVICES
)
_HEADERS = {"anthropic-version", "anthropic-beta"}
"""Names of headers, which `net` must know to tell those that hold a key from those that do not."""

TYPES = frozenset(manifest.type for manifest in Registry().manifests())


def names_in(tree: ast.AST) -> Iterator[str]:
    """Every text and every name of a module, its comments and docstrings aside."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if not text.count(" "):
                yield text
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.alias(name=name) | ast.keyword(arg=str(name)):
                yield name


def vendors_in(code: str) -> set[str]:
    """The ids of services that the code knows: as a text of its own, or as a word of a name."""
    found = {name for name in names_in(ast.parse(code)) if name not in _HEADERS}
    return {word for name in found for word in re.split(r"[^a-z0-9]+", name) if word in TYPES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_no_service_is_known_outside_of_its_room(file: Path) -> None:
    assert vendors_in(file.read_text("utf-8")) == set()


@pytest.mark.parametrize(
    "code",
    [
        'if state.type == "openai": pass',
        "xai_team: str",
        "row.deepseek_balance = 1",
        "def read_moonshot(): pass",
        'call(provider_type="vercel")',
        "call(litellm=1)",
        "from aimonitor.providers.builtin import newapi",
        'KEYS = {"siliconflow": 1}',
    ],
)
def test_the_rule_sees_texts_and_names(code: str) -> None:
    assert len(vendors_in(code)) == 1


def test_prose_and_names_of_services_in_sentences_are_free() -> None:
    assert vendors_in('"""Reads openai."""\nwords = "OpenAI and Anthropic"') == set()


def test_the_rule_knows_all_services_and_looks_into_all_rooms() -> None:
    assert {*BUILT_INS, *PRESETS} == TYPES
    assert {"domain", "db", "monitor", "qtmodels", "ui", "app", "cli", "insight"} <= {
        file.relative_to(PACKAGE).parts[0] for file in FILES
    }
