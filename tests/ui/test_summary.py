from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLayout
from pytestqt.qtbot import QtBot

from aimonitor.domain.state import Attention, Depletion, FigureStatus, Forecast, Health, Lasting, MoneyFigure
from aimonitor.insight.dashboard import dashboard
from aimonitor.qtmodels.figures import Tone
from aimonitor.ui import summary
from aimonitor.ui import summary_words as words
from aimonitor.ui.summary import NoteLabel, SummaryCards
from tests.ui.factories import NOW, TODAY, empty_dashboard, known, picture_dashboard, picture_states, usd

GB = QLocale("en_GB")
BOARD = picture_dashboard()


@pytest.fixture
def cards(qtbot: QtBot) -> SummaryCards:
    made = SummaryCards(locale=GB)
    qtbot.addWidget(made)
    made.set_dashboard(BOARD)
    return made


def shown(cards: SummaryCards) -> list[tuple[str, str]]:
    all_cards = (cards.spent, cards.today, cards.pace, cards.balance, cards.attention)
    return [
        (card.face.value.text().replace("\u00a0", " "), card.face.note.text().replace("\u00a0", " "))
        for card in all_cards
    ]


def test_the_cards_of_the_picture(cards: SummaryCards) -> None:
    assert shown(cards) == [
        ("$412.38", "▲ 12 % against 1\u201322 Oct"),
        ("$18.20", "complete"),
        ("$561 ± 38", "likely range by 30 Nov"),
        ("$137.50 · ¥ 84.10", "OpenRouter lasts until 9 Dec"),
        ("2", "1 key refused · 1 stale"),
    ]


def test_totals_are_never_silently_short(cards: SummaryCards) -> None:
    cards.set_dashboard(dashboard(picture_states(), NOW))
    values = shown(cards)
    assert values[0][1].startswith("without 1 provider")
    assert values[1][1] == "without 1 provider"
    gaps = replace(BOARD, incomplete=("p1", "p2"), month=replace(BOARD.month, missing=3))
    assert words.spent_words(gaps, GB).value == "$412.38*"
    assert words.spent_words(gaps, GB).note.startswith("days missing for 2 providers · ▲")


def test_nothing_is_known_yet(cards: SummaryCards) -> None:
    cards.set_dashboard(empty_dashboard())
    assert shown(cards) == [
        ("unknown", "No provider has been read yet."),
        ("unknown", "not reported yet"),
        ("—", "needs 2 more days"),
        ("—", "no prepaid service"),
        ("0", "all is well"),
    ]
    assert not cards.attention.isEnabled()


@pytest.mark.parametrize(
    ("fraction", "start"), [("-0.07", "▼ 7"), ("0", "± 0"), ("0.0004", "± 0"), ("2.5", "▲ 250")]
)
def test_the_change_has_a_direction(fraction: str, start: str) -> None:
    board = replace(BOARD, change=(("USD", Decimal(fraction)),))
    assert words.spent_words(board, GB).note.startswith(start)


def test_two_currencies_change_apart() -> None:
    board = replace(BOARD, change=(("CNY", Decimal("0.5")), ("USD", Decimal("-0.5"))))
    note = words.spent_words(board, GB).note.replace("\u00a0", " ")
    assert note == "▼ 50 % USD · ▲ 50 % CNY against 1\u201322 Oct"


def forecast(middle: str, low: str, high: str) -> Forecast:
    return Forecast(currency="USD", middle=Decimal(middle), low=Decimal(low), high=Decimal(high))


@pytest.mark.parametrize(
    ("guess", "value"),
    [
        (forecast("561", "523", "599"), "$561 ± 38"),
        (forecast("16", "16", "16"), "$16"),
        (forecast("4.2", "3.35", "5.05"), "$4.20 ± 0.85"),
        (forecast("20", "0", "60"), "$0.00 \u2013 $60"),
    ],
)
def test_a_forecast_is_a_range(guess: Forecast, value: str) -> None:
    card = words.pace_words(replace(BOARD, forecast=(guess,)), GB)
    assert card.value == value
    assert "Eight times in ten" in card.tooltip


def test_a_note_of_the_forecast_is_shown() -> None:
    assert (
        words.pace_words(replace(BOARD, forecast_note="without 1 provider"), GB).note == "without 1 provider"
    )


def lasts(earliest: date, latest: date | None, name: str = "OpenRouter") -> Depletion:
    return Depletion(provider_id="p2", provider_name=name, currency="USD", earliest=earliest, latest=latest)


