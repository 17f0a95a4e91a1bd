from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale, Qt

from aimonitor.domain.usage import QuotaWindow, Unit
from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.format import UNKNOWN
from aimonitor.qtmodels.limits import LimitsModel, meter, used_words
from aimonitor.qtmodels.provider_cells import Level
from aimonitor.qtmodels.records import Role, Wording
from tests.ui.moments import NOW

LOCALE = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
WORDING = Wording(locale=LOCALE, now=NOW)


def _window(
    used: str | None = None, limit: str | None = None, unit: Unit = Unit.USD, **changes: object
) -> QuotaWindow:
    amounts = {
        key: None if text is None else Decimal(text) for key, text in (("used", used), ("limit", limit))
    }
    return QuotaWindow(id="w", name="Budget", unit=unit, **amounts, **changes)  # type: ignore[arg-type]


def _cell(window: QuotaWindow, column: str, role: int = Qt.ItemDataRole.DisplayRole) -> object:
    model = LimitsModel(WORDING)
    model.set_records([window])
    return model.index(0, model.column_of(column)).data(role)


def _spaced(words: str) -> str:
    return words.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("window", "words", "level"),
    [
        (_window("0", "10"), "0 % used", Level.OK),
        (_window("6.2", "10"), "62 % used", Level.OK),
        (_window("8", "10"), "80 % used", Level.WARNING),
        (_window("9.9", "10"), "99 % used", Level.ERROR),
        (_window("13", "10"), "over: 130 % used", Level.ERROR),
        (_window(used_fraction=Decimal("0.5")), "50 % used", Level.OK),
        (_window("5"), UNKNOWN, Level.OK),
        (_window(left=Decimal(3000), unit=Unit.CREDITS), "3.0 K credits left", Level.OK),
        (_window("5", "0"), UNKNOWN, Level.OK),
    ],
)
def test_the_meter_says_in_words_what_it_shows(window: QuotaWindow, words: str, level: Level) -> None:
    assert _spaced(used_words(window, WORDING)) == words
    assert meter(window, WORDING).level is level
    assert _spaced(str(_cell(window, "meter", Qt.ItemDataRole.AccessibleTextRole))) == words


def test_a_meter_never_runs_over_and_an_unknown_one_is_empty() -> None:
    assert meter(_window("13", "10"), WORDING).fraction == 1.0
    assert meter(_window("13"), WORDING).fraction is None
    assert _cell(_window("13"), "meter", Role.VALUE) == meter(_window("13"), WORDING)


@pytest.mark.parametrize(
    ("unit", "words", "exact"),
    [
        (Unit.USD, "$1,234,567.00", "$1,234,567.00"),
        (Unit.TOKENS_PER_MINUTE, "1.2 M tokens per minute", "1,234,567 tokens per minute"),
        (Unit.COUNT, "1.2 M", "1,234,567"),
    ],
)
def test_amounts_carry_their_unit(unit: Unit, words: str, exact: str) -> None:
    window = _window("1234567", None, unit)
    assert _cell(window, "used") == words
    assert exact in str(_cell(window, "used", Qt.ItemDataRole.ToolTipRole))
    assert _cell(window, "limit") == UNKNOWN


@pytest.mark.parametrize(
    ("unit", "used", "words", "in_full"),
    [
        (Unit.PERCENT, "37.4", "37 %", "37.4 %"),
        (Unit.CHARACTERS, "25000", "25.0 K characters", "25,000 characters"),
        (Unit.CREDITS, "512.5", "512 credits", "512.5 credits"),
        (Unit.REQUESTS, "139", "139 requests", "139 requests"),
        (Unit.TOKENS, "150000", "150 K tokens", "150,000 tokens"),
        (Unit.COUNT, "2", "2", "2"),
    ],
)
def test_what_is_no_money_is_shown_in_its_own_unit(unit: Unit, used: str, words: str, in_full: str) -> None:
    window = _window(used, None, unit)
    assert _spaced(str(_cell(window, "used"))) == words
    assert in_full in _spaced(str(_cell(window, "used", Qt.ItemDataRole.ToolTipRole)))
    assert _cell(window, "limit") == UNKNOWN


