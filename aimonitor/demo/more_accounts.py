"""The made-up accounts of the rest of the company, in the same invented way."""

from __future__ import annotations

from decimal import Decimal

from aimonitor.demo.accounts import daily, prices
from aimonitor.demo.year import Account, ExtraPlan, ModelPlan

_K = 1_000


def _model(name: str, title: str, costs: tuple[str, ...], counts: tuple[int, ...]) -> ModelPlan:
    return ModelPlan(
        id=name,
        title=title,
        prices=prices(*costs),
        daily=daily(*(count * _K for count in counts)),
        per_request=4_000,
    )


MOONSHOT = Account(
    seed="moonshot",
    models=(_model("kimi-k2", "Kimi K2", ("0.6", "2.5", "0.15"), (900, 120, 700)),),
)
MOONSHOT_CHINA = Account(
    seed="moonshot-beijing",
    models=(_model("kimi-k2", "Kimi K2", ("4", "16", "1"), (110, 12, 60)),),
)
"""Its prices are yuan."""
SILICONFLOW = Account(
    seed="siliconflow",
    models=(_model("qwen3-235b", "Qwen3 235B", ("0.35", "1.42"), (1_200, 160)),),
)
TEAM = Account(
    seed="xai-team",
    models=(
        _model("grok-4", "Chat grok-4", ("3", "15", "0.75"), (120, 26, 200)),
        _model("grok-4-fast", "Chat grok-4-fast", ("0.2", "0.5", "0.05"), (800, 190, 900)),
    ),
)
RELAY = Account(
    seed="newapi-relay",
    models=(_model("gpt-5.1-mini", "GPT-5.1 mini", ("0.25", "2"), (300, 60)),),
)
VERCEL = Account(
    seed="vercel-gateway",
    models=(_model("claude-haiku-4-5", "Claude Haiku 4.5", ("1", "5"), (240, 40)),),
)
KIMI = Account(seed="kimi-code", models=(_model("kimi-for-coding", "Kimi", ("0",), (2_400,)),))
MINIMAX = Account(seed="minimax-plan", models=(_model("minimax-m2", "MiniMax M2", ("0",), (3_100,)),))
COPILOT = Account(
    seed="github-copilot",
    models=(
        _model("claude-sonnet-5", "Claude Sonnet 5", ("3", "15"), (90, 20)),
        _model("gpt-5-mini", "GPT-5 mini", ("0.25", "2"), (200, 30)),
    ),
)
CODEX = Account(seed="codex-plan", models=(_model("gpt-5.1-codex", "GPT-5.1 Codex", ("0",), (5_000,)),))
CLAUDE_CODE = Account(
    seed="claude-plan", models=(_model("claude-opus-5", "Claude Opus 5", ("0",), (4_000,)),)
)
SEARCH = Account(
    seed="tavily-search",
    models=(),
    extras=(ExtraPlan(id="credits", model=None, price=Decimal(0), daily=34),),
)
POINTS = Account(seed="poe-points", models=(_model("assistant", "Assistant", ("0",), (260,)),))
