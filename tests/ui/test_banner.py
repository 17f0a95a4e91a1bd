from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from aimonitor.qtmodels.figures import Tone
from aimonitor.ui.banner import BannerArea


@pytest.fixture
def area(qtbot: QtBot) -> BannerArea:
    made = BannerArea()
    qtbot.addWidget(made)
    return made


def test_a_message_stays_until_it_is_over(area: BannerArea) -> None:
    assert area.isHidden()
    area.show_message("database", "The history is damaged.", tone=Tone.ERROR)
    area.show_message("offline", "There is no network.")
    assert not area.isHidden()
    area.clear("database")
    assert area.banner("database") is None
    assert not area.isHidden()
    area.clear("offline")
    area.clear("offline")
    assert area.isHidden()


def test_one_key_is_one_banner(area: BannerArea) -> None:
    area.show_message("database", "Locked.", button="Try again")
    first = area.banner("database")
    area.show_message("database", "Full.", tone=Tone.ERROR, dismissable=False)
    assert area.banner("database") is first
    assert first is not None
    assert first.message.text() == "Full."
    assert first.button.isHidden()
    assert first.dismiss.isHidden()
    assert first.property("tone") == "error"


def test_its_button_and_its_dismissal_name_the_key(qtbot: QtBot, area: BannerArea) -> None:
    area.show_message("database", "Locked.", button="Try again")
    banner = area.banner("database")
    assert banner is not None
    with qtbot.waitSignal(area.pressed) as pressed:
        banner.button.click()
    with qtbot.waitSignal(area.dismissed) as dismissed:
        banner.dismiss.click()
    assert pressed.args == dismissed.args == ["database"]
    assert area.isHidden()


def test_messages_are_plain_text(area: BannerArea) -> None:
    area.show_message("server", "<b>It says</b> & more")
    banner = area.banner("server")
    assert banner is not None
    assert banner.message.textFormat() is Qt.TextFormat.PlainText
    assert banner.accessibleName() == "<b>It says</b> & more"