def test_a_balance_that_runs_out_soon_warns() -> None:
    soon = replace(BOARD, depletion=lasts(TODAY + timedelta(days=2), None))
    assert words.balance_words(soon, GB).tone is Tone.WARNING
    assert words.balance_words(BOARD, GB).tone is Tone.NORMAL
    ranged = replace(BOARD, depletion=lasts(date(2026, 12, 13), date(2026, 12, 18)))
    card = words.balance_words(ranged, GB)
    assert card.note == "OpenRouter lasts until 13\u201318 Dec"
    assert card.brief == "lasts until 13\u201318 Dec"
    assert "OpenRouter lasts until 13\u201318 Dec" in card.tooltip
    unpaced = replace(BOARD, depletion=None)
    assert words.balance_words(unpaced, GB).note == "no pace is known"


@pytest.mark.parametrize(
    ("lasting", "note"),
    [
        (Lasting.OVER_A_YEAR, "lasts more than 1 year"),
        (Lasting.NOT_AT_THIS_PACE, "does not run out at this pace"),
        (Lasting.TOO_EARLY, "has no pace yet: needs 2 more days"),
    ],
)
def test_a_balance_without_a_day_says_why_and_does_not_warn(lasting: Lasting, note: str) -> None:
    found = Depletion(provider_id="p", provider_name="P", currency="USD", lasting=lasting, wait=2)
    card = words.balance_words(replace(BOARD, depletion=found), GB)
    assert (card.note, card.brief, card.tone) == (note, note, Tone.NORMAL)
    assert note in card.tooltip


def test_a_long_name_is_cut_on_the_card_and_whole_in_the_tooltip() -> None:
    board = replace(BOARD, depletion=lasts(date(2026, 12, 9), None, "A very long name\nof a provider"))
    card = words.balance_words(board, GB)
    assert card.note == "A very long n… lasts until 9 Dec or longer"
    assert "A very long name of a provider" in card.tooltip


def test_attention_tells_each_reason_once_worst_first() -> None:
    def one(name: str, health: Health, reason: str) -> Attention:
        return Attention(provider_id=name, provider_name=name, health=health, words=reason)

    stale = (one("a", Health.STALE, "stale"), one("b", Health.STALE, "stale"))
    assert words.attention_words(replace(BOARD, attention=stale), GB).tone is Tone.WARNING
    urgent = (*stale, one("c", Health.NEEDS_YOU, "billing"))
    card = words.attention_words(replace(BOARD, attention=urgent), GB)
    assert (card.value, card.note, card.tone) == ("3", "1 billing · 2 stale", Tone.ERROR)
    assert card.tooltip.splitlines()[:3] == ["a: stale", "b: stale", "c: billing"]
    many = (*urgent, one("d", Health.NEEDS_YOU, "key refused"))
    assert words.attention_words(replace(BOARD, attention=many), GB).note == "2 need you · 2 stale"
    three = tuple(one(name, Health.NEEDS_YOU, name) for name in ("x", "y", "z"))
    assert words.attention_words(replace(BOARD, attention=three), GB).note == "3 need you"


def test_a_narrow_card_names_the_worst_and_how_many_more_there_are() -> None:
    def of(*healths: Health) -> str:
        found = tuple(
            Attention(provider_id=str(place), provider_name="A", health=health, words=health.value)
            for place, health in enumerate(healths)
        )
        return words.attention_words(replace(BOARD, attention=found), GB).brief

    assert of(Health.NEEDS_YOU, Health.STALE, Health.STALE) == "1 needs_you · 2 more"
    assert of(Health.STALE, Health.STALE) == ""


def test_alerts_are_counted_beside_health() -> None:
    def one(name: str, health: Health, reason: str, *, urgent: bool = False) -> Attention:
        return Attention(provider_id=name, provider_name=name, health=health, words=reason, urgent=urgent)

    low = (one("a", Health.OK, "balance low"),)
    card = words.attention_words(replace(BOARD, attention=low), GB)
    assert (card.value, card.note, card.tone) == ("1", "1 balance low", Tone.WARNING)
    passed = (*low, one("", Health.OK, "budget passed", urgent=True))
    card = words.attention_words(replace(BOARD, attention=passed), GB)
    assert (card.value, card.note, card.tone) == ("2", "1 budget passed · 1 balance low", Tone.ERROR)
    many = (*passed, one("c", Health.STALE, "stale"))
    assert words.attention_words(replace(BOARD, attention=many), GB).note == "1 needs you · 1 stale · 1 alert"


def test_a_narrow_card_says_it_in_brief(cards: SummaryCards) -> None:
    cards.resize(1600, 90)
    cards.show()
    assert cards.spent.face.note.text() == "▲ 12\u00a0% against 1\u201322 Oct"
    cards.resize(cards.minimumSizeHint())
    assert cards.spent.face.note.text() == "▲ 12\u00a0%"


