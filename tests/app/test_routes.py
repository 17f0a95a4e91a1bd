"""Online or not, from the kernel's own tables of routes."""

from __future__ import annotations

import socket
import sys
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

import pytest
from PySide6.QtCore import QSocketNotifier
from pytestqt.qtbot import QtBot

from aimonitor.app.routes import RouteWatch, has_way_out

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux's own tables")

HEAD = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
NEAR = "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
OUT = "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
HALF = "tun0\t00000000\t010200C0\t0003\t0\t0\t0\t00000080\t0\t0\t0\n"
OTHER_HALF = HALF.replace("00000000", "00000080", 1)
REFUSING = "*\t00000000\t00000000\t0201\t0\t0\t0\t00000000\t0\t0\t0\n"
ANY = "0" * 32
NEAR_SIX = f"fe80{'0' * 28} 40 {ANY} 00 {ANY} 00000100 00000002 00000000 00000001     eth0\n"
OUT_SIX = f"{ANY} 00 {ANY} 00 fd{'0' * 29}1 00000400 00000003 00000000 00000003     eth0\n"
HALVES_SIX = "".join(
    f"{half}{'0' * 31} 01 {ANY} 00 {ANY} 00000400 00000001 00000000 00000001     tun0\n" for half in "08"
)
PARTS_SIX = "".join(
    f"{part}{'0' * 31} 04 {ANY} 00 {ANY} 00000400 00000001 00000000 00000001     tun0\n" for part in "23"
)
PRIVATE_SIX = f"fc{'0' * 30} 07 {ANY} 00 {ANY} 00000400 00000001 00000000 00000001     tun0\n"
REFUSING_SIX = f"{ANY} 00 {ANY} 00 {ANY} ffffffff 00000001 00000000 00200200       lo\n"


@pytest.mark.parametrize("ipv4", [HEAD, HEAD + NEAR, HEAD + HALF, HEAD + HALF + HALF + NEAR, HEAD + REFUSING])
@pytest.mark.parametrize("ipv6", ["", NEAR_SIX + REFUSING_SIX, PRIVATE_SIX, PARTS_SIX.splitlines()[0]])
def test_without_a_default_route_there_is_no_way_out(ipv4: str, ipv6: str) -> None:
    assert not has_way_out(ipv4, ipv6)


def test_one_default_route_is_enough() -> None:
    assert has_way_out(HEAD + NEAR + OUT, "")
    assert has_way_out(HEAD + NEAR + OUT, NEAR_SIX + REFUSING_SIX)
    assert has_way_out(HEAD, NEAR_SIX + OUT_SIX + REFUSING_SIX)


def test_the_parts_of_a_default_route_are_enough_as_vpns_set_them() -> None:
    assert has_way_out(HEAD + NEAR + HALF + OTHER_HALF, "")
    assert has_way_out(HEAD + _routes(_ALL_BUT_PRIVATE), "")
    assert has_way_out(HEAD, HALVES_SIX + NEAR_SIX)
    assert has_way_out(HEAD, PARTS_SIX + PRIVATE_SIX)


_ALL_BUT_PRIVATE = (
    "0.0.0.0/5 8.0.0.0/7 11.0.0.0/8 12.0.0.0/6 16.0.0.0/4 32.0.0.0/3 64.0.0.0/2 128.0.0.0/3 160.0.0.0/5 "
    "168.0.0.0/6 172.0.0.0/12 176.0.0.0/4 208.0.0.0/4"
)


def _routes(networks: str) -> str:
    """As the kernel writes them: the bytes in the machine's own order."""
    found = map(IPv4Network, networks.split())
    words = ((_as_written(one.network_address), _as_written(one.netmask)) for one in found)
    return "".join(f"wg0\t{place}\t00000000\t0001\t0\t0\t0\t{mask}\t0\t0\t0\n" for place, mask in words)


def _as_written(address: IPv4Address) -> str:
    return f"{socket.ntohl(int(address)):08X}"


def test_going_offline_and_coming_back_is_told_once_each(qtbot: QtBot, tmp_path: Path) -> None:
    del qtbot
    ipv4, told = tmp_path / "route", list[str]()
    ipv4.write_text(HEAD + OUT)
    watch = RouteWatch(ipv4=ipv4, ipv6=tmp_path / "none")
    watch.offline.connect(lambda offline: told.append("offline" if offline else "online"))
    watch.returned.connect(lambda: told.append("returned"))
    watch.start()
    notifier = watch.findChild(QSocketNotifier)
    assert isinstance(notifier, QSocketNotifier)
    assert told == []
    for table in (HEAD + OUT, HEAD + NEAR, HEAD, HEAD + NEAR + OUT, HEAD + OUT):
        ipv4.write_text(table)
        watch._hear()
    assert told == ["offline", "online", "returned"]
    watch.stop()
    assert not notifier.isEnabled()


@pytest.mark.parametrize(("route", "told"), [(NEAR.replace("eth0", "büro0"), [True]), ("eth0\tup\n", [])])
def test_any_name_of_an_interface_is_read_and_another_kind_of_table_is_silence(
    qtbot: QtBot, tmp_path: Path, route: str, told: list[bool]
) -> None:
    del qtbot
    (tmp_path / "route").write_text(HEAD + route, "utf-8")
    watch, heard = RouteWatch(ipv4=tmp_path / "route", ipv6=tmp_path / "none"), list[bool]()
    watch.offline.connect(heard.append)
    watch.start()
    watch.stop()
    assert heard == told


def test_a_start_without_network_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "route").write_text(HEAD)
    watch = RouteWatch(ipv4=tmp_path / "route", ipv6=tmp_path / "none")
    with qtbot.waitSignal(watch.offline):
        watch.start()
    watch.stop()


def test_where_the_kernel_tells_nothing_nothing_is_told(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unread = RouteWatch(ipv4=tmp_path / "none", ipv6=tmp_path / "none")
    with qtbot.assertNotEmitted(unread.offline):
        unread.start()
    unread.stop()

    def refused(*_kind: int) -> socket.socket:
        raise PermissionError(1, "Operation not permitted")

    (tmp_path / "route").write_text(HEAD)
    monkeypatch.setattr(socket, "socket", refused)
    boxed = RouteWatch(ipv4=tmp_path / "route", ipv6=tmp_path / "none")
    with qtbot.assertNotEmitted(boxed.offline):
        boxed.start()
    boxed.stop()
