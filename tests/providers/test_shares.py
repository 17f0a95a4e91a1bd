"""How much of a limit is used is the same to the last digit, whoever computes it, in whatever context."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, localcontext

import pytest

from aimonitor.domain.state import FigureStatus, MoneyFigure
from aimonitor.domain.usage import QuotaWindow, Unit, share
from aimonitor.insight.windows import filled
from aimonitor.providers.amounts import cap
from aimonitor.providers.builtin.openrouter.caps import key_window
from aimonitor.providers.builtin.openrouter.wire import KeyMoney
from aimonitor.providers.quotas import WEEKLY, counted_window
from aimonitor.qtmodels.figures import window_fraction

NOW = datetime(2026, 11, 15, tzinfo=UTC)
NO_COST = MoneyFigure(status=FigureStatus.NOT_OFFERED)
USED, LIMIT = Decimal(1), Decimal(7)


def shares() -> list[Decimal | None]:
    bare = QuotaWindow(id="w", name="w", unit=Unit.USD, used=USED, limit=LIMIT)
    told = (
        cap("w", "w", limit=LIMIT, used=USED),
        counted_window(WEEKLY, Unit.REQUESTS, limit=LIMIT, used=USED),
        key_window("w", "w", KeyMoney(limit=LIMIT, limit_remaining=LIMIT - USED), NOW),
        filled(bare, NO_COST, NOW),
    )
    return [window_fraction(bare), *(None if one is None else one.used_fraction for one in told)]


@pytest.mark.parametrize("digits", [6, 28, 80])
def test_a_share_has_fifty_digits_from_everyone(digits: int) -> None:
    with localcontext(prec=digits):
        assert {*shares(), share(USED, LIMIT)} == {Decimal("0." + "142857" * 8 + "14")}
