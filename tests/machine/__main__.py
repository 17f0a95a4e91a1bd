"""Write the tables of the page on faults of the machine: `python -m tests.machine`."""

from __future__ import annotations

from tests.machine.page import PAGE, written

if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