@pytest.mark.parametrize(
    ("room_for", "said"),
    [
        ("4 need you · 1 stale · 1 alert", "4 need you · 1 stale · 1 alert"),
        ("4 need you · 2 more", "4 need you · 2 more"),
        ("4 need you ·", "4 need you"),
        ("4 n", "4 need you · 2 more"),
    ],
)
def test_of_brief_words_the_first_part_is_said_whole_before_all_are_cut(
    qtbot: QtBot, room_for: str, said: str
) -> None:
    note = NoteLabel()
    qtbot.addWidget(note)
    note.set_words(room_for, "")
    width = note.sizeHint().width()
    note.set_words("4 need you · 1 stale · 1 alert", "4 need you · 2 more")
    note.resize(width, 20)
    note.show()
    assert note.text() == said


def test_today_says_how_complete_it_is() -> None:
    growing = replace(BOARD, today=known(usd("1"), complete=False))
    assert words.today_words(growing, GB).note == "so far on 22 Nov"
    nothing = replace(BOARD, today=MoneyFigure(status=FigureStatus.NOT_OFFERED))
    assert words.today_words(nothing, GB).note == "no service tells it"


def test_each_press_goes_on_to_the_next(cards: SummaryCards) -> None:
    told: list[str] = []
    cards.attention_clicked.connect(told.append)
    cards.show()
    QTest.mouseClick(cards.attention, Qt.MouseButton.LeftButton)
    QTest.keyClick(cards.attention, Qt.Key.Key_Return)
    QTest.keyClick(cards.attention, Qt.Key.Key_Space)
    assert told == ["p5", "p4", "p5"]
    cards.set_dashboard(replace(BOARD, attention=BOARD.attention[1:]))
    cards.attention.click()
    assert told[-1] == "p4"


def test_cards_are_reached_by_tab_and_say_themselves(cards: SummaryCards) -> None:
    for card in (cards.spent, cards.today, cards.pace, cards.balance, cards.attention):
        assert card.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert cards.spent.accessibleName() == "Spent this month: $412.38"
    assert cards.attention.accessibleDescription() == "1 key refused · 1 stale"


def test_names_in_tooltips_are_plain(cards: SummaryCards) -> None:
    found = replace(BOARD.attention[0], provider_name="<b>x</b>")
    cards.set_dashboard(replace(BOARD, attention=(found,)))
    assert "&lt;b&gt;x&lt;/b&gt;" in cards.attention.toolTip()


def test_cards_have_room_in_large_type(qtbot: QtBot) -> None:
    made = SummaryCards(locale=GB)
    qtbot.addWidget(made)
    font = made.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    made.setFont(font)
    made.set_dashboard(BOARD)
    made.resize(made.minimumSizeHint())
    made.show()
    for card in (made.spent, made.today, made.pace, made.balance, made.attention):
        title = card.face.title
        assert title.width() >= title.sizeHint().width()
        assert title.height() >= title.sizeHint().height()
        assert card.face.value.height() >= card.face.value.sizeHint().height()


def test_cards_ask_for_no_more_than_the_screen_has(cards: SummaryCards) -> None:
    cards.set_dashboard(replace(BOARD, month=known(usd("7010.46"), usd("2700.46", "CNY"))))
    whole = cards.minimumSizeHint()
    cards.set_room(whole.width() + 100)
    assert cards.minimumSizeHint() == whole
    cards.set_room(whole.width() - 100)
    assert (cards.minimumSizeHint().width(), cards.minimumSizeHint().height()) == (
        whole.width() - 100,
        whole.height(),
    )
    layout = cards.layout()
    assert layout is not None
    layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # as inside the window
    cards.resize(cards.minimumSizeHint())
    cards.show()
    values = [card.face.value for card in (cards.spent, cards.today, cards.pace, cards.balance)]
    for value in values:
        value.grab()
        assert value._width(value._factor) <= value.width()
    assert min(value._factor for value in values) < 1.7


def test_a_long_figure_shrinks_before_it_is_cut(cards: SummaryCards) -> None:
    value = cards.spent.face.value
    cards.resize(cards.minimumSizeHint())
    cards.show()
    value.grab()
    assert value._factor == 1.7
    cards.set_dashboard(replace(BOARD, month=known(usd("7010.46"), usd("2700.46", "CNY"))))
    value.setFixedWidth(200)
    value.grab()
    assert 1 <= value._factor < 1.5
    assert value._width(value._factor) <= 200


def test_a_card_that_says_the_same_is_left_alone(
    cards: SummaryCards, monkeypatch: pytest.MonkeyPatch
) -> None:
    described: list[str] = []
    monkeypatch.setattr(summary, "_describe", lambda _card, title, _words: described.append(title))
    cards.set_dashboard(replace(BOARD, next_poll_at=NOW))
    assert described == []
    cards.set_dashboard(replace(BOARD, today=known(usd("19.20"))))
    assert described == ["Today (UTC)"]
    cards.spent.face.title.setText("Spent in these days")
    cards.set_dashboard(BOARD)
    assert sorted(described) == ["Spent in these days", "Today (UTC)", "Today (UTC)"]
