"""`status --json`: schema 1, as documented in docs/cli.md. Amounts are decimal strings, unknown is null."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from aimonitor.domain.money import Totals, plain_text
from aimonitor.domain.state import (
    Attention,
    Dashboard,
    Depletion,
    FigureStatus,
    ModelUsage,
    MoneyFigure,
    ProviderState,
)
from aimonitor.domain.usage import Balance, Problem, QuotaWindow
from aimonitor.insight.left import left_ends
from aimonitor.insight.state import usage_of
from aimonitor.insight.type_totals import TypeTotal, type_totals
from aimonitor.insight.windows import left_of

if TYPE_CHECKING:
    from aimonitor.domain.budget import BudgetState
    from aimonitor.domain.key_life import KeyLife

SCHEMA = 1

Document = dict[str, object]


def status_document(
    states: Sequence[ProviderState],
    dashboard: Dashboard,
    now: datetime,
    budgets: Sequence[BudgetState] = (),
) -> Document:
    """All figures of all providers and their totals, what needs attention, and how budgets stand."""
    return {
        "schema": SCHEMA,
        "generated_at": instant(now),
        "period": {"month": f"{dashboard.day:%Y-%m}", "today": dashboard.day.isoformat()},
        "totals": {
            "today": _known(dashboard.today),
            "month": _known(dashboard.month),
            "balance": _known(dashboard.balance),
            "incomplete": list(dashboard.incomplete),
            "incomplete_today": list(dashboard.incomplete_today),
        },
        "attention": [_attention(one) for one in dashboard.attention],
        "budgets": [budget_document(state) for state in budgets],
        "types": [_type(total) for total in type_totals(states)],
        "providers": [_provider(state, dashboard.day) for state in states],
    }


def _attention(one: Attention) -> Document:
    return {
        "provider_id": one.provider_id or None,
        "name": one.provider_name,
        "reason": one.words,
        "needs_you": one.needs_you,
    }


def budget_document(state: BudgetState) -> Document:
    """A budget and how it stands."""
    budget = state.budget
    known = state.spent.status is FigureStatus.KNOWN
    return {
        "id": budget.id,
        "scope": budget.scope.value,
        "subject": budget.subject,
        "label": state.label,
        "period": budget.period.value,
        "first": state.first.isoformat(),
        "last": state.last.isoformat(),
        "currency": budget.currency,
        "soft": _text(budget.soft),
        "hard": _text(budget.hard),
        "spent": by_currency(state.spent.totals) if known else None,
        "at_least": state.at_least,
        "used_fraction": _text(state.fraction),
        "level": state.level.value,
        "passes": _text(state.passes),
        "passes_on": None if state.passes_on is None else state.passes_on.isoformat(),
    }


def _type(total: TypeTotal) -> Document:
    return {
        "provider_type": total.provider_type,
        "name": total.type_name,
        "providers": list(total.ids),
        "state": total.health.value,
        "attention": total.attention,
        "today": _known(total.today),
        "month": None if total.cost is None else _known(total.cost),
        "balance": _known(total.balance),
        "tokens": None if total.tokens is None else total.tokens.value,
        "incomplete": list(total.incomplete),
    }


def _provider(state: ProviderState, today: date) -> Document:
    usage = usage_of(state)
    return {
        "id": state.provider.id,
        "name": state.provider.name,
        "provider_type": state.provider.provider_type,
        "enabled": state.provider.enabled,
        "state": state.health.value,
        "error": _error(state.problem),
        "tokens_used": usage.tokens_used,
        "tokens_limit": usage.tokens_limit,
        "cost_usd": _text(usage.cost_usd),
        "balance_usd": _text(usage.balance_usd),
        "last_updated": instant(state.last_updated),
        "today": {
            "cost": _known(state.today),
            "tokens": state.tokens_today.value,
            "complete": False,
        },
        "month": {
            "cost": _known(state.month),
            "tokens": state.tokens_month.value,
            "complete": state.month.status is FigureStatus.KNOWN and state.month.complete,
            "through": state.month.through.isoformat() if state.month.through else None,
        },
        "balances": [_balance(balance) for balance in state.balances],
        "windows": [_window(window, left_ends(state, window, today)) for window in state.windows],
        "key": _key(state.key_life),
        "models": [_model(model) for model in state.models],
        "warnings": [*state.warnings, *_lesser_failures(state)],
    }


def _lesser_failures(state: ProviderState) -> list[str]:
    """Parts of the last poll that failed beside what `error` tells."""
    failures = state.last_poll.failures if state.last_poll else ()
    return [f"{one.part}: {one.problem.message}" for one in failures if one.problem != state.problem]


def instant(at: datetime | None) -> str | None:
    """An aware time as RFC 3339 in UTC."""
    return None if at is None else at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else plain_text(amount)


def _known(figure: MoneyFigure) -> dict[str, str] | None:
    return by_currency(figure.totals) if figure.status is FigureStatus.KNOWN else None


def by_currency(sums: Totals) -> dict[str, str]:
    """Amounts as decimal strings by currency."""
    return {money.currency: plain_text(money.amount) for money in sums}


def _error(problem: Problem | None) -> Document | None:
    if problem is None:
        return None
    return {"kind": problem.kind.value, "message": problem.message, "retry_at": instant(problem.retry_at)}


def _balance(balance: Balance) -> Document:
    return {
        "role": balance.role.value,
        "amount": plain_text(balance.money.amount),
        "currency": balance.money.currency,
        "provenance": balance.provenance.value,
    }


def _window(window: QuotaWindow, ends: Depletion | None) -> Document:
    return {
        "id": window.id,
        "name": window.name,
        "unit": window.unit.value,
        "used": _text(window.used),
        "limit": _text(window.limit),
        "used_fraction": _text(window.used_fraction),
        "left": _text(left_of(window)),
        "runs_out": _runs_out(ends),
        "resets_at": instant(window.resets_at),
    }


def _runs_out(ends: Depletion | None) -> Document | None:
    if ends is None or ends.earliest is None:
        return None
    latest = None if ends.latest is None else max(ends.earliest, ends.latest).isoformat()
    return {"earliest": ends.earliest.isoformat(), "latest": latest}


def _key(life: KeyLife | None) -> Document | None:
    return None if life is None else {"expires_at": instant(life.expires_at)}


def _model(model: ModelUsage) -> Document:
    return {
        "model": model.model,
        "input_tokens": model.input_tokens,
        "cached_input_tokens": model.cached_input_tokens,
        "cache_write_tokens": model.cache_write_tokens,
        "output_tokens": model.output_tokens,
        "requests": model.requests,
        "cost": None if model.cost is None else by_currency(model.cost),
    }
