"""`python -m tests.reliability docs/reliability.md` writes the tables of that page anew."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.reliability.page import PAGE, written


def main() -> None:
    """Write the page that is named, or the one of the documentation."""
    page = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    page.write_text(written(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
