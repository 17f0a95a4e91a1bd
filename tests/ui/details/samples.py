"""Days of a provider as they are stored, made into what the details show by the app's own function."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from aimonitor.domain.history import DayModelCost, DayModelTokens, History, HistoryFacts
from aimonitor.domain.money import Money
from aimonitor.domain.state import ModelUsage, PollRecord
from aimonitor.insight.history import history
from tests.ui.moments import TODAY

# totals of the days of the target picture, in dollars, from 24 Oct; None is 6 Nov
PICTURE = (
    *("14.4", "16.4", "19.1", "14.4", "22.4", "6.4", "6.8", "16.7", "22.9", "23.0", "18.3", "15.4", "5.3"),
    None,
    *("18.5", "16.7", "18.1", "18.4", "20.0", "5.2", "8.4", "15.6", "20.2", "15.2", "18.5", "14.4", "5.6"),
    *("4.5", "17.2", "17.7"),
)
SHARES = (("gpt-5.1", "0.52"), ("gpt-5.1-mini", "0.26"), ("text-embedding-3", "0.14"))
OTHERS = (("o5-mini", "0.05"), ("whisper-2", "0.015"), ("tts-2", "0.01"), ("omni-moderation", "0.005"))


def days_back(number: int) -> list[date]:
    """`number` days, oldest first, the last one today."""
    return [TODAY - timedelta(days=number - 1 - place) for place in range(number)]


def cost(day: date, amount: Decimal | str, model: str | None, currency: str = "USD") -> DayModelCost:
    """One row of costs."""
    money = Money(amount=Decimal(amount), currency=currency)
    return DayModelCost(day=day, model=model, money=money, complete=day < TODAY)


def tokens(day: date, model: str | None, amount: Decimal) -> DayModelTokens:
    """One row of tokens."""
    usage = ModelUsage(
        model=model,
        input_tokens=int(amount * 190_000),
        cached_input_tokens=int(amount * 61_000),
        output_tokens=int(amount * 42_000),
        requests=int(amount * 70),
    )
    return DayModelTokens(day=day, usage=usage, complete=day < TODAY)


def picture_facts(provider_id: str = "p0", currencies: Iterable[str] = ("USD",)) -> HistoryFacts:
    """The 30 days of the target picture."""
    days = days_back(30)
    parts = [
        (day, model, (Decimal(whole) * _wobbled(Decimal(share), place, part)).quantize(Decimal("0.0001")))
        for place, (day, whole) in enumerate(zip(days, PICTURE, strict=True))
        if whole is not None
        for part, (model, share) in enumerate((*SHARES, *OTHERS))
    ]
    return HistoryFacts(
        provider_id=provider_id,
        first=days[0],
        last=days[-1],
        costs=tuple(
            cost(day, amount, model, currency) for currency in currencies for day, model, amount in parts
        ),
        tokens=tuple(tokens(day, model, amount) for day, model, amount in parts),
        quantities=(("web search", "searches", Decimal(1_204)),),
    )


def _wobbled(share: Decimal, place: int, part: int) -> Decimal:
    return share * (1 + Decimal((place * (part + 3)) % 7 - 3) / 14)


def picture_history(
    provider_id: str = "p0", *, currencies: Iterable[str] = ("USD",), last_poll: PollRecord | None = None
) -> History:
    """The history of the target picture."""
    return history(picture_facts(provider_id, currencies), today=TODAY, last_poll=last_poll)


def long_history(number: int = 400, models: int = 30, provider_id: str = "p0") -> History:
    """Many days of many models; each seventh day is a known zero, each 50th was never read."""
    rows: list[DayModelCost] = []
    counts: list[DayModelTokens] = []
    days = days_back(number)
    for place, day in enumerate(days):
        if place % 50 == 49:
            continue
        if place % 7 == 0:
            rows.append(cost(day, "0", None))
            continue
        for model in range(models):
            amount = Decimal((place * 31 + model * 17) % 97) / 50
            rows.append(cost(day, amount, f"model-{model:02}"))
            counts.append(tokens(day, f"model-{model:02}", amount))
    facts = HistoryFacts(
        provider_id=provider_id, first=days[0], last=days[-1], costs=tuple(rows), tokens=tuple(counts)
    )
    return history(facts, today=TODAY)
