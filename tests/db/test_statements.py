"""What Python's sqlite3 takes in every version that we run on."""

from __future__ import annotations

import re
from pathlib import Path

import aimonitor.db

_NUMBERED = re.compile(r"\?\d")


def test_no_parameter_is_numbered() -> None:
    """Python 3.12.0 to 3.12.3 take `?1` for a name and warn: a parameter is `?`, or has a name."""
    room = Path(aimonitor.db.__file__).parent
    found = {file.name: _NUMBERED.findall(file.read_text()) for file in room.rglob("*.py")}
    assert found
    assert {name: numbers for name, numbers in found.items() if numbers} == {}
