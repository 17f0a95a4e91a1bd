from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from aimonitor.app.desktop import Desktop
from aimonitor.domain.alert import AlertBook, AlertRule
from tests.app.painted import painted
from tests.ui.dialogs.alert_samples import alert
from tests.ui.factories import picture_dashboard, picture_states

STATES = picture_states()
BOARD = replace(picture_dashboard(), attention=())


@pytest.fixture
def desktop(qapp: QApplication, private_home: Path) -> Iterator[Desktop]:
    with painted(qapp, private_home / "aimonitor") as desktop:
        desktop.window.set_states(STATES)
        desktop.service.dashboard_changed.emit(BOARD)
        yield desktop


def tell(desktop: Desktop, **changes: object) -> None:
    one = alert(1, "balance_low:x:USD", **{"provider_id": STATES[2].provider.id, **changes})
    desktop.alerting.alerts.alerts_changed.emit(AlertBook(log=(one,), standing=frozenset({one.key})))


def card(desktop: Desktop) -> tuple[str, str]:
    face = desktop.window.cards.attention.face
    return face.value.text(), face.note.text()


def test_what_alerts_say_is_counted_and_a_click_leads_there(desktop: Desktop) -> None:
    assert card(desktop)[0] == "0"
    tell(desktop)
    assert card(desktop) == ("1", "1 balance low")
    assert "Work: balance low" in desktop.window.cards.attention.toolTip()
    desktop.window.cards.attention.click()
    current = desktop.window.view.current()
    assert current is not None
    assert current.provider.id == STATES[2].provider.id


def test_a_budget_of_no_provider_leads_to_all_of_them(desktop: Desktop) -> None:
    desktop.window.select_provider(STATES[0].provider.id)
    tell(desktop, rule=AlertRule.BUDGET_HARD, provider_id=None, title="All, month")
    desktop.window.cards.attention.click()
    assert desktop.window.view.current() is None


def test_it_stays_with_the_next_dashboard_and_goes_with_the_alert(desktop: Desktop) -> None:
    tell(desktop)
    desktop.service.dashboard_changed.emit(replace(BOARD, forecast_note="other"))
    assert card(desktop)[0] == "1"
    desktop.alerting.alerts.alerts_changed.emit(AlertBook())
    assert card(desktop) == ("0", "all is well")


def test_a_paused_provider_is_not_counted(desktop: Desktop) -> None:
    paused = replace(STATES[2], provider=replace(STATES[2].provider, enabled=False))
    desktop.window.upsert_state(paused)
    tell(desktop)
    assert card(desktop)[0] == "0"
