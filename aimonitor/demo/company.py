"""The whole company of the demo: the cast, a provider of every other client, and some of recipes."""

from __future__ import annotations

from aimonitor.demo.cast import CAST, DemoProvider
from aimonitor.domain.secret import Secret
from aimonitor.domain.state import Health

MOONSHOT = DemoProvider(
    name="Moonshot",
    provider_type="moonshot",
    key=Secret("sk-DEMO-7MK3-0012"),
)
MOONSHOT_CHINA = DemoProvider(
    name="Moonshot — Beijing office",
    provider_type="moonshot",
    key=Secret("sk-DEMO-4QN8-0013"),
    options={"region": "China"},
)
SILICONFLOW = DemoProvider(
    name="SiliconFlow",
    provider_type="siliconflow",
    key=Secret("sk-DEMO-9BR5-0014"),
)
TEAM = DemoProvider(
    name="xAI — data team",
    provider_type="xai",
    key=Secret("xai-token-DEMO-2VD6-0015"),
)
RELAY = DemoProvider(
    name="New API — workshop",
    provider_type="newapi",
    key=Secret("sk-DEMO-5FW1-0016"),
)
VERCEL = DemoProvider(
    name="Vercel — website",
    provider_type="vercel",
    key=Secret("vck_DEMO-8SJ4-0017"),
)
KIMI = DemoProvider(
    name="Kimi Code",
    provider_type="kimi_code",
    key=Secret("sk-kimi-DEMO-3ZP7-0018"),
)
CODING_ANEW = DemoProvider(
    name="Z.ai — begun anew",
    provider_type="zai",
    key=Secret("zai-DEMO-5EW8-0024"),
)
MINIMAX = DemoProvider(
    name="MiniMax — coding",
    provider_type="minimax",
    key=Secret("sk-cp-DEMO-6HC2-0019"),
)
MINIMAX_OLD_KEY = DemoProvider(
    name="MiniMax — old key",
    provider_type="minimax",
    key=Secret("sk-cp-DEMO-1LG9-0020"),
    expected=Health.NEEDS_YOU,
)
COPILOT = DemoProvider(
    name="GitHub Copilot",
    provider_type="github_copilot",
    key=Secret("github_pat_DEMO-7YT5-0021"),
)
CODEX = DemoProvider(name="Codex", provider_type="codex")
CLAUDE_CODE = DemoProvider(name="Claude Code", provider_type="claude_code")
SEARCH = DemoProvider(
    name="Tavily — research",
    provider_type="tavily",
    key=Secret("tvly-DEMO-4XB6-0022"),
)
POINTS = DemoProvider(
    name="Poe",
    provider_type="poe",
    key=Secret("poe-DEMO-9RV3-0023"),
)

COMPANY = (
    *CAST,
    MOONSHOT,
    MOONSHOT_CHINA,
    SILICONFLOW,
    TEAM,
    RELAY,
    VERCEL,
    KIMI,
    CODING_ANEW,
    MINIMAX,
    MINIMAX_OLD_KEY,
    COPILOT,
    CODEX,
    CLAUDE_CODE,
    SEARCH,
    POINTS,
)
"""All of them, in the order in which the table shows them."""


def members(*, all_services: bool) -> tuple[DemoProvider, ...]:
    """Who is there: the whole company, or the cast alone."""
    return COMPANY if all_services else CAST
