"""docs/reliability.md, written from the rows that the tests prove."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.reliability.clock_rows import CLOCK
from tests.reliability.row import Row
from tests.reliability.table import TABLE

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
START, END = "<!-- rows -->\n", "<!-- end of rows -->"
_HEAD = "| what happens | state | words | tried again | figures |\n|---|---|---|---|---|\n"
_CLOCK_HEAD = "| what happens | what follows |\n|---|---|\n"
_SHOWN = {"{host}": "api.example.com", "{proxy}": "proxy.example.com:3128"}


def written(page: str) -> str:
    """The page with its tables as the rows are now."""
    head, _, rest = page.partition(START)
    return head + START + "".join(_tables()) + END + rest.partition(END)[2]


def _tables() -> Iterator[str]:
    for title, rows in TABLE.items():
        yield f"\n### {title}\n\n{_HEAD}{_lines(rows)}"
    yield f"\n### Clocks\n\n{_CLOCK_HEAD}"
    yield "".join(f"| {one.fault} | {one.follows} |\n" for one in CLOCK)
    yield "\n"


def _lines(rows: Iterable[Row]) -> str:
    return "".join(f"| {' | '.join(_cells(row))} |\n" for row in rows)


def _cells(row: Row) -> Iterator[str]:
    yield row.fault
    yield row.state.value.replace("_", " ")
    yield _words(row)
    yield row.again.words
    yield row.values.value


def _words(row: Row) -> str:
    words = row.words
    for name, shown in _SHOWN.items():
        words = words.replace(name, shown)
    return " ".join(
        part for part in (f"“{words}”" if words else "none", row.note and f"({row.note})") if part
    )
