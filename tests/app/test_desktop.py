from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from aimonitor.app.desktop import Desktop, utc_now
from aimonitor.domain.notice import Notice, NoticeKind, Urgency
from aimonitor.domain.periods import PeriodKind, period
from aimonitor.errors import AppError, ConfigError, DatabaseError, DatabaseFault
from aimonitor.insight.period_figures import PeriodFigures
from aimonitor.settings.settings import Resolved, TrayBadge
from aimonitor.ui.notifier import SHOW
from tests.app.painted import painted
from tests.e2e.running import do, launch_in, run_on_app_loop, running_app, until
from tests.keychain.backends import GoodKeyring
from tests.ui.factories import TODAY, picture_dashboard, picture_states

# Qt's own X11 tray code says so on the offscreen platform, which has no tray at all
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)


@pytest.fixture
def desktop(qapp: QApplication, private_home: Path) -> Iterator[Desktop]:
    with painted(qapp, private_home / "aimonitor") as desktop:
        yield desktop


class Panel:
    """A tray host that comes and goes."""

    def __init__(self, desktop: Desktop) -> None:
        self.there = True
        self._tray = desktop.tray
        desktop.tray._host = lambda: self.there
        desktop.tray.start()

    def go(self) -> None:
        self.there = False
        self._tray.look()


def notice(title: str = "OpenRouter", body: str = "It went down.") -> Notice:
    return Notice(
        key="provider:1",
        kind=NoticeKind.FAILED,
        title=title,
        body=body,
        urgency=Urgency.NORMAL,
        raised_at=utc_now(),
        provider_id="p1",
    )


def banner_text(desktop: Desktop, key: str) -> str | None:
    banner = desktop.window.banners.banner(key)
    return banner.message.text() if banner is not None else None


# --- the window and the tray --------------------------------------------------------------------


def test_the_first_paint_shows_the_window_and_asks_nothing(desktop: Desktop) -> None:
    assert desktop.window.isVisible()
    assert desktop.window.stack.currentWidget() is desktop.first_run
    assert not desktop.service.is_started


def test_without_a_tray_closing_the_window_ends_the_app(desktop: Desktop, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desktop.quit_wanted):
        desktop.window.close()


def test_with_a_tray_closing_hides_and_the_icon_brings_it_back(desktop: Desktop, qtbot: QtBot) -> None:
    Panel(desktop)
    with qtbot.assertNotEmitted(desktop.quit_wanted):
        desktop.window.close()
    assert not desktop.window.isVisible()
    desktop.tray.toggle_wanted.emit()
    assert desktop.window.isVisible()
    desktop.tray.toggle_wanted.emit()
    assert not desktop.window.isVisible()


def test_a_click_on_the_icon_leaves_no_dialog_alone_on_the_screen(desktop: Desktop) -> None:
    """It hides the window; what stands over it and wants an answer would stay."""
    Panel(desktop)
    dialog = QDialog(desktop.window)
    dialog.open()
    desktop.tray.toggle_wanted.emit()
    assert desktop.window.isVisible()
    dialog.reject()
    desktop.tray.toggle_wanted.emit()
    assert not desktop.window.isVisible()


def test_closing_ends_the_app_where_the_panel_went_away_unnoticed(desktop: Desktop, qtbot: QtBot) -> None:
    panel = Panel(desktop)
    panel.there = False
    with qtbot.waitSignal(desktop.quit_wanted):
        desktop.window.close()


def test_closing_ends_the_app_where_the_user_wants_that(desktop: Desktop, qtbot: QtBot) -> None:
    Panel(desktop)
    settings = replace(desktop.resolved.settings, close_to_tray=False)
    desktop.service.settings_changed.emit(Resolved(settings=settings, sources=desktop.resolved.sources))
    with qtbot.waitSignal(desktop.quit_wanted):
        desktop.window.close()


