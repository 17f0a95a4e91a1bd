from __future__ import annotations

from pathlib import Path

import pytest

from aimonitor.db.columns import storable
from tests.cli.running import Commands
from tests.machine.hostile_names import SOME, export_of, is_harmless


def test_commands_print_each_name_on_a_line_and_obey_none(cli: Commands, tmp_path: Path) -> None:
    assert cli("import", str(export_of(tmp_path, SOME))).code == 0
    for command in (("status",), ("providers", "list"), ("poll",)):
        done = cli(*command)
        lines = (done.out + done.err).split("\n")
        assert len(lines) > len(SOME)
        for line in lines:
            assert is_harmless(line), (command, line)
            assert len(line) < 2000
    told = cli("status", "--json")
    assert is_harmless(told.out, more="\n")
    assert [one["name"] for one in told.document["providers"]] == list(map(storable, SOME))


@pytest.mark.usefixtures("nobody_answers")
def test_the_doctor_names_no_name_that_drives_a_terminal(cli: Commands, tmp_path: Path) -> None:
    assert cli("import", str(export_of(tmp_path, SOME[:50]))).code == 0
    done = cli("doctor")
    assert all(is_harmless(line) for line in (done.out + done.err).split("\n"))
