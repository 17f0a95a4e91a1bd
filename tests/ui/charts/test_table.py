from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal

from msgspec.structs import replace

from aimonitor.domain.history import DayStatus
from aimonitor.ui.charts.layout import total
from aimonitor.ui.charts.table import table_text
from tests.ui.details.samples import picture_history
from tests.ui.moments import TODAY

SERIES = picture_history().spend[0]
GAP = 13


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), delimiter="\t"))


def test_each_bar_is_a_line_with_every_digit() -> None:
    head, *lines = rows(table_text(SERIES))
    assert head == ["first day", "last day", *SERIES.labels, "total (USD)", "known", "note"]
    assert len(lines) == 30
    assert lines[-1][:2] == [TODAY.isoformat()] * 2
    for day, line in zip(SERIES.days, lines, strict=True):
        if day.status is not DayStatus.MISSING:
            assert tuple(map(Decimal, line[2:-3])) == day.values
            assert Decimal(line[-3]) == total(day)


def test_what_is_missing_is_an_empty_cell_with_its_reason() -> None:
    line = rows(table_text(SERIES))[GAP + 1]
    assert line[2:] == ["", "", "", "", "", "missing", "not read yet"]


def test_parts_that_were_switched_off_have_no_column() -> None:
    head, *lines = rows(table_text(SERIES, {"gpt-5.1"}))
    assert "gpt-5.1" not in head
    assert len({len(line) for line in [head, *lines]}) == 1


def test_nothing_in_it_is_a_formula_and_no_cell_breaks_out() -> None:
    evil = '=HYPERLINK("http://x")\t\n+1'
    noted = replace(SERIES.days[GAP], note="@SUM(A1)\r\nx")
    series = replace(SERIES, labels=(evil, *SERIES.labels[1:]), days=(noted,))
    head, line = rows(table_text(series))
    assert head[2].startswith("'=HYPERLINK")
    assert line[-1] == "'@SUM(A1)  x"


def test_credits_are_figures_and_not_text() -> None:
    day = replace(SERIES.days[0], values=tuple(-value for value in SERIES.days[0].values))
    (_, line) = rows(table_text(replace(SERIES, days=(day,))))
    assert line[2].startswith("-")
    assert Decimal(line[-3]) == -total(SERIES.days[0])


def test_a_group_has_its_first_and_last_day() -> None:
    week = replace(SERIES.days[0], last=SERIES.days[0].day + timedelta(days=6))
    (_, line) = rows(table_text(replace(SERIES, days=(week,))))
    assert line[:2] == ["2026-10-24", "2026-10-30"]