def test_without_close_to_tray_a_click_on_the_icon_minimises(desktop: Desktop) -> None:
    Panel(desktop)
    settings = replace(desktop.resolved.settings, close_to_tray=False)
    desktop.use(Resolved(settings=settings, sources=desktop.resolved.sources))
    desktop.tray.toggle_wanted.emit()
    assert desktop.window.isMinimized()
    desktop.tray.toggle_wanted.emit()
    assert not desktop.window.isMinimized()


def test_the_tray_menu_reaches_the_window(desktop: Desktop, qtbot: QtBot) -> None:
    desktop.window.set_states(picture_states())
    wanted = picture_states()[2].provider.id
    desktop.window.hide()
    desktop.tray.provider_chosen.emit(wanted)
    assert desktop.window.isVisible()
    current = desktop.window.view.current()
    assert current is not None
    assert current.provider.id == wanted
    desktop.window.hide()
    desktop.tray.show_wanted.emit()
    assert desktop.window.isVisible()
    with qtbot.waitSignal(desktop.quit_wanted):
        desktop.tray.quit_wanted.emit()


def test_another_start_raises_the_window_with_its_token(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "")
    desktop.window.hide()
    desktop.show_for_start("token-1")
    assert desktop.window.isVisible()


@pytest.mark.parametrize("panel", [True, False])
def test_a_hidden_start_stays_hidden_only_where_an_icon_leads_back(
    panel: bool,  # noqa: FBT001
    qapp: QApplication,
    private_home: Path,
    keyring: GoodKeyring,
) -> None:
    async def script() -> None:
        launch = launch_in(private_home / "aimonitor", hidden=True)
        async with running_app(qapp, launch) as app:
            assert not app.desktop.window.isVisible()
            app.desktop.tray._host = lambda: panel
            await until(app.desktop.tray._look.isActive, "the start of the tray")
            assert app.desktop.window.isVisible() is not panel
            told = banner_text(app.desktop, "no-tray")
            assert (told is None) is panel
            if panel:
                app.desktop.tray._host = lambda: False
                await do(app.desktop.tray.look)  # the panel ends: a hidden window could not be reached
                assert app.desktop.window.isVisible()
                assert "no tray icons" in (banner_text(app.desktop, "no-tray") or "")

    run_on_app_loop(qapp, script)
    assert keyring.stored == {}


# --- messages -----------------------------------------------------------------------------------


def test_a_notice_that_nobody_else_can_show_is_a_banner(desktop: Desktop) -> None:
    desktop.alerting.alerts.alert_raised.emit(notice(body="<b>It</b> went down."))
    assert banner_text(desktop, "notice") == "OpenRouter: <b>It</b> went down."
    banner = desktop.window.banners.banner("notice")
    assert banner is not None
    QTest.mouseClick(banner.dismiss, Qt.MouseButton.LeftButton)
    assert banner_text(desktop, "notice") is None


def test_a_notice_goes_to_the_desktop_where_it_takes_them(desktop: Desktop) -> None:
    sent: list[Notice] = []
    desktop.notifier.use_desktop(sent.append)
    one = notice()
    desktop.alerting.alerts.alert_raised.emit(one)
    assert sent == [one]
    assert banner_text(desktop, "notice") is None
    desktop.window.set_states(picture_states())
    wanted = picture_states()[1].provider.id
    desktop.notifier._about[one.key] = wanted
    desktop.window.hide()
    desktop.notifier.act(one.key, SHOW)
    assert desktop.window.isVisible()
    assert desktop.window.view.current() == picture_states()[1]


def test_a_broken_history_is_said_until_it_is_kept_again(desktop: Desktop) -> None:
    error = DatabaseError("The disk is full.", fault=DatabaseFault.FULL)
    desktop.service.database_changed.emit(error)
    told = banner_text(desktop, "history")
    assert told == "History is not being kept. The disk is full. Live figures are still shown."
    banner = desktop.window.banners.banner("history")
    assert banner is not None
    assert not banner.dismiss.isVisible()
    desktop.service.database_changed.emit(None)
    assert banner_text(desktop, "history") is None


