"""Flag, environment, file, database, default: for each setting that there is, and told of each."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from aimonitor.settings.declared import DECLARED, Declared
from aimonitor.settings.kinds import Choice, Clock, FilePath, Span, Switch, Whole
from aimonitor.settings.load import load_settings, to_stored
from aimonitor.settings.proxy import ProxyAddress
from aimonitor.settings.settings import ProxyMode, Resolved, Settings


def two_values(declared: Declared) -> tuple[str, str]:
    """Two that differ from each other and the first from the default, as text."""
    kind = declared.kind
    if isinstance(kind, Switch):
        found = ["true", "false"]
    elif isinstance(kind, Choice):
        found = [member.value for member in kind.members if member is not ProxyMode.CUSTOM]
    elif isinstance(kind, Whole):
        found = [str(kind.low), str(kind.high)]
    elif isinstance(kind, Span):
        found = [kind.text(kind.low + timedelta(seconds=1)), kind.text(kind.high)]
    elif isinstance(kind, Clock):
        found = ["22:10", "23:20"]
    elif isinstance(kind, FilePath):
        found = [str(Path.cwd() / "one.pem"), str(Path.cwd() / "two.pem")]
    else:
        assert isinstance(kind, ProxyAddress), "a kind of values that this test does not know"
        found = ["http://one.example:1", "http://two.example:2"]
    return found[0], found[-1]


@pytest.mark.parametrize("declared", DECLARED, ids=lambda one: one.name)
def test_each_source_beats_those_below_it(declared: Declared, tmp_path: Path) -> None:
    file, name = tmp_path / "config.toml", declared.name
    one, two = two_values(declared)
    table, _, key = declared.key.partition(".")
    stored, nowhere = to_stored({name: one}), tmp_path / "none"
    file.write_text(f"[{table}]\n{key} = {json.dumps(two)}\n", encoding="utf-8")
    environ, flags = {declared.env: one}, {name: two}

    def load(config: Path, *above: dict[str, str]) -> Resolved:
        environ, flags = (*above, {}, {})[:2]
        return load_settings(flags=flags, environ=environ, config_file=config, stored=stored)

    steps = [
        load_settings(flags={}, environ={}, config_file=nowhere, stored={}),
        load(nowhere),
        load(file),
        load(file, environ),
        load(file, environ, flags),
    ]
    read = declared.kind.read
    assert [getattr(step.settings, name) for step in steps] == [
        getattr(Settings(), name),
        *map(read, (one, two, one, two)),
    ]
    assert [step.sources[name].words for step in steps] == [
        "default",
        "database",
        f"file ({file}, line 2)",
        f"environment ({declared.env})",
        f"flag ({declared.flag})",
    ]
    assert [step.is_fixed(name) for step in steps] == [False, False, True, True, True]
    assert all(step.warnings == () for step in steps)
