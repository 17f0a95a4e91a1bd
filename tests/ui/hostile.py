"""Providers that a window must survive: huge, tiny and negative figures, mark-up in names, no data."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from aimonitor.domain.state import Health, ProviderState
from aimonitor.domain.usage import QuotaWindow, Unit
from tests.ui.factories import (
    count,
    known,
    picture_states,
    provider,
    refused,
    state,
    thirty_days,
    usd,
    window,
    with_window,
)

HOSTILE_NAME = "<b>Bold</b> & <img src=x onerror=alert(1)>\n&amp; second line %1 & "


def hostile_states() -> list[ProviderState]:
    """What a window must survive, one provider each."""
    huge = replace(
        state("x" * 400, "unheard_of", 11),
        month=known(usd("123456789012345.678901234"), usd("-3.5", "EUR"), usd("98765", "JPY")),
        tokens_month=count(10**18),
        last_30_days=thirty_days(1, flat="1E+12"),
    )
    tiny = replace(
        state("tiny", "openai", 12),
        today=known(usd("0.000000001"), complete=False),
        month=known(usd("-0.004")),
        last_30_days=thirty_days(1, flat="0"),
    )
    waiting = replace(
        refused(13),
        provider=provider("waiting", "openai", 13),
        health=Health.WAITING,
        polling=True,
        problem=None,
        failing_since=None,
        last_poll=None,
    )
    gone = replace(state("وكيل — مزود", "openai", 14), health=Health.PAUSED, next_poll_at=None)
    over = with_window(state("over the limit", "openai", 15), window("1000000", "3"))
    gaps = replace(
        state("gaps", "openai", 16),
        last_30_days=thirty_days(2, gaps=(0, 5, 6, 7, 20, 29)),
        warnings=("<i>One page</i> was\nempty.",),
    )
    no_limit = with_window(
        state("no limit", "openai", 17),
        QuotaWindow(id="rpm", name="requests", unit=Unit.REQUESTS, used=Decimal(7)),
    )
    return [state(HOSTILE_NAME, "openai", 10), huge, tiny, waiting, gone, over, gaps, no_limit]


def many_states(number: int = 100) -> list[ProviderState]:
    """A long table: the picture's rows over and over, each with an id and a name of its own."""
    rows = picture_states()
    return [
        replace(
            rows[place % len(rows)],
            provider=provider(f"{rows[place % len(rows)].provider.name} {place}", "openai", place),
        )
        for place in range(number)
    ]