def test_a_database_that_cannot_be_opened_has_a_button_to_try_again(desktop: Desktop, qtbot: QtBot) -> None:
    desktop.show_database_problem(DatabaseError("It is locked.", fault=DatabaseFault.LOCKED))
    banner = desktop.window.banners.banner("database")
    assert banner is not None
    assert banner.message.text() == "It is locked."
    with qtbot.waitSignal(desktop.retry_wanted):
        QTest.mouseClick(banner.button, Qt.MouseButton.LeftButton)


def test_a_fault_of_ours_is_said_and_one_of_the_worlds_was_said_already(desktop: Desktop) -> None:
    desktop.show_crash(ConfigError("said at its field"))
    assert banner_text(desktop, "notice") is None
    desktop.show_crash(ZeroDivisionError())
    assert "The log has the details" in (banner_text(desktop, "notice") or "")


def test_a_wish_that_fails_is_said(desktop: Desktop) -> None:
    token = desktop.service.refresh("p1")
    desktop.requests._ours.add(token)
    desktop.service.request_done.emit(token, AppError("It asked us to wait."))
    assert banner_text(desktop, "notice") == "It asked us to wait."


# --- settings -----------------------------------------------------------------------------------


def test_settings_are_used_at_once(desktop: Desktop) -> None:
    desktop.window.set_states(picture_states())
    desktop.window.set_dashboard(picture_dashboard())
    before = desktop.window.cards.spent.face.value.text()
    settings = replace(desktop.resolved.settings, decimals=4, tray_badge=TrayBadge.MONTH)
    desktop.service.settings_changed.emit(Resolved(settings=settings, sources=desktop.resolved.sources))
    after = desktop.window.cards.spent.face.value.text()
    assert after != before
    assert len(after.partition(".")[2]) == 4
    assert desktop.tray._badge is TrayBadge.MONTH


def test_decimals_are_those_of_the_details_too(desktop: Desktop) -> None:
    """The table said $220.1715 and the figure beside the chart $220.17, of the same days."""
    desktop.window.set_states(picture_states())
    month = PeriodFigures(period(PeriodKind.THIS_MONTH, TODAY), TODAY)
    desktop.details.set_total(month.total(picture_states()[:1]))
    figure = desktop.details.pages.spend.headline.figure
    assert len(figure.text().partition(".")[2]) == 2
    settings = replace(desktop.resolved.settings, decimals=4)
    desktop.service.settings_changed.emit(Resolved(settings=settings, sources=desktop.resolved.sources))
    assert len(figure.text().partition(".")[2]) == 4


def test_metered_networks_pause_only_where_the_user_wants_it(desktop: Desktop) -> None:
    desktop.connection.mind_metered(metered=True)
    assert desktop.service._waiting == []
    settings = replace(desktop.resolved.settings, pause_on_metered=True)
    desktop.use(Resolved(settings=settings, sources=desktop.resolved.sources))
    desktop.connection.mind_metered(metered=True)
    desktop.connection.mind_metered(metered=False)
    assert [name for _, name, _ in desktop.service._waiting] == ["pause", "resume"]


def test_what_the_user_paused_stays_paused_when_a_metered_network_ends(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(desktop.resolved.settings, pause_on_metered=True)
    desktop.use(Resolved(settings=settings, sources=desktop.resolved.sources))
    monkeypatch.setattr(type(desktop.service), "is_paused", property(lambda _: True))
    desktop.connection.mind_metered(metered=True)
    desktop.connection.mind_metered(metered=False)
    assert desktop.service._waiting == []


def test_the_demo_says_that_it_is_one(qapp: QApplication, private_home: Path) -> None:
    with painted(qapp, private_home / "aimonitor", demo=True) as desktop:
        assert "DEMO" in desktop.window.windowTitle()
        assert desktop.window.status.demo.isVisible()
        assert not desktop.paths.database.exists()
