"""The tables of `docs/reliability-machine.md`."""

from __future__ import annotations

from pathlib import Path

from tests.kills.jobs import JOBS
from tests.machine.rows import TABLE, Row

PAGE = Path(__file__).parents[2] / "docs" / "reliability-machine.md"
ROWS, KILLS, END = "<!-- rows -->", "<!-- kills -->", "<!-- end -->"


def written(page: str) -> str:
    """The page with its tables as they are now."""
    return _between(_between(page, ROWS, _tables()), KILLS, _kills())


def _between(page: str, mark: str, table: str) -> str:
    before, _, rest = page.partition(mark)
    _, _, after = rest.partition(END)
    return f"{before}{mark}\n\n{table}\n{END}{after}"


def _tables() -> str:
    parts = []
    for heading, rows in TABLE.items():
        lines = ["| what happens | what you see | what to do | what is lost |", "|---|---|---|---|"]
        parts.append("\n".join([f"### {heading}", "", *lines, *map(_line, rows), ""]))
    return "\n".join(parts)


def _line(row: Row) -> str:
    return f"| {row.fault} | {row.sees} | {row.do} | {row.loses} |"


def _kills() -> str:
    lines = ["| killed in the midst of | what is lost |", "|---|---|"]
    return "\n".join([*lines, *(f"| {job.name} | {job.loses} |" for job in JOBS), ""])
