"""The made-up accounts: which models they use, and at which invented prices."""

from __future__ import annotations

from decimal import Decimal

from aimonitor.demo.year import Account, ExtraPlan, ModelPlan, TokenKind

_K = 1_000
_M = 1_000_000


def prices(uncached: str, output: str = "0", cached: str = "0", *writes: str) -> dict[TokenKind, Decimal]:
    """Prices a million tokens, by kind."""
    texts = {TokenKind.UNCACHED: uncached, TokenKind.OUTPUT: output, TokenKind.CACHED: cached}
    texts |= dict(zip((TokenKind.WRITE_5M, TokenKind.WRITE_1H), writes, strict=False))
    return {kind: Decimal(text) for kind, text in texts.items()}


def daily(uncached: int, output: int = 0, cached: int = 0, *writes: int) -> dict[TokenKind, int]:
    """Tokens of an ordinary Monday, by kind."""
    counts = {TokenKind.UNCACHED: uncached, TokenKind.CACHED: cached}
    counts |= dict(zip((TokenKind.WRITE_5M, TokenKind.WRITE_1H), writes, strict=False))
    counts[TokenKind.OUTPUT] = output
    return {kind: count for kind, count in counts.items() if count}


PRODUCTION = Account(
    seed="openai-production",
    gap_day=28,
    models=(
        ModelPlan(
            id="gpt-5.1",
            title="GPT-5.1",
            prices=prices("1.25", "10", "0.125"),
            daily=daily(1_450 * _K, 310 * _K, 900 * _K),
            per_request=4_100,
        ),
        ModelPlan(
            id="gpt-5.1-mini",
            title="GPT-5.1 mini",
            prices=prices("0.25", "2", "0.025"),
            daily=daily(3_400 * _K, 720 * _K, 1_200 * _K),
            per_request=2_600,
        ),
        ModelPlan(
            id="text-embedding-3-large",
            title="Text Embedding 3 Large",
            prices=prices("0.13"),
            daily=daily(6 * _M),
            per_request=9_000,
            family="embeddings",
        ),
    ),
    extras=(
        ExtraPlan(id="images", model="gpt-image-1", price=Decimal("0.042"), daily=9),
        ExtraPlan(id="web_search_calls", model="gpt-5.1", price=Decimal("0.01"), daily=26),
    ),
)

STAGING = Account(
    seed="openai-staging",
    models=(
        ModelPlan(
            id="gpt-5.1-mini",
            title="GPT-5.1 mini",
            prices=prices("0.25", "2", "0.025"),
            daily=daily(600 * _K, 110 * _K, 90 * _K),
            per_request=2_400,
        ),
    ),
)

RESEARCH = Account(
    seed="anthropic-research",
    models=(
        ModelPlan(
            id="claude-opus-5",
            title="Claude Opus 5",
            prices=prices("5", "25", "0.5", "6.25", "10"),
            daily=daily(190 * _K, 68 * _K, 820 * _K, 30 * _K, 12 * _K),
            per_request=9_000,
        ),
        ModelPlan(
            id="claude-sonnet-5",
            title="Claude Sonnet 5",
            prices=prices("3", "15", "0.3", "3.75", "6"),
            daily=daily(210 * _K, 52 * _K, 640 * _K, 26 * _K),
            per_request=7_000,
        ),
        ModelPlan(
            id="claude-haiku-4-5",
            title="Claude Haiku 4.5",
            prices=prices("1", "5", "0.1", "1.25", "2"),
            daily=daily(260 * _K, 60 * _K),
            per_request=3_000,
        ),
    ),
    extras=(ExtraPlan(id="web_search", model="claude-opus-5", price=Decimal("0.01"), daily=14),),
)

ROUTER = Account(
    seed="openrouter-account",
    models=(
        ModelPlan(
            id="anthropic/claude-sonnet-5",
            title="Anthropic: Claude Sonnet 5",
            prices=prices("3", "15"),
            daily=daily(150 * _K, 28 * _K),
            per_request=5_200,
        ),
        ModelPlan(
            id="openai/gpt-5.1-mini",
            title="OpenAI: GPT-5.1 mini",
            prices=prices("0.25", "2"),
            daily=daily(700 * _K, 130 * _K),
            per_request=2_800,
        ),
        ModelPlan(
            id="deepseek/deepseek-chat",
            title="DeepSeek: Chat",
            prices=prices("0.27", "0.41"),
            daily=daily(900 * _K, 160 * _K),
            per_request=3_400,
        ),
        ModelPlan(
            id="example/open-model:free",
            title="An open model, free",
            prices=prices("0"),
            daily=daily(80 * _K, 18 * _K),
            per_request=2_000,
        ),
    ),
)

SIDE_PROJECT = Account(
    seed="openrouter-side-project",
    models=(
        ModelPlan(
            id="openai/gpt-5.1-mini",
            title="OpenAI: GPT-5.1 mini",
            prices=prices("0.25", "2"),
            daily=daily(800 * _K, 120 * _K),
            per_request=2_500,
        ),
    ),
)

WALLET = Account(
    seed="deepseek-wallet",
    models=(
        ModelPlan(
            id="deepseek-chat",
            title="DeepSeek Chat",
            prices=prices("2", "3", "0.2"),
            daily=daily(480 * _K, 90 * _K, 260 * _K),
            per_request=3_200,
        ),
    ),
)
"""Its prices are yuan."""

GATEWAY = Account(
    seed="litellm-gateway",
    models=(
        ModelPlan(
            id="claude-haiku-4-5",
            title="Claude Haiku 4.5",
            prices=prices("1", "5", "0.1"),
            daily=daily(310 * _K, 70 * _K, 120 * _K),
            per_request=3_600,
        ),
        ModelPlan(
            id="gpt-5.1-mini",
            title="GPT-5.1 mini",
            prices=prices("0.25", "2", "0.025"),
            daily=daily(900 * _K, 160 * _K, 300 * _K),
            per_request=2_700,
        ),
    ),
)

CODING = Account(
    seed="zai-coding",
    models=(
        ModelPlan(
            id="glm-4.6",
            title="GLM-4.6",
            prices=prices("0"),
            daily=daily(2_300 * _K, 190 * _K, 9_400 * _K),
            per_request=21_000,
        ),
        ModelPlan(
            id="glm-4.5-air",
            title="GLM-4.5 Air",
            prices=prices("0"),
            daily=daily(700 * _K, 60 * _K, 1_900 * _K),
            per_request=12_000,
        ),
    ),
    extras=(
        ExtraPlan(id="search-prime", model=None, price=Decimal(0), daily=9),
        ExtraPlan(id="web-reader", model=None, price=Decimal(0), daily=5),
    ),
)
"""A plan with a flat price: what is used of it costs nothing more."""
