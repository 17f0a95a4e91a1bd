"""docs/cli.md is held to the commands: options, exit codes, fields."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator

import pytest

from aimonitor.cli.arguments import _parser
from aimonitor.cli.exits import Exit
from aimonitor.demo.cast import CAST
from aimonitor.demo.company import COMPANY
from aimonitor.insight.export_records import COLUMNS
from tests.cli.running import ROOT, Commands
from tests.cli.schema import SCHEMA, hold

PAGE = (ROOT / "docs" / "cli.md").read_text("utf-8")


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from parsers(inner)


def test_every_command_and_option_is_there() -> None:
    every = list(parsers(_parser()))
    assert len(every) == 39
    for parser in every:
        assert parser.prog.split()[-1] in PAGE
        for action in parser._actions:
            for option in action.option_strings:
                assert f"{option}" in PAGE, f"{parser.prog} {option}"


def test_no_option_is_there_that_is_not_taken() -> None:
    taken = {option for parser in parsers(_parser()) for option in parser._option_string_actions}
    written = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", PAGE)) - {"--js"}
    assert written <= taken


def test_the_demo_promises_as_many_as_it_has() -> None:
    help_words = " ".join(_parser().format_help().split())
    guide = (ROOT / "docs" / "user-guide.md").read_text("utf-8")
    assert (len(CAST), len(COMPANY)) == (11, 26)
    for text in (help_words, PAGE, guide):
        assert "twenty-six" in text
        assert "eleven" in text
        assert "every service that" not in text, "presets without a place in the demo are not shown"


def test_every_exit_code_is_there() -> None:
    rows = re.findall(r"^\| (\d) \| ([a-z ]+) \|", PAGE, re.MULTILINE)
    codes = {int(code) for code, _ in rows[: len(Exit)]}
    assert codes == {int(code) for code in Exit}


def test_the_example_has_the_shape_of_the_real_thing() -> None:
    (example,) = re.findall(r"^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    hold(json.loads(example), SCHEMA)


def test_every_field_is_explained() -> None:
    described = " ".join(re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE))
    provider = SCHEMA["providers"][0]
    names = [*SCHEMA, *provider, *(f"totals.{name}" for name in SCHEMA["totals"])]
    names += [f"{place}.{name}" for place in ("today", "month") for name in provider[place]]
    names += [f"error.{name}" for name in provider["error"][0]]
    for name in names:
        assert f"`{name}" in described, name
    lists = {
        "types": SCHEMA["types"],
        **{place: provider[place] for place in ("balances", "windows", "models")},
    }
    for place, (shape,) in lists.items():
        for name in shape:
            assert f"`{place}[].{name}`" in described or f"`.{name}`" in described, name
    for kind, columns in COLUMNS.items():
        for column in columns:
            assert f"`{column}`" in PAGE, (kind, column)


@pytest.mark.parametrize("heading", ["versions", "folders", "desktop", "settings", "database"])
def test_doctors_headings_are_there(cli: Commands, heading: str) -> None:
    assert heading in cli("doctor", "--json").document
    assert f"`{heading}`" in PAGE
