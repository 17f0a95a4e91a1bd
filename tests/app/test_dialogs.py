from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot

from aimonitor.app.desktop import Desktop
from aimonitor.app.environment import EnvironmentKeys
from aimonitor.domain.periods import PeriodKind
from aimonitor.errors import AppError, Repair
from aimonitor.ui.dialogs.about import AboutDialog
from aimonitor.ui.dialogs.add_provider import AddProviderDialog
from aimonitor.ui.dialogs.edit_provider import EditProviderDialog
from aimonitor.ui.dialogs.environment import EnvironmentDialog
from aimonitor.ui.dialogs.export import ExportDialog
from aimonitor.ui.dialogs.guide import GuideDialog
from aimonitor.ui.dialogs.period import PeriodDialog
from aimonitor.ui.dialogs.remove_provider import RemoveProviderDialog
from aimonitor.ui.dialogs.replace_key import ReplaceKeyDialog
from aimonitor.ui.dialogs.settings import SettingsDialog
from tests.app.painted import painted
from tests.ui.dialogs.samples import ADMIN_KEY
from tests.ui.factories import picture_states


@pytest.fixture
def desktop(qapp: QApplication, private_home: Path) -> Iterator[Desktop]:
    with painted(qapp, private_home / "aimonitor") as desktop:
        yield desktop


def test_each_wish_opens_its_dialog_and_only_one_at_a_time(desktop: Desktop, qtbot: QtBot) -> None:
    desktop.window.set_states(picture_states())
    desktop.window.select_provider(picture_states()[0].provider.id)
    actions = desktop.actions
    for wish, kind in (
        (actions.add, AddProviderDialog),
        (actions.export, ExportDialog),
        (actions.settings, SettingsDialog),
        (actions.about, AboutDialog),
        (actions.rename, EditProviderDialog),
        (actions.edit, EditProviderDialog),
        (actions.replace_key, ReplaceKeyDialog),
        (actions.remove, RemoveProviderDialog),
        (actions.periods[PeriodKind.CUSTOM], PeriodDialog),
    ):
        wish.trigger()
        dialog = desktop.dialogs._open
        assert type(dialog) is kind
        assert dialog.isVisible()
        actions.about.trigger()
        assert desktop.dialogs._open is dialog
        with qtbot.waitSignal(dialog.finished):
            dialog.reject()
        assert desktop.dialogs._open is None


def test_the_guide_stands_beside_the_window_and_blocks_nothing(desktop: Desktop) -> None:
    desktop.actions.guide.trigger()
    (guide,) = desktop.window.findChildren(GuideDialog)
    assert guide.isVisible()
    assert not guide.isModal()
    desktop.actions.about.trigger()
    assert type(desktop.dialogs._open) is AboutDialog
    desktop.dialogs._open.reject()
    guide.close()


def test_a_problems_button_leads_to_its_repair(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    pages: list[str] = []
    monkeypatch.setattr("aimonitor.app.dialogs.open_page", pages.append)
    desktop.window.set_states(picture_states())
    provider = picture_states()[0].provider
    desktop.details.repair_wanted.emit(provider.id, Repair.OPEN_DASHBOARD)
    assert pages == [desktop.registry.manifest(provider.provider_type).dashboard]
    desktop.details.repair_wanted.emit(provider.id, Repair.REPLACE_KEY)
    assert type(desktop.dialogs._open) is ReplaceKeyDialog
    desktop.dialogs._open.reject()
    desktop.details.repair_wanted.emit(provider.id, Repair.RETRY)
    assert desktop.service._waiting[-1][1:] == ("refresh", (provider.id,))


def test_keys_in_the_environment_are_added_by_name(desktop: Desktop) -> None:
    desktop.first_run.environment_wanted.emit([("openai", "OPENAI_ADMIN_KEY")])
    (_, name, (request,)) = desktop.service._waiting[-1]
    assert name == "add_provider"
    assert request.api_key is None
    assert request.api_key_ref == "env:OPENAI_ADMIN_KEY"
    assert request.name == "OpenAI (OPENAI_ADMIN_KEY)"


def test_the_file_menu_leads_to_them_later_without_those_that_are_here(desktop: Desktop) -> None:
    states = picture_states()
    mine = replace(states[0], provider=replace(states[0].provider, api_key_ref="env:OPENAI_ADMIN_KEY"))
    desktop.window.set_states([mine, *states[1:]])
    (keys,) = desktop.findChildren(EnvironmentKeys)
    keys._environ = {"OPENAI_ADMIN_KEY": ADMIN_KEY, "DEEPSEEK_API_KEY": "sk-TEST-deep"}
    file_menu = next(one for one in desktop.actions.settings.associatedObjects() if isinstance(one, QMenu))
    assert keys.action in file_menu.actions()
    keys.action.trigger()
    dialog = desktop.dialogs._open
    assert isinstance(dialog, EnvironmentDialog)
    assert [(one.variable, tick.isEnabled()) for tick, one in dialog.keys.ticks] == [
        ("OPENAI_ADMIN_KEY", False),
        ("DEEPSEEK_API_KEY", True),
    ]
    shown = [label.text() for label in dialog.findChildren(QLabel)]
    assert not any("sk-" in text for text in shown)
    dialog.keys.take.click()
    (_, name, (request,)) = desktop.service._waiting[-1]
    assert (name, request.api_key, request.api_key_ref) == ("add_provider", None, "env:DEEPSEEK_API_KEY")
    assert desktop.dialogs._open is None


def test_without_keys_it_says_where_it_looked(desktop: Desktop) -> None:
    (keys,) = desktop.findChildren(EnvironmentKeys)
    keys._environ = {}
    keys.open()
    dialog = desktop.dialogs._open
    assert isinstance(dialog, EnvironmentDialog)
    assert "OPENAI_ADMIN_KEY" in dialog.outcome.text()
    assert dialog.keys.isHidden()
    dialog.reject()


def test_a_key_that_cannot_be_added_is_said(desktop: Desktop) -> None:
    desktop.dialogs.add_from_environment([("openai", "OPENAI_ADMIN_KEY")])
    token, *_ = desktop.service._waiting[-1]
    desktop.service.request_done.emit(token, AppError("Provider already exists."))
    assert "Provider already exists." in [
        label.text() for label in desktop.window.banners.findChildren(QLabel)
    ]


def test_the_demo_starts_beside_the_app(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(
        "aimonitor.app.dialogs.QProcess.startDetached", lambda _program, arguments: started.append(arguments)
    )
    desktop.first_run.demo_wanted.emit()
    assert started == [["-m", "aimonitor", "--demo", "--home", str(desktop.home_flags[1])]]
