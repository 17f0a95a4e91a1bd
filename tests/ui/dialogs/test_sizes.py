from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QVBoxLayout
from pytestqt.qtbot import QtBot

from aimonitor.settings.declared import BY_NAME
from aimonitor.ui.dialogs.field import words
from aimonitor.ui.dialogs.settings_page import SettingRow
from aimonitor.ui.dialogs.sizes import give_size, give_width, scaled_px, shrinkable


def enlarged(dialog: QDialog) -> QDialog:
    font = dialog.font()
    font.setPixelSize(40)
    dialog.setFont(font)
    return dialog


def test_sizes_grow_with_the_font_and_stay_on_the_screen(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    give_size(dialog, 200, 100)
    small = dialog.size()
    assert (small.width(), small.height()) >= (200, 100)
    give_size(enlarged(dialog), 200, 100)
    assert dialog.width() > 2 * small.width()
    give_size(dialog, 20_000, 20_000)
    assert dialog.width() < QApplication.primaryScreen().availableSize().width()


def test_wrapped_words_get_the_height_they_need(qtbot: QtBot) -> None:
    dialog = enlarged(QDialog())
    qtbot.addWidget(dialog)
    label = words("Many words that need several lines in a narrow dialog. " * 4)
    QVBoxLayout(dialog).addWidget(label)
    give_width(dialog, 200)
    dialog.show()
    assert label.height() >= label.heightForWidth(label.width())


def test_a_drop_down_can_be_narrower_than_its_longest_entry(qtbot: QtBot) -> None:
    usual, narrow = QComboBox(), shrinkable(QComboBox())
    for box in (usual, narrow):
        qtbot.addWidget(box)
        box.addItem("x" * 200)
    assert narrow.minimumSizeHint().width() < usual.minimumSizeHint().width() / 2
    assert scaled_px(usual, 100) >= 100


@pytest.mark.parametrize("name", ["revoked", "proxy_url"])
def test_a_path_or_an_address_has_the_width_of_its_page(qtbot: QtBot, name: str) -> None:
    row = SettingRow(BY_NAME[name], QApplication.instance() or QApplication([]))
    qtbot.addWidget(row.field)
    row.field.resize(500, 100)
    row.field.show()
    assert row.editor.widget.width() == 500
