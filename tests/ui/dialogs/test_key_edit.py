from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from aimonitor.domain.secret import Secret
from aimonitor.ui.dialogs.key_edit import KeyEdit


@pytest.fixture
def edit(qtbot: QtBot) -> KeyEdit:
    edit = KeyEdit()
    qtbot.addWidget(edit)
    return edit


def test_pasting_trims_white_space(edit: KeyEdit) -> None:
    QGuiApplication.clipboard().setText("  sk-admin-TEST-1 \n")
    edit.paste()
    assert edit.text() == "sk-admin-TEST-1"
    assert edit.secret() == Secret("sk-admin-TEST-1")
    QGuiApplication.clipboard().clear()


def test_it_is_masked_until_the_eye_is_pressed(edit: KeyEdit) -> None:
    assert edit.echoMode() is QLineEdit.EchoMode.Password
    edit._eye.trigger()
    assert edit.echoMode() is QLineEdit.EchoMode.Normal
    assert edit._eye.toolTip() == "Hide the key"
    edit._eye.trigger()
    assert edit.echoMode() is QLineEdit.EchoMode.Password


def test_it_is_masked_again_when_the_line_or_the_window_is_left(edit: KeyEdit) -> None:
    edit._eye.setChecked(True)
    QApplication.sendEvent(edit, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.TabFocusReason))
    assert edit.echoMode() is QLineEdit.EchoMode.Password
    edit._eye.setChecked(True)
    QApplication.sendEvent(edit, QEvent(QEvent.Type.ActivationChange))
    assert edit.echoMode() is QLineEdit.EchoMode.Password


def test_forgetting_leaves_nothing_to_undo(edit: KeyEdit) -> None:
    edit.insert("sk-admin-TEST-1")
    edit._eye.setChecked(True)
    edit.forget()
    edit.undo()
    assert edit.text() == ""
    assert edit.echoMode() is QLineEdit.EchoMode.Password


def test_input_methods_are_told_that_it_is_sensitive(edit: KeyEdit) -> None:
    assert edit.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData
