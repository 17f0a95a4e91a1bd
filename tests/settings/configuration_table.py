"""The table of all settings in docs/configuration.md. Run this file to write it anew."""

from __future__ import annotations

import re
from pathlib import Path

from aimonitor.settings.declared import DECLARED, Declared

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"
_TABLE = re.compile(r"(?<=<!-- settings -->\n).*(?=<!-- end of settings -->)", re.DOTALL)
_HEAD = "| setting | in the file | variable | default | allowed |\n|---|---|---|---|---|\n"


def table() -> str:
    """The table, from what is declared."""
    return _HEAD + "".join(_row(declared) for declared in DECLARED)


def written() -> str:
    """The table as it stands in the page."""
    found = _TABLE.search(PAGE.read_text(encoding="utf-8"))
    return found[0] if found else ""


def write() -> None:
    """Put the table into the page."""
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(_TABLE.sub(lambda _: table(), page), encoding="utf-8")


def _row(declared: Declared) -> str:
    words = f"**{declared.label}**" + (f". {declared.help}" if declared.help else "")
    default = declared.kind.text(declared.default)
    cells = (
        words,
        f"`{declared.key}`",
        f"`{declared.env}`",
        f"`{default}`" if default else "none",
        declared.kind.allowed,
    )
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    write()
