from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from aimonitor.monitor.service import MonitorService
from aimonitor.providers.registry import Registry
from aimonitor.ui.dialogs.edit_provider import EditProviderDialog
from aimonitor.ui.dialogs.remove_provider import RemoveProviderDialog
from aimonitor.ui.dialogs.replace_key import ReplaceKeyDialog
from tests.machine.hostile_names import SOME, is_harmless
from tests.ui.dialogs.samples import ENGLISH
from tests.ui.factories import TODAY, provider, state


def check(dialog: QWidget, name: str, qtbot: QtBot) -> None:
    qtbot.addWidget(dialog)
    assert is_harmless(dialog.windowTitle())
    for label in dialog.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText or name not in label.text(), label.text()
        assert is_harmless(label.text(), more="\n"), label.text()
    assert dialog.sizeHint().height() < 1200


def test_dialogs_about_a_provider_show_its_name_as_plain_text(
    service: MonitorService, registry: Registry, qtbot: QtBot
) -> None:
    for name in (name for name in SOME if len(name) > 3):
        one = replace(state(), provider=provider(name, "openai"))
        check(RemoveProviderDialog(service, one, today=TODAY, locale=ENGLISH), name, qtbot)
        check(ReplaceKeyDialog(service, registry, one.provider, environ={}, locale=ENGLISH), name, qtbot)
        check(EditProviderDialog(service, registry, one.provider, names=[], environ={}), name, qtbot)
