from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale

from aimonitor.domain.state import CountFigure, FigureStatus, MoneyFigure
from aimonitor.domain.usage import Provenance, QuotaWindow, Unit
from aimonitor.qtmodels.figures import (
    Tone,
    limit_words,
    shown_count,
    shown_money,
    window_fraction,
)
from tests.ui.factories import count, known, usd, window

GB = QLocale("en_GB")


def test_a_known_figure_says_how_it_came_to_be() -> None:
    shown = shown_money(known(usd("10.37525377"), through=date(2026, 11, 20)), GB)
    assert (shown.text, shown.tone) == ("$10.38", Tone.NORMAL)
    assert shown.tooltip == "$10.37525377, billed\nCovers UTC days through 20 Nov."


def test_zero_is_a_number_and_unknown_is_a_word() -> None:
    unknown = shown_money(MoneyFigure(status=FigureStatus.UNKNOWN), GB)
    assert shown_money(known(usd("0")), GB).text == "$0.00"
    assert (unknown.text, unknown.tone) == ("unknown", Tone.MUTED)
    assert unknown.tooltip == "This figure could not be read."
    assert shown_money(known(), GB).text == "0.00"


def test_what_a_service_does_not_offer_is_a_dash() -> None:
    shown = shown_count(CountFigure(status=FigureStatus.NOT_OFFERED), GB)
    assert (shown.text, shown.tone, shown.tooltip) == (
        "—",
        Tone.MUTED,
        "This service does not offer this figure.",
    )


def test_missing_days_and_derived_figures_are_marked() -> None:
    gaps = replace(known(usd("5"), complete=False, note="2 days could not be read yet."), missing=2)
    assert shown_money(gaps, GB).text == "$5.00*"
    assert "2 days could not be read yet." in shown_money(gaps, GB).tooltip
    derived = replace(known(usd("5")), provenance=Provenance.DERIVED)
    assert shown_money(derived, GB).text == "≈$5.00"
    assert "derived" in shown_money(derived, GB).tooltip
    assert "Still growing" in shown_money(known(usd("5"), complete=False), GB).tooltip


def test_each_amount_of_a_sum_has_its_own_mark_and_word() -> None:
    both = replace(
        known(usd("5"), usd("84.1", "CNY")),
        missing=1,
        gaps=("CNY",),
        sources=(("USD", Provenance.BILLED), ("CNY", Provenance.DERIVED)),
    )
    shown = shown_money(both, GB)
    assert shown.text == "$5.00 · ≈¥\u00a084.10*"
    assert shown.tooltip == "$5.00, billed\n¥\u00a084.10, derived"


def test_counts_are_short_and_their_tooltip_exact() -> None:
    shown = shown_count(count(48_211_457), GB)
    assert (shown.text, shown.tooltip) == ("48.2 M", "48,211,457 tokens")


def test_a_count_without_some_of_its_days_is_marked_as_money_is() -> None:
    some = replace(count(11_233_220), complete=False, missing=26, note="26 of the 31 days are not known.")
    shown = shown_count(some, GB)
    assert shown.text == "11.2 M*"
    assert shown.tooltip == "11,233,220 tokens\n26 of the 31 days are not known."


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (window("241.07", "390"), "$241 of $390 budget"),
        (window("62.5", "200", "credits used"), "$62 of $200 credits used"),
        (window("1500", "2000", "requests", Unit.REQUESTS), "1.5 K of 2.0 K requests"),
        (
            QuotaWindow(id="w", name="weekly limit", unit=Unit.PERCENT, used_fraction=Decimal("0.8")),
            "80\u00a0% of weekly limit",
        ),
        (window("80", "100", "weekly limit", Unit.PERCENT), "80\u00a0% of weekly limit"),
        (QuotaWindow(id="w", name="budget", unit=Unit.EUR, limit=Decimal(5)), "limit €5 budget, use unknown"),
        (QuotaWindow(id="w", name="images", unit=Unit.IMAGES, used=Decimal(7)), "7 images, limit unknown"),
        (QuotaWindow(id="w", name="images", unit=Unit.IMAGES), "images: unknown"),
        (window("84.1", "200", "budget of the key", Unit.CNY), "¥\u00a084 of ¥\u00a0200 budget of the key"),
        (
            window("4200", "10000", "billing period", Unit.CHARACTERS),
            "4.2 K of 10.0 K characters, billing period",
        ),
        (window("12.5", "100", "month", Unit.CREDITS), "12 of 100 credits, month"),
        (window("3", "5", "voices", Unit.COUNT), "3 of 5 voices"),
        (QuotaWindow(id="w", name="Points left", unit=Unit.COUNT, left=Decimal(3000)), "Points left: 3.0 K"),
        (
            QuotaWindow(id="w", name="Credits beside the plan", unit=Unit.CREDITS, left=Decimal(0)),
            "Credits beside the plan: 0 left",
        ),
        (QuotaWindow(id="w", name="Trial", unit=Unit.IMAGES, left=Decimal(40)), "Trial: 40 images left"),
        (
            QuotaWindow(id="w", name="small models", unit=Unit.TOKENS_PER_MINUTE, limit=Decimal(4000)),
            "limit 4.0 K tokens per minute, small models, use unknown",
        ),
    ],
)
def test_limits_in_words(limit: QuotaWindow, words: str) -> None:
    assert limit_words(limit, GB) == words


def test_the_fraction_of_a_limit() -> None:
    stated = QuotaWindow(id="w", name="w", unit=Unit.PERCENT, used_fraction=Decimal("0.3"))
    assert window_fraction(stated) == Decimal("0.3")
    assert window_fraction(window("195", "390")) == Decimal("0.5")
    assert window_fraction(window("1", "0")) is None
    assert window_fraction(QuotaWindow(id="w", name="w", unit=Unit.COUNT, used=Decimal(1))) is None
