from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from aimonitor.domain.alert import AlertBook, ChannelState, Delivery
from aimonitor.domain.secret import Secret
from aimonitor.errors import ConfigError
from aimonitor.monitor.alert_service import AlertService
from aimonitor.monitor.requests import EditProvider
from aimonitor.monitor.service import MonitorService
from aimonitor.providers.registry import Registry
from aimonitor.settings.declared import DECLARED, PAGES
from aimonitor.settings.paths import AppPaths
from aimonitor.settings.settings import Theme
from aimonitor.ui.dialogs.page_polling import LISTED, PollingPage
from aimonitor.ui.dialogs.settings import SettingsDialog
from aimonitor.ui.dialogs.settings_page import SettingRow
from tests.ui.dialogs.samples import asked, last_asked, resolved
from tests.ui.factories import provider


@pytest.fixture
def dialog(
    service: MonitorService, alerts: AlertService, registry: Registry, qtbot: QtBot, tmp_path: Path
) -> SettingsDialog:
    dialog = SettingsDialog(
        service,
        resolved({}),
        alerts=alerts,
        registry=registry,
        providers=[provider(), provider("Strange", "unheard_of", 1)],
        paths=AppPaths.resolve(tmp_path, {}),
        route_words="Your desktop shows the notifications, with buttons.",
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def row(dialog: SettingsDialog, name: str) -> SettingRow:
    return next(page.rows[name] for page in dialog.pages if name in page.rows)


def widget(dialog: SettingsDialog, name: str) -> QWidget:
    return row(dialog, name).editor.widget


def combo(dialog: SettingsDialog, name: str) -> QComboBox:
    box = widget(dialog, name)
    assert isinstance(box, QComboBox)
    return box


def test_every_declared_setting_has_an_editor_on_its_page(dialog: SettingsDialog) -> None:
    assert tuple(page.section for page in dialog.pages) == PAGES
    shown = {name for page in dialog.pages for name in page.rows}
    assert shown == {declared.name for declared in DECLARED if declared.in_window}
    for name in shown:
        assert widget(dialog, name).accessibleName() == row(dialog, name).declared.label


def test_opening_changes_nothing(dialog: SettingsDialog, service: MonitorService) -> None:
    dialog.show_settings(resolved({}, theme="dark", interval="7m", quiet_from="22:15", keep_days="90"))
    assert asked(service) == []
    assert combo(dialog, "theme").currentText() == "Dark"
    assert combo(dialog, "interval").currentText() == "7 minutes"
    assert combo(dialog, "quiet_from").currentText() == "22:15"
    days = widget(dialog, "keep_days")
    assert isinstance(days, QSpinBox)
    assert days.text() == "90 days"


def test_each_kind_of_editor_saves_at_once(dialog: SettingsDialog, service: MonitorService) -> None:
    hidden = widget(dialog, "start_hidden")
    assert isinstance(hidden, QCheckBox)
    hidden.click()
    assert last_asked(service, "save_settings")[1] == {"start_hidden": True}
    combo(dialog, "theme").setCurrentIndex(2)
    assert last_asked(service, "save_settings")[1] == {"theme": Theme.DARK}
    decimals = widget(dialog, "decimals")
    assert isinstance(decimals, QSpinBox)
    decimals.stepUp()
    assert last_asked(service, "save_settings")[1] == {"decimals": 3}
    combo(dialog, "interval").setCurrentIndex(0)
    assert last_asked(service, "save_settings")[1] == {"interval": timedelta(minutes=1)}
    combo(dialog, "quiet_to").setCurrentText("07:30")
    _, changes = last_asked(service, "save_settings")
    assert row(dialog, "quiet_to").declared.kind.read(changes["quiet_to"]) == time(7, 30)


def test_a_typed_number_is_saved_when_it_is_finished(dialog: SettingsDialog, service: MonitorService) -> None:
    days = widget(dialog, "keep_days")
    assert isinstance(days, QSpinBox)
    dialog.show_page("Data")
    days.setFocus()
    days.selectAll()
    QTest.keyClicks(days, "365")
    assert asked(service) == []
    QTest.keyClick(days, Qt.Key.Key_Return)
    assert last_asked(service, "save_settings")[1] == {"keep_days": 365}


@pytest.mark.parametrize(("typed", "wanted"), [("99999", 99999), ("1", 1), ("0", 0)])
def test_a_number_out_of_bounds_is_refused_in_words_and_not_cut(
    dialog: SettingsDialog, service: MonitorService, typed: str, wanted: int
) -> None:
    """Of 99999 Qt alone takes the first digits that fit: 999 days, where as many as can be were meant."""
    dialog.show_settings(resolved({}, keep_days="400"))
    days = widget(dialog, "keep_days")
    assert isinstance(days, QSpinBox)
    dialog.show_page("Data")
    days.setFocus()
    days.selectAll()
    QTest.keyClicks(days, typed)
    QTest.keyClick(days, Qt.Key.Key_Return)
    token, changes = last_asked(service, "save_settings")
    assert changes == {"keep_days": wanted}
    assert len(asked(service)) == 1
    with pytest.raises(ValueError, match=typed):
        row(dialog, "keep_days").declared.kind.read(wanted)
    service.request_done.emit(token, ConfigError("Allowed: 31 to 3650."))
    assert days.text() == "400 days"
    assert row(dialog, "keep_days").field.error == "Allowed: 31 to 3650."


def test_a_number_of_thousands_of_digits_is_out_of_bounds_as_well(
    dialog: SettingsDialog, service: MonitorService
) -> None:
    """More digits than Python turns into a number, as somebody may paste them."""
    dialog.show_settings(resolved({}, keep_days="400"))
    days = widget(dialog, "keep_days")
    assert isinstance(days, QSpinBox)
    dialog.show_page("Data")
    days.setFocus()
    days.selectAll()
    QTest.keyClicks(days.lineEdit(), "9")
    days.lineEdit().selectAll()
    days.lineEdit().insert("9" * 5000)
    QTest.keyClick(days, Qt.Key.Key_Return)
    _, changes = last_asked(service, "save_settings")
    assert changes["keep_days"] > 3650
    assert days.text() == "400 days"


def test_letters_are_no_number(dialog: SettingsDialog, service: MonitorService) -> None:
    days = widget(dialog, "keep_days")
    assert isinstance(days, QSpinBox)
    before = days.text()
    days.selectAll()
    QTest.keyClicks(days, "many")
    QTest.keyClick(days, Qt.Key.Key_Return)
    assert (days.text(), asked(service)) == (before, [])


def test_a_line_is_saved_once_when_it_is_left(dialog: SettingsDialog, service: MonitorService) -> None:
    dialog.show_settings(resolved({}, proxy_mode="custom", proxy_url="http://proxy.example:3128"))
    line = widget(dialog, "proxy_url")
    assert isinstance(line, QLineEdit)
    assert line.text() == "http://proxy.example:3128"
    line.editingFinished.emit()
    assert asked(service) == []
    line.setText("http://other.example:3128 ")
    line.editingFinished.emit()
    line.editingFinished.emit()
    assert [arguments for _, _, arguments in asked(service)] == [
        ({"proxy_url": "http://other.example:3128"},)
    ]


def test_a_proxys_password_is_never_shown(dialog: SettingsDialog) -> None:
    secret = "http://user:hunter2@proxy.example:3128"
    dialog.show_settings(resolved({"AIMONITOR_PROXY_URL": secret}))
    line = widget(dialog, "proxy_url")
    assert isinstance(line, QLineEdit)
    assert "hunter2" not in line.text()
    assert not line.isEnabled()


def test_the_proxys_address_is_asked_for_only_where_it_is_used(dialog: SettingsDialog) -> None:
    assert row(dialog, "proxy_url").field.isHidden()
    dialog.show_settings(resolved({}, proxy_mode="custom", proxy_url="http://proxy.example:3128"))
    assert not row(dialog, "proxy_url").field.isHidden()


def test_what_is_set_elsewhere_is_shown_and_not_changed(dialog: SettingsDialog) -> None:
    dialog.show_settings(resolved({"AIMONITOR_THEME": "dark"}))
    theme = row(dialog, "theme")
    assert combo(dialog, "theme").currentText() == "Dark"
    assert not theme.editor.widget.isEnabled()
    assert (
        theme.field._note.text()
        == "Set by the environment variable AIMONITOR_THEME, so it cannot be changed here."
    )
    dialog.show_settings(resolved({}))
    assert theme.editor.widget.isEnabled()
    assert theme.field._note.text().startswith("System follows your desktop")


def test_a_refused_change_is_told_at_its_field_until_the_next_answer(
    dialog: SettingsDialog, service: MonitorService
) -> None:
    combo(dialog, "proxy_mode").setCurrentIndex(1)
    token, _ = last_asked(service, "save_settings")
    service.request_done.emit(token, ConfigError("It cannot be kept."))
    assert row(dialog, "proxy_mode").field.error == "It cannot be kept."
    service.settings_changed.emit(resolved({}))
    assert row(dialog, "proxy_mode").field.error == ""
    assert combo(dialog, "proxy_mode").currentText() == "System"


def test_a_provider_can_have_an_interval_of_its_own(dialog: SettingsDialog, service: MonitorService) -> None:
    box = dialog.polling.intervals["p0"]
    assert box.accessibleName() == "Interval of OpenAI — production"
    box.choose(timedelta(hours=1))
    token, request = last_asked(service, "edit_provider")
    assert request == EditProvider(provider_id="p0", interval=timedelta(hours=1))
    service.request_done.emit(token, ConfigError("Not so often."))
    assert dialog.polling.outcome.text() == "Not so often."
    box.choose(None)
    assert last_asked(service, "edit_provider")[1] == EditProvider(provider_id="p0", clear_interval=True)


def test_of_many_providers_those_with_an_interval_of_their_own_are_listed_and_the_others_counted(
    registry: Registry, qtbot: QtBot
) -> None:
    many = [provider(f"Provider {number}", "openai", number) for number in range(LISTED + 5)]
    many[-1] = replace(many[-1], interval=timedelta(hours=1))
    page = PollingPage(many, registry)
    qtbot.addWidget(page)
    assert list(page.intervals) == [one.id for one in [*many[: LISTED - 1], many[-1]]]
    assert page.intervals[many[-1].id].value == timedelta(hours=1)
    said = [label.text() for label in page.findChildren(QLabel)]
    assert any(words.startswith("5 more are not listed. Choose Edit…") for words in said)


@pytest.mark.parametrize("channel", ["desktop", "webhook"])
def test_each_channel_is_tried_and_says_how_that_ended(
    dialog: SettingsDialog, alerts: AlertService, channel: str
) -> None:
    page = dialog.webhook if channel == "webhook" else dialog.notifications
    page.test.click()
    assert not page.test.isEnabled()
    token, name = last_asked(alerts, "test_channel")
    assert name == channel
    alerts.request_done.emit(token, Delivery(channel=channel, done=True, words="handed on"))
    assert page.outcome.text() == "A test was sent: handed on."
    page.test.click()
    missed = Delivery(channel=channel, done=False, words="There is no webhook address yet. Enter it first.")
    alerts.request_done.emit(last_asked(alerts, "test_channel")[0], missed)
    assert page.outcome.text() == "The test did not go out. There is no webhook address yet. Enter it first."
    assert page.outcome.property("tone") == "error"
    page.test.click()
    alerts.request_done.emit(last_asked(alerts, "test_channel")[0], ConfigError("There is no such channel."))
    assert page.outcome.text() == "There is no such channel."
    assert page.test.isEnabled()


def test_who_shows_notifications_is_told(dialog: SettingsDialog) -> None:
    labels = [label.text() for label in dialog.notifications.findChildren(QLabel)]
    assert "Your desktop shows the notifications, with buttons." in labels


def test_the_webhooks_address_is_masked_and_kept_by_the_face(
    dialog: SettingsDialog, service: MonitorService, alerts: AlertService
) -> None:
    page = dialog.webhook
    assert page.address.echoMode() is QLineEdit.EchoMode.Password
    eye = page.address.actions()[0]
    assert eye.text() == "Show the address"
    eye.trigger()
    assert page.address.echoMode() is QLineEdit.EchoMode.Normal
    page.address.setText(" https://hooks.example.com/TEST-0000 ")
    page.save.click()
    token, secret = last_asked(alerts, "set_webhook")
    assert secret == Secret("https://hooks.example.com/TEST-0000")
    assert asked(service) == []  # no setting has it
    alerts.request_done.emit(token, None)
    assert page.address.text() == ""
    assert page.outcome.text() == "The address is kept in the keychain."


def test_an_address_that_is_refused_stays_to_be_mended(dialog: SettingsDialog, alerts: AlertService) -> None:
    page = dialog.webhook
    page.save.click()
    assert page.address_field.error == "Enter the address that the service gave you."
    assert {name for _, name, _ in asked(alerts)} == {"list_alerts"}
    page.address.setText("http://hooks.example.com")
    QTest.keyClick(page.address, Qt.Key.Key_Return)
    assert page.address_field.error == ""
    alerts.request_done.emit(last_asked(alerts, "set_webhook")[0], ConfigError("Only https addresses."))
    assert page.address_field.error == "Only https addresses."
    assert page.address.text() == "http://hooks.example.com"


def test_a_test_does_not_go_to_the_kept_address_while_another_is_typed(
    dialog: SettingsDialog, alerts: AlertService
) -> None:
    page = dialog.webhook
    page.address.setText("https://hooks.example.com/TEST-0000")
    page.test.click()
    assert page.address_field.error == "Keep this address first: a test goes to the one that is kept."
    assert page.test.isEnabled()
    assert {name for _, name, _ in asked(alerts)} == {"list_alerts"}


def test_the_address_can_be_forgotten(dialog: SettingsDialog, alerts: AlertService) -> None:
    dialog.webhook.forget.click()
    token, secret = last_asked(alerts, "set_webhook")
    assert secret is None
    alerts.request_done.emit(token, None)
    assert dialog.webhook.outcome.text() == "The address is forgotten."


def test_how_the_webhook_is_set_up_is_told(dialog: SettingsDialog, alerts: AlertService) -> None:
    assert [name for _, name, _ in asked(alerts)] == ["list_alerts"]
    off = ChannelState(name="webhook", ready=False, words="The webhook is off.")
    alerts.alerts_changed.emit(AlertBook(channels=(off,)))
    assert dialog.webhook.state.text() == "The webhook is off."
    ready = ChannelState(name="webhook", ready=True, words="A slack webhook.")
    alerts.alerts_changed.emit(AlertBook(channels=(ready,)))
    assert dialog.webhook.state.text() == "Ready: A slack webhook."


def test_the_rules_of_providers_are_a_button_away(dialog: SettingsDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.rules_wanted):
        dialog.alerts.rules.click()


@pytest.mark.parametrize("wish", ["export", "import", "restore", "purge"])
def test_what_the_data_page_offers_is_asked_for(dialog: SettingsDialog, qtbot: QtBot, wish: str) -> None:
    button = dialog.data.import_ if wish == "import" else getattr(dialog.data, wish)
    with qtbot.waitSignal(getattr(dialog, f"{wish}_wanted")):
        button.click()


@pytest.mark.parametrize(
    ("page", "button", "signal"),
    [("data", "backup", "backup_wanted"), ("advanced", "report", "report_wanted")],
)
def test_files_are_asked_for_without_stopping_the_loop(
    dialog: SettingsDialog, qtbot: QtBot, page: str, button: str, signal: str
) -> None:
    pressed = getattr(getattr(dialog, page), button)
    assert isinstance(pressed, QPushButton)
    pressed.click()
    files = dialog.findChild(QFileDialog)
    assert files is not None
    with qtbot.waitSignal(getattr(dialog, signal)) as wanted:
        files.fileSelected.emit("/somewhere/file")
    assert wanted.args == ["/somewhere/file"]
    dialog.show_outcome("Data", "Done.", "ok")
    assert dialog.data.outcome.text() == "Done."
    files.close()


def test_folders_are_opened_or_named(
    dialog: SettingsDialog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[str] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    dialog.advanced.logs.click()
    dialog.advanced.data.click()
    assert opened == [str(tmp_path / "logs"), str(tmp_path / "data")]
    assert dialog.advanced.outcome.isHidden()
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    dialog.advanced.logs.click()
    assert str(tmp_path / "logs") in dialog.advanced.outcome.text()


def test_pages_are_turned_by_keyboard(dialog: SettingsDialog) -> None:
    dialog.sections.setFocus()
    QTest.keyClick(dialog.sections, Qt.Key.Key_Down)
    assert dialog.stack.currentIndex() == 1
    dialog.show_page("Network")
    assert dialog.sections.currentRow() == PAGES.index("Network")


def test_nobody_is_said_to_have_an_interval_of_its_own_who_has_none(dialog: SettingsDialog) -> None:
    assert all(box.value is None for box in dialog.polling.intervals.values())
    assert not any("of their own" in label.text() for label in dialog.polling.findChildren(QLabel))
