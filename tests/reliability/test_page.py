from __future__ import annotations

from tests.reliability.page import PAGE, written


def test_the_page_on_reliability_is_as_the_rows_are() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert written(page) == page, "run: python -m tests.reliability docs/reliability.md"
