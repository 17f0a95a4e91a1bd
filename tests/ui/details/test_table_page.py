"""A table of the details with little room: what a row is about is read, and what says nothing takes none."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aimonitor.domain.usage import QuotaWindow, Unit
from aimonitor.ui.details.panel import DetailsPanel
from aimonitor.ui.details.table_page import LEAST_LETTERS
from tests.ui.dialogs.alert_samples import BOOK
from tests.ui.factories import NOW, picture_states, provider

TOKENS = QuotaWindow(
    id="t",
    name="Tokens of the session",
    unit=Unit.TOKENS_PER_MINUTE,
    used=Decimal(1_990_000),
    limit=Decimal(2_000_000),
    resets_at=NOW + timedelta(days=2),
    scope="Opus only",
)


@pytest.fixture
def panel(qtbot: QtBot) -> DetailsPanel:
    """Limits, and alerts beside them."""
    made = DetailsPanel(now=lambda: NOW)
    qtbot.addWidget(made)
    one = replace(picture_states()[2], provider=replace(provider(), id="p1"), windows=(TOKENS,))
    made.set_state(one)
    made.pages.setCurrentWidget(made.pages.limits)
    made.pages.alerts.show_book(BOOK)
    made.resize(1152, 295)
    made.show()
    return made


def width(panel: DetailsPanel, column: str) -> int:
    limits = panel.pages.limits
    return limits.table.columnWidth(limits.model.column_of(column))


def test_the_name_keeps_some_letters_where_the_figures_leave_no_room(
    panel: DetailsPanel, qtbot: QtBot
) -> None:
    least = panel.fontMetrics().averageCharWidth() * LEAST_LETTERS
    qtbot.waitUntil(lambda: panel.pages.alerts.x() > 0)
    for wide in range(1152, 1500, 12):
        panel.resize(wide, 295)
        QApplication.processEvents()
        assert width(panel, "name") >= least, wide
    header = panel.pages.limits.table.horizontalHeader()
    panel.resize(2600, 295)
    qtbot.waitUntil(lambda: header.length() == header.viewport().width())
    assert width(panel, "name") > 2 * least


def test_what_a_limit_counts_is_a_column_only_where_it_is_told(panel: DetailsPanel) -> None:
    limits = panel.pages.limits
    column = limits.model.column_of("scope")
    assert not limits.table.isColumnHidden(column)
    one = replace(picture_states()[2], windows=(replace(TOKENS, scope=None),))
    panel.set_state(one)
    assert limits.table.isColumnHidden(column)
