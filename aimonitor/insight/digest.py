"""The digest: the figures of the cards in a few lines, once a day or once a week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from aimonitor.domain.alert import RULES, Alert, AlertRule
from aimonitor.domain.alert_memory import Remembered
from aimonitor.domain.budget import BudgetLevel, BudgetState
from aimonitor.domain.money import Money
from aimonitor.domain.notice import Urgency
from aimonitor.domain.state import Dashboard, FigureStatus, Forecast, Lasting, MoneyFigure
from aimonitor.insight.alerts import Plan
from aimonitor.insight.amounts import made_mark, money_words, percent_words
from aimonitor.insight.dashboard import month_gaps

DIGEST_KEY = "digest"
_TITLES = {False: "Your day in figures", True: "Your week in figures"}


def digest(dashboard: Dashboard, budgets: Iterable[BudgetState], now: datetime, *, weekly: bool) -> Alert:
    """The digest as it stands at `now`; what is unknown is called so."""
    lines = [*_figures(dashboard), *_budgets(budgets), *_attention(dashboard)]
    return Alert(
        key=DIGEST_KEY,
        rule=AlertRule.DIGEST,
        kind=RULES[AlertRule.DIGEST].kind,
        urgency=Urgency.LOW,
        raised_at=now,
        title=_TITLES[weekly],
        body="\n".join(lines),
        why=f"as of {now:%Y-%m-%d %H:%M} UTC",
        first=dashboard.day.replace(day=1),
        last=dashboard.day,
    )


def is_due(memory: Mapping[str, Remembered], due: datetime | None) -> bool:
    """Whether a digest is to be told for that time, as far as is remembered."""
    said = memory.get(DIGEST_KEY)
    return due is not None and (said is None or said.said_at is None or said.said_at < due)


def with_digest(
    made: Plan, words: Alert | None, last_due: datetime | None, now: datetime, *, quiet: bool
) -> Plan:
    """The plan with the digest, `words`, where one is due since `last_due` (None: none is wanted).

    The first one comes at the first due time after it was switched on; none comes in quiet hours, and
    those that were missed come as one.
    """
    if last_due is None:
        return replace(made, memory={k: known for k, known in made.memory.items() if k != DIGEST_KEY})
    known = made.memory.get(DIGEST_KEY)
    told = Remembered(key=DIGEST_KEY, owner="", holds=False, said_at=now, seen_at=now)
    if known is None or known.said_at is None:
        return replace(made, memory={**made.memory, DIGEST_KEY: told})
    if words is None or quiet or known.said_at >= last_due:
        return made
    return replace(made, log=(*made.log, words), memory={**made.memory, DIGEST_KEY: told})


def _figures(dashboard: Dashboard) -> Iterator[str]:
    month = _figure(dashboard.month, month_gaps(dashboard))
    today, left = (_figure(figure, figure.note) for figure in (dashboard.today, dashboard.balance))
    yield f"Spent this month: {month}; today (UTC): {today}."
    if dashboard.forecast:
        ranges = " and ".join(map(_range, dashboard.forecast))
        yield f"At this pace the month ends at {_noted(ranges, dashboard.forecast_note)}."
    if dashboard.balance.status is not FigureStatus.NOT_OFFERED:
        most = "at most " if dashboard.balance.missing else ""
        yield f"Prepaid balance: {most}{left}.{_ends(dashboard)}"


def _ends(dashboard: Dashboard) -> str:
    ending = dashboard.depletion
    if ending is None or ending.lasting is not Lasting.DAYS:
        return ""
    return f" {ending.provider_name} may run out on {ending.earliest}."


def _range(forecast: Forecast) -> str:
    low, high = (
        money_words(Money(amount=amount, currency=forecast.currency))
        for amount in (forecast.low, forecast.high)
    )
    return f"{low} to {high}"


def _figure(figure: MoneyFigure, note: str) -> str:
    if figure.status is not FigureStatus.KNOWN:
        return "unknown"
    parts = [made_mark(figure, money.currency) + money_words(money) for money in figure.totals]
    return _noted(" and ".join(parts) or "nothing", note)


def _noted(words: str, note: str) -> str:
    return f"{words} ({note})" if note else words


def _budgets(budgets: Iterable[BudgetState]) -> Iterator[str]:
    for state in budgets:
        if state.level in (BudgetLevel.SOFT, BudgetLevel.HARD) and state.fraction is not None:
            name = f"{state.label}, budget of the {state.budget.period}"
            yield f"{name}: {percent_words(state.fraction)} spent, the {state.level} limit is passed."


def _attention(dashboard: Dashboard) -> Sequence[str]:
    if not dashboard.attention:
        return ["Nothing needs you."]
    names = ", ".join(f"{one.provider_name} ({one.words})" for one in dashboard.attention)
    return [f"Needs attention: {names}."]
