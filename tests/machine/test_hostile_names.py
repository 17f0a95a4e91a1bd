"""Ten thousand hostile names through everything that shows, keeps or sends a name."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale, Qt
from pytestqt.qtbot import QtBot

from aimonitor.cli.text import plain, table
from aimonitor.db.columns import storable
from aimonitor.desktop.notifications import _clean
from aimonitor.domain.alert import Alert, AlertRule
from aimonitor.domain.archive import ArchiveKind, ExportOrder
from aimonitor.domain.notice import NoticeKind, Urgency
from aimonitor.domain.secret import Secret
from aimonitor.domain.state import Attention, Health, ProviderState
from aimonitor.errors import ConfigError
from aimonitor.monitor.requests import EditProvider
from aimonitor.monitor.webhook_words import payload
from aimonitor.qtmodels.providers import ProvidersModel
from aimonitor.qtmodels.records import Wording
from aimonitor.settings.settings import WebhookKind
from aimonitor.ui.tray_menu import TrayMenu
from aimonitor.ui.tray_words import TOOLTIP_CHARACTERS, TOOLTIP_LINES, menu_line, message, tooltip
from tests.machine.hostile_names import NAMES, SOME, export_of, is_harmless
from tests.monitor.archives import ALL
from tests.monitor.house import house
from tests.ui.factories import NOW, picture_dashboard, provider, state
from tests.ui.windows import make_window

FEW = NAMES[:1000]
WORDING = Wording(locale=QLocale("en_GB"), now=NOW)
_MAY_BREAK = "\u200b"


def states(names: list[str]) -> list[ProviderState]:
    one = state()
    return [
        replace(one, provider=provider(name, "openai", place), warnings=(name,), type_name=name)
        for place, name in enumerate(names)
    ]


def alert(name: str) -> Alert:
    return Alert(
        key="k",
        rule=AlertRule.FAILING,
        kind=NoticeKind.FAILED,
        urgency=Urgency.NORMAL,
        raised_at=datetime(2026, 11, 15, tzinfo=UTC),
        title=name,
        body=f"{name} fails.",
        why=name,
    )


def test_they_are_ten_thousand_and_no_two_are_the_same() -> None:
    assert len({name.casefold() for name in NAMES}) == len(NAMES) == 10_000
    assert max(map(len, NAMES)) >= 10_000
    assert not any(map(is_harmless, ("\x1b[2J", "a\nb", "\u202eb", "\ud800", "\xadb", "\x9b")))
    assert is_harmless("👩\u200d💻 وكيل <b>")


def test_a_cell_is_one_line_and_a_tooltip_stays_within_the_screen(qtbot: QtBot) -> None:
    del qtbot
    model = ProvidersModel(WORDING)
    model.set_records(states(NAMES))
    assert model.rowCount() == len(NAMES)
    for row in range(model.rowCount()):
        for place in (0, 1) if row < 600 else (0,):
            index = model.index(row, place)
            text, tip = index.data(), index.data(Qt.ItemDataRole.ToolTipRole)
            assert is_harmless(text), NAMES[row]
            assert len(text) <= 1000
            inside = tip.removeprefix("<qt>").removesuffix("</qt>")
            lines = inside.split("<br>")
            assert len(lines) <= 40
            assert "<" not in "".join(lines), NAMES[row]
            assert len(inside) <= 20_000
            assert is_harmless(inside, more=_MAY_BREAK), NAMES[row]
            assert all(len(word) < 500 for word in inside.replace(_MAY_BREAK, " ").split())


def test_tray_notification_and_webhook_show_them_as_bounded_plain_text(qtbot: QtBot) -> None:
    del qtbot
    locale = QLocale("en_GB")
    menu = TrayMenu(lambda: NOW)
    for one in states(NAMES):
        name = one.provider.name
        line = menu_line(one, locale)
        assert is_harmless(line), name
        assert len(line) <= 200
        worst = Attention(provider_id="p", provider_name=name, health=Health.STALE, words="stale")
        words = tooltip(replace(picture_dashboard(), attention=(worst,)), [one], locale)
        assert is_harmless(words, more="\n"), name
        assert len(words.splitlines()) <= TOOLTIP_LINES
        assert len(words.encode("utf-16-le")) // 2 <= TOOLTIP_CHARACTERS
        title, body = message(name, f"{name} fails.")
        for text in (title, body, _clean(name, 120)):
            assert is_harmless(text, more="\n"), name
            assert len(text) <= 600
        assert "\n" not in title
        assert "<" not in title + body
    menu.show_providers([("p", menu_line(one, locale)) for one in states(["&Quit", "a & b"])], 0)
    assert all("&&" in action.text() for action in menu.menu.actions()[:2])


@pytest.mark.parametrize("kind", [kind for kind in WebhookKind if kind is not WebhookKind.OFF])
def test_a_webhook_gets_them_as_json_that_holds_no_control_character(kind: WebhookKind) -> None:
    address = Secret("https://hooks.example.test/services/T/B/topic")
    for name in NAMES:
        sent = payload(kind, address, alert(name))
        assert len(sent) < 40_000
        assert sent.isascii()
        fields = json.loads(sent)
        shown = str(fields.get("title", "")) + str(fields.get("text", "")) + str(fields.get("content", ""))
        assert is_harmless(shown, more="\n"), name


def test_a_terminal_sees_one_line_each_and_no_row_is_pushed_out_of_it() -> None:
    lines = table([("ok", plain(name), "$1.00") for name in NAMES]).split("\n")
    assert len(lines) == len(NAMES)
    for name, line in zip(NAMES, lines, strict=True):
        assert is_harmless(line), name
        assert line.endswith("$1.00")
    assert max(map(len, lines)) < 400


def test_the_windows_rows_stay_one_line_high_and_are_painted(qtbot: QtBot) -> None:
    window = make_window(qtbot, filled=False)
    window.set_states(states(SOME))
    window.resize(900, 400)
    window.show()
    view = window.view
    heights = {view.rowHeight(row) for row in range(view.proxy.rowCount())}
    assert len(heights) == 1
    for row in range(0, view.proxy.rowCount(), 6):
        view.scrollTo(view.proxy.index(row, 0))
        view.selectRow(row)
        assert not view.grab().isNull()
    window.banners.show_message("long", NAMES[501])
    assert window.banners.sizeHint().height() < 600
    for name in ("<b>", "\x1b[", "("):
        view.proxy.set_filter(name)
    assert view.proxy.rowCount() > 0


async def test_a_name_that_is_too_long_is_refused_and_others_are_one_line(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        await home.stack.archive.take_in(export_of(tmp_path, ["Work"]))
        provider_id = home.state("Work").provider.id
        with pytest.raises(ConfigError, match="at most 200 characters"):
            await home.monitor.edit_provider(EditProvider(provider_id=provider_id, name="x" * 201))
        await home.monitor.edit_provider(EditProvider(provider_id=provider_id, name="two\nlines\t of it"))
        assert home.state("two lines of it").provider.id == provider_id


async def test_a_thousand_are_imported_kept_shown_and_exported_as_they_were(tmp_path: Path) -> None:
    place = export_of(tmp_path, FEW)
    async with house(tmp_path / "home") as home:
        summary = await home.stack.archive.take_in(place)
        assert len(summary.providers) == len(FEW)
        kept = [storable(name) for name in FEW]
        assert [one.provider.name for one in home.monitor.states()] == kept
        await home.stack.archive.export(ALL, tmp_path / "again.json")
        text = (tmp_path / "again.json").read_text("utf-8")
        assert [one["name"] for one in json.loads(text)["providers"]] == kept
        assert is_harmless(text, more="\n")
        order = ExportOrder(kinds=(ArchiveKind.EVENTS,), file_format="csv")
        await home.stack.archive.export(order, tmp_path / "events.csv")
        rows = list(csv.DictReader(io.StringIO((tmp_path / "events.csv").read_text("utf-8"))))
        assert len(rows) == len(FEW)
        assert all(is_harmless(row["title"]) and row["title"][0] not in "=+-@\t\r" for row in rows)
        assert (await home.stack.database.state()).integrity == "ok"
