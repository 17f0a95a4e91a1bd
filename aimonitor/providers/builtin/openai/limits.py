"""The hard spend limit of an OpenAI organization."""

from __future__ import annotations

from decimal import Decimal

from aimonitor.domain.periods import PeriodKind
from aimonitor.domain.usage import QuotaWindow, Unit
from aimonitor.errors import AppError, ProviderError
from aimonitor.net.answer import Answer, Api
from aimonitor.providers.builtin.openai.judge import judge
from aimonitor.providers.builtin.openai.wire import SpendLimit
from aimonitor.providers.wire import decode

PATH = "/v1/organization/spend_limit"
_NOT_FOUND = 404
_UNITS = {"USD": Unit.USD, "EUR": Unit.EUR, "CNY": Unit.CNY}
_ENFORCED = "OpenAI is enforcing the organization's spend limit: it may refuse requests."


class _NoLimitError(ProviderError):
    """404: the organization has no limit, as far as anyone knows."""


def _judge(answer: Answer) -> AppError | None:
    return _NoLimitError("No limit is known.", status=404) if answer.status == _NOT_FOUND else judge(answer)


async def read_spend_limit(api: Api) -> tuple[tuple[QuotaWindow, ...], tuple[str, ...]]:
    """The limit as a window (none: no limit is known), and warnings. Raises AppError."""
    try:
        limit = decode(SpendLimit, await api.get(PATH, judge=_judge), "the spend limit")
    except _NoLimitError:
        return (), ()
    unit = _UNITS.get(limit.currency)
    if limit.threshold_amount < 1 or unit is None:
        return (), ()
    enforced = limit.enforcement is not None and limit.enforcement.status == "enforcing"
    return (_window(limit, unit),), (_ENFORCED,) if enforced else ()


def _window(limit: SpendLimit, unit: Unit) -> QuotaWindow:
    monthly = limit.interval == "month"
    return QuotaWindow(
        id="spend_limit",
        name="Spend limit per month" if monthly else "Spend limit",
        unit=unit,
        limit=Decimal(limit.threshold_amount) / 100,
        period=PeriodKind.THIS_MONTH if monthly else None,
    )