def test_a_limit_that_was_reset_since_it_was_read_says_so() -> None:
    window = _window(None, "100", Unit.PERCENT, resets_at=NOW - timedelta(hours=1))
    assert str(_cell(window, "resets")).startswith("was reset ")
    told = str(_cell(window, "resets", Qt.ItemDataRole.ToolTipRole))
    assert "How much was used since then is not known yet." in told
    later = _window(None, "100", Unit.PERCENT, resets_at=NOW + timedelta(hours=1))
    assert "was reset" not in str(_cell(later, "resets"))


def test_percents_are_percents() -> None:
    assert _spaced(str(_cell(_window("83", "100", Unit.PERCENT), "used"))) == "83 %"


def test_a_reset_is_told_in_local_time_with_its_utc_day() -> None:
    window = _window(resets_at=NOW + timedelta(days=2))
    assert "24 Nov" in str(_cell(window, "resets"))
    assert "UTC day 24 Nov 2026" in str(_cell(window, "resets", Qt.ItemDataRole.ToolTipRole))
    assert _cell(_window(), "resets") == "no date told"


def test_names_and_scopes_are_plain_text() -> None:
    window = _window(scope="<i>team</i>\nA")
    assert _cell(window, "scope") == "<i>team</i> A"
    assert "&lt;i&gt;team" in str(_cell(window, "scope", Qt.ItemDataRole.ToolTipRole))
    assert _cell(_window(), "scope") == "—"


@pytest.mark.parametrize(
    ("used", "words", "tone"),
    [
        ("90", "before that", Tone.WARNING),
        ("10", "At this pace it lasts until then.", Tone.NORMAL),
        ("100", "It is used up.", Tone.WARNING),
    ],
)
def test_the_pace_of_a_limit_says_whether_it_lasts_until_its_reset(used: str, words: str, tone: Tone) -> None:
    window = replace(
        _window(used, "100", Unit.PERCENT, resets_at=NOW + timedelta(hours=2)), length=timedelta(hours=5)
    )
    window = replace(window, used_fraction=Decimal(used) / 100)
    assert words in str(_cell(window, "resets", Qt.ItemDataRole.ToolTipRole))
    assert words in str(_cell(window, "resets", Qt.ItemDataRole.AccessibleTextRole))
    assert _cell(window, "resets", Role.TONE) == tone


def test_where_the_length_of_a_limit_is_not_told_no_pace_is() -> None:
    window = _window("90", "100", Unit.PERCENT, resets_at=NOW + timedelta(hours=2))
    assert "pace" not in str(_cell(window, "resets", Qt.ItemDataRole.ToolTipRole))


def test_an_old_reading_is_no_slow_pace() -> None:
    window = replace(
        _window("50", "100", Unit.PERCENT, resets_at=NOW + timedelta(hours=1)),
        read_at=NOW - timedelta(hours=3),
        length=timedelta(hours=5),
        used_fraction=Decimal("0.5"),
    )
    assert "pace" not in str(_cell(window, "resets", Qt.ItemDataRole.ToolTipRole))
    fresh = replace(window, read_at=NOW - timedelta(hours=3), used_fraction=Decimal("0.24"))
    assert "before that" in str(_cell(fresh, "resets", Qt.ItemDataRole.ToolTipRole))


def test_what_is_left_is_a_column_of_its_own_and_makes_up_no_share() -> None:
    points = _window(left=Decimal(3000), unit=Unit.CREDITS)
    texts = {column: _cell(points, column) for column in ("left", "used", "limit")}
    assert texts == {"left": "3.0 K credits", "used": UNKNOWN, "limit": UNKNOWN}
    assert meter(points, WORDING).fraction is None
    assert _cell(_window("4", "10"), "left") == "$6.00"
    assert _cell(_window("4"), "left") == UNKNOWN
