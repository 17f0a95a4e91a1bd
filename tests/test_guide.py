"""The user guide speaks the words of the window, and the architecture names every room there is."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from aimonitor.domain.usage import Provenance
from aimonitor.insight import forecast
from aimonitor.insight.amounts import MADE_MARK, PARTIAL_MARK
from aimonitor.monitor.schedule import LONGEST_PATIENCE, LONGEST_RETRY
from aimonitor.providers.manifest import ProviderManifest
from aimonitor.providers.registry import Registry
from aimonitor.qtmodels.format import DASH, UNKNOWN
from aimonitor.qtmodels.provider_cells import FULL_AT, WARN_AT
from aimonitor.qtmodels.records import Wording
from aimonitor.settings.declared import PAGES
from aimonitor.settings.settings import Settings
from aimonitor.ui.details.pages import DetailPages
from aimonitor.ui.first_run import FirstRunPage
from aimonitor.ui.summary import SummaryCards
from aimonitor.ui.tray_menu import TrayMenu

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "user-guide.md").read_text("utf-8")
NOW = datetime(2026, 11, 15, 12, tzinfo=UTC)


def plain(text: str) -> str:
    """A label without its mnemonic and its dots."""
    return text.replace("&", "").rstrip("…")


def test_the_buttons_of_the_first_run_are_named(qapp: QApplication) -> None:
    assert qapp is not None
    page = FirstRunPage(Registry(), {})
    for button in (page.add, page.environment, page.demo):
        assert f"**{plain(button.text())}**" in GUIDE


def test_the_cards_are_named(qapp: QApplication) -> None:
    assert qapp is not None
    cards = SummaryCards()
    faces = [one.face for one in (cards.spent, cards.today, cards.pace, cards.balance, cards.attention)]
    for title in (face.title.text() for face in faces):
        assert f"| {title} |" in GUIDE


def test_the_tabs_are_named(qapp: QApplication) -> None:
    assert qapp is not None
    pages = DetailPages(Wording(locale=QLocale("en_GB"), now=NOW), lambda _type: None)
    for place in range(pages.count()):
        assert f"| {pages.tabText(place)} |" in GUIDE


def test_the_tray_menu_is_named(qapp: QApplication) -> None:
    assert qapp is not None
    tray = TrayMenu(lambda: NOW)
    section = GUIDE.partition("## The tray")[2].partition("## ")[0]
    named = [plain(action.text()) for action in tray.menu.actions() if action.isVisible() and action.text()]
    assert "Quit" in named
    for text in named:
        assert f"*{text}*" in section


def test_the_pages_of_the_settings_are_named() -> None:
    for page in PAGES:
        assert f"| {page} |" in GUIDE
    assert f"{Settings().keep_days} days at first" in GUIDE


@pytest.mark.parametrize("sign", [f"`{DASH}`", f"`{UNKNOWN}`", f"{PARTIAL_MARK}`", f"`{MADE_MARK}"])
def test_the_signs_of_figures_are_explained(sign: str) -> None:
    assert sign in GUIDE.partition("## What a figure can be")[2].partition("## ")[0]


@pytest.mark.parametrize("word", list(Provenance))
def test_the_words_for_how_a_figure_came_to_be_are_explained(word: Provenance) -> None:
    assert f"| {word.value} |" in GUIDE


def test_the_meter_turns_its_colour_where_the_guide_says() -> None:
    assert f"amber from {WARN_AT * 100:.0f} %, red from {FULL_AT * 100:.0f} %" in GUIDE


@pytest.mark.parametrize("manifest", Registry().manifests(), ids=lambda manifest: manifest.type)
def test_the_guide_tells_how_far_back_each_service_is_read(manifest: ProviderManifest) -> None:
    told = GUIDE.partition("fills in the past")[2].partition("\n\n")[0]
    assert str(manifest.backfill_days) in told
    assert manifest.name in told


def test_the_architecture_names_every_room_and_no_other() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    table = text.partition("## Rooms, and what each knows")[2].partition("## ")[0]
    named = {line.split("`")[1] for line in table.splitlines() if line.startswith("| `")}
    rooms = {folder.parent.name for folder in (ROOT / "aimonitor").glob("*/__init__.py")}
    assert named == rooms


def test_the_architecture_tells_the_waits_of_the_schedule() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    assert f"up to {LONGEST_RETRY.seconds // 60} min" in text
    assert f"up to {LONGEST_PATIENCE.seconds // 3600} h" in text


def test_the_forecast_names_its_constants() -> None:
    page = (ROOT / "docs" / "forecast.md").read_text("utf-8")
    for number in (
        f"{forecast.LOOK_BACK} ≤ d < t",
        f"n < {forecast.MIN_DAYS}",
        f"{forecast.FADES} ^",
        str(forecast.Z80),
    ):
        assert number in page


def test_every_decision_is_linked_from_contributing() -> None:
    page = (ROOT / "docs" / "contributing.md").read_text("utf-8")
    for decision in (ROOT / "docs" / "decisions").glob("*.md"):
        assert f"(decisions/{decision.name})" in page
