from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation
from pytestqt.qtbot import QtBot

from aimonitor.app.network import NetworkWatch

Reachability = QNetworkInformation.Reachability


class Information(QObject):
    """What the system tells about the network."""

    reachabilityChanged = Signal(Reachability)  # noqa: N815  Qt's name
    isMeteredChanged = Signal(bool)  # noqa: N815  Qt's name

    def __init__(self, now: Reachability) -> None:
        super().__init__()
        self.now = now
        self.metered = False

    def isMetered(self) -> bool:
        return self.metered

    def reachability(self) -> Reachability:
        return self.now


class Heard:
    """What a watch told, in order."""

    def __init__(self, watch: NetworkWatch) -> None:
        self.told: list[str] = []
        watch.offline.connect(lambda offline: self.told.append("offline" if offline else "online"))
        watch.returned.connect(lambda: self.told.append("returned"))
        watch.metered.connect(lambda metered: self.told.append("metered" if metered else "free"))


@pytest.fixture
def information(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Information:
    del qtbot
    information = Information(Reachability.Online)
    monkeypatch.setattr(QNetworkInformation, "instance", lambda: information)
    return information


def test_going_offline_and_coming_back_is_told_once_each(information: Information) -> None:
    watch = NetworkWatch()
    heard = Heard(watch)
    watch.start()
    assert heard.told == []
    for now in (
        Reachability.Online,
        Reachability.Disconnected,
        Reachability.Disconnected,
        Reachability.Local,
        Reachability.Online,
    ):
        information.reachabilityChanged.emit(now)
    assert heard.told == ["offline", "online", "returned"]


def test_a_start_without_network_is_told_and_so_is_its_return(information: Information) -> None:
    information.now = Reachability.Disconnected
    watch = NetworkWatch()
    heard = Heard(watch)
    watch.start()
    assert heard.told == ["offline"]
    information.reachabilityChanged.emit(Reachability.Site)
    assert heard.told == ["offline", "online", "returned"]


@pytest.mark.parametrize("metered", [True, False])
def test_a_metered_network_is_told_from_the_start(
    information: Information,
    metered: bool,  # noqa: FBT001
) -> None:
    information.metered = metered
    watch = NetworkWatch()
    heard = Heard(watch)
    watch.start()
    information.isMeteredChanged.emit(False)  # noqa: FBT003
    assert heard.told == (["metered", "free"] if metered else ["free"])


def test_where_the_system_tells_nothing_nothing_is_told(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QNetworkInformation, "instance", lambda: None)
    watch = NetworkWatch()
    with qtbot.assertNotEmitted(watch.offline), qtbot.assertNotEmitted(watch.metered):
        watch.start()
