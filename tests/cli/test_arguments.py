"""The parser of one command is that of all, as far as it goes."""

from __future__ import annotations

import argparse

import pytest

from aimonitor.cli.arguments import _COMMANDS, _command_in, _parser


def commands_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    (commands,) = (one for one in parser._actions if isinstance(one, argparse._SubParsersAction))
    return dict(commands.choices)


def helps(parser: argparse.ArgumentParser) -> list[str]:
    """Its own, and those of what is below it."""
    below = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    inner = [text for one in below for choice in one.choices.values() for text in helps(choice)]
    return [parser.format_help(), *inner]


@pytest.mark.parametrize("command", _COMMANDS)
def test_the_parser_of_one_command_is_that_of_all(command: str) -> None:
    alone = _parser(command)
    assert alone.format_usage() == _parser().format_usage()
    assert helps(commands_of(alone)[command]) == helps(commands_of(_parser())[command])


def test_it_makes_no_parser_of_the_others() -> None:
    assert list(commands_of(_parser("status"))) == ["status"]
    assert set(commands_of(_parser())) == set(_COMMANDS)


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("status --json", "status"),
        ("--home status poll", "poll"),
        ("--home=status poll x", "poll"),
        ("--log-level debug --picture status export", "export"),
        ("providers add status", "providers"),
        ("stauts poll", ""),
        ("--hidden", ""),
        ("status --help", "status"),
        ("-h status", ""),
        ("", ""),
    ],
)
def test_the_command_is_the_first_word_that_belongs_to_no_option(words: str, command: str) -> None:
    assert _command_in(words.split()) == command


def test_a_word_that_is_no_command_is_told_all_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _parser(_command_in(["stauts", "poll"])).parse_args(["stauts", "poll"])
    told = capsys.readouterr().err
    assert "doctor" in told
    assert "providers" in told
