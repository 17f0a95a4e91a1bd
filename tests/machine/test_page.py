from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.machine.page import PAGE, written
from tests.machine.rows import TABLE, Row

ROOT = Path(__file__).parents[2]
ROWS = [row for rows in TABLE.values() for row in rows]


def test_the_page_is_what_the_rows_say() -> None:
    page = PAGE.read_text("utf-8")
    assert written(page) == page, "run: python -m tests.machine"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.fault[:40])
def test_each_row_is_held_by_tests_that_are_there(row: Row) -> None:
    assert row.tests
    for place, names in row.tests.items():
        tree = ast.parse((ROOT / place).read_text("utf-8"))
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        assert set(names) <= {function.name for function in functions}
