"""What a group's row says to whoever does not see it, or points at it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace
from PySide6.QtCore import QLocale

from aimonitor.domain.state import Health
from aimonitor.insight.type_totals import TypeTotal, type_totals
from aimonitor.qtmodels.group_columns import GroupRow, group_columns
from aimonitor.qtmodels.records import Wording
from tests.ui.factories import picture_states

NOW = datetime(2026, 11, 15, 14, 30, tzinfo=UTC)
WORDING = Wording(locale=QLocale("en_US"), now=NOW)
TITLES = {"name": "Name", "today": "Today", "month": "This month", "balance": "Balance", "limit": "Limit"}
COLUMNS = {one.id: one for one in group_columns({**TITLES, "updated": "Updated", "spark": "30 days"})}


def openai(**changes: object) -> TypeTotal:
    total = next(one for one in type_totals(picture_states()) if one.provider_type == "openai")
    return replace(total, **changes)


def said(column_id: str, total: TypeTotal, *, folded: bool = False) -> str:
    column = COLUMNS[column_id]
    return (column.accessible or column.text)(GroupRow(total=total, folded=folded), WORDING)


def test_a_screen_reader_is_told_each_figure_with_its_title() -> None:
    total = openai(health=Health.NEEDS_YOU, needs_you=1, stale=0)
    count = len(total.ids)
    assert said("name", total) == f"OpenAI, group of {count} providers, expanded, 1 needs you"
    assert "collapsed" in said("name", total, folded=True)
    assert said("balance", total) == "Balance: not offered"
    shown = COLUMNS["month"].text(GroupRow(total=total, folded=False), WORDING)
    assert said("month", total) == f"This month: {shown}"
    assert said("limit", total) == "Attention: 1 needs you"


def test_how_old_the_oldest_is_and_how_many_were_never_read_stands_at_the_age() -> None:
    column, read_at = COLUMNS["updated"], NOW - timedelta(hours=2)

    def tooltip(total: TypeTotal) -> list[str]:
        return column.tooltip(GroupRow(total=total, folded=False), WORDING).splitlines()

    (only,) = tooltip(openai(oldest=read_at, unread=0))
    assert only.startswith("The oldest figures are of ")
    assert tooltip(openai(oldest=read_at, unread=1))[1:] == ["1 of these providers was never read."]
    assert tooltip(openai(oldest=None, unread=2)) == ["2 of these providers were never read."]
    assert said("updated", openai(oldest=None, unread=2)) == "Oldest figures: never"


def test_groups_sort_by_the_sum_that_is_shown_and_last_while_it_is_read() -> None:
    being_read = GroupRow(total=openai(cost=None), folded=False)
    assert COLUMNS["month"].sort(being_read) is None
    assert COLUMNS["month"].text(being_read, WORDING) == "…"
    known = COLUMNS["month"].sort(GroupRow(total=openai(), folded=False))
    assert known is not None


def test_a_column_without_a_sum_is_empty() -> None:
    row = GroupRow(total=openai(), folded=False)
    assert (COLUMNS["spark"].text(row, WORDING), COLUMNS["spark"].sort(row)) == ("", None)
