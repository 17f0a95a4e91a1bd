"""Who answers for the rest of the company, and what their own books say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import partial

from aimonitor.demo import company, computer, kimi_code, minimax, moonshot, more_accounts, presets
from aimonitor.demo.computer import DemoComputer
from aimonitor.demo.exchange import Service
from aimonitor.demo.expected import Expected
from aimonitor.demo.github_copilot import Bill, CopilotService
from aimonitor.demo.kimi_code import KimiCodeService
from aimonitor.demo.minimax import MiniMaxService
from aimonitor.demo.moonshot import Filled, MoonshotService, Overdrawn
from aimonitor.demo.newapi import NewApiService
from aimonitor.demo.plan import Plan
from aimonitor.demo.presets import PresetService
from aimonitor.demo.siliconflow import SiliconFlowService
from aimonitor.demo.wallet import Wallet
from aimonitor.demo.xai import Team, XaiService
from aimonitor.domain.periods import ONE_DAY, PeriodKind, month_start, utc_day

_PURSE = Filled(Wallet(base=more_accounts.MOONSHOT, first=Decimal(60), top_up=Decimal(60), low=Decimal(8)))
_OVERDRAWN = Overdrawn(more_accounts.MOONSHOT_CHINA)
_FLOW = Wallet(base=more_accounts.SILICONFLOW, granted=Decimal(1), first=Decimal(50), top_up=Decimal(50))
_CREDITS = Wallet(
    base=more_accounts.VERCEL, granted=Decimal(5), first=Decimal(40), top_up=Decimal(40), low=Decimal(6)
)
_TEAM = Team(base=more_accounts.TEAM)
_BILL = Bill(base=more_accounts.COPILOT)
_KIMI, _MINIMAX = Plan(base=more_accounts.KIMI), Plan(base=more_accounts.MINIMAX)
_CODEX, _CLAUDE = Plan(base=more_accounts.CODEX), Plan(base=more_accounts.CLAUDE_CODE)


WALLETS = {
    company.MOONSHOT.name: _PURSE.wallet,
    company.SILICONFLOW.name: _FLOW,
    company.VERCEL.name: _CREDITS,
}
"""Those that are prepaid, by the provider's name."""


class OtherServices:
    """The services of the types that the cast leaves out."""

    def by_type(self) -> dict[str, Service]:
        """Each by the type of provider that asks it."""
        return {
            "moonshot": MoonshotService(
                {company.MOONSHOT.token: _PURSE, company.MOONSHOT_CHINA.token: _OVERDRAWN}
            ),
            "siliconflow": SiliconFlowService({company.SILICONFLOW.token: _FLOW}),
            "xai": XaiService({company.TEAM.token: _TEAM}),
            "newapi": NewApiService({company.RELAY.token: more_accounts.RELAY}),
            "kimi_code": KimiCodeService({company.KIMI.token: _KIMI}),
            "minimax": MiniMaxService({company.MINIMAX.token: _MINIMAX}),
            "github_copilot": CopilotService({company.COPILOT.token: _BILL}),
            "vercel": PresetService(
                presets.CREDITS,
                {company.VERCEL.token: partial(presets.gateway_credits, _CREDITS)},
                {"error": {"message": "AI Gateway authentication failed", "type": "authentication_error"}},
            ),
            "tavily": PresetService(
                presets.SEARCHES,
                {company.SEARCH.token: partial(presets.search_plan, more_accounts.SEARCH)},
                {"detail": {"error": "Unauthorized: missing or invalid API key."}},
            ),
            "poe": PresetService(
                presets.POINTS,
                {company.POINTS.token: _points},
                {"error": {"code": 401, "message": "Invalid API key", "type": "authentication_error"}},
            ),
        }

    def computer(self, now: Callable[[], datetime]) -> DemoComputer:
        """A computer on which Codex and Claude Code have been used."""
        return DemoComputer(now, codex=_CODEX, claude=_CLAUDE)

    def expected(self, name: str, now: datetime) -> Expected | None:
        """Their own sums for the provider of that name; None for one that is not theirs."""
        tell = _BOOKS.get(name)
        return None if tell is None else tell(now)


def _points(now: datetime) -> dict[str, object]:
    return {"current_point_balance": presets.points_left(more_accounts.POINTS, now)}


def _team(now: datetime) -> Expected:
    base = more_accounts.TEAM
    return Expected(
        today=base.cost(PeriodKind.TODAY, now),
        month=base.cost(PeriodKind.THIS_MONTH, now),
        balance=_TEAM.posted(now),
    )


def _bill(now: datetime) -> Expected:
    today = utc_day(now)
    before = _BILL.net(today - ONE_DAY, now) if today > month_start(today) else Decimal(0)
    month = _BILL.net(today, now)
    return Expected(today=month - before, month=month)


_BOOKS: dict[str, Callable[[datetime], Expected]] = {
    company.MOONSHOT.name: lambda now: Expected(balance=moonshot.available(_PURSE, now)),
    company.MOONSHOT_CHINA.name: lambda now: Expected(balance=moonshot.available(_OVERDRAWN, now)),
    company.SILICONFLOW.name: lambda now: Expected(balance=_FLOW.total(now)),
    company.TEAM.name: _team,
    company.VERCEL.name: lambda now: Expected(balance=_CREDITS.total(now)),
    company.KIMI.name: lambda now: Expected(used=kimi_code.used(_KIMI, now)),
    company.MINIMAX.name: lambda now: Expected(used=minimax.used(_MINIMAX, now)),
    company.COPILOT.name: _bill,
    company.CODEX.name: lambda now: Expected(used=computer.codex_used(_CODEX, now)),
    company.CLAUDE_CODE.name: lambda now: Expected(used=computer.claude_used(_CLAUDE, now)),
    company.SEARCH.name: lambda now: Expected(used=presets.used_of_searches(more_accounts.SEARCH, now)),
}
