from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import asdict

from aimonitor.cli.arguments import parse
from aimonitor.cli.options import Options
from aimonitor.cli.window_options import window_options


def fields(options: Options | None) -> dict[str, Any] | None:
    return None if options is None else {**asdict(options), "redactor": None}


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--hidden"],
        ["--demo"],
        ["--home", "folder of mine"],
        ["--hidden", "--home", "status", "--demo", "--home", "/x"],
    ],
)
def test_a_plain_start_of_the_window_is_read_as_the_parser_reads_it(words: list[str]) -> None:
    assert fields(window_options(words)) == fields(parse(words))


@pytest.mark.parametrize(
    "words",
    [
        ["status"],
        ["--home", "x", "status"],
        ["--home"],
        ["--home", ""],
        ["--home", "--hidden"],
        ["--home=x"],
        ["--hid"],
        ["--help"],
        ["--log-level", "debug"],
        ["--demo", "--all-services"],
        ["--demo", "--picture", "x.png"],
        ["sk-ant-admin-TEST-a-key"],
    ],
)
def test_all_else_is_left_to_the_parser(words: list[str]) -> None:
    assert window_options(words) is None
