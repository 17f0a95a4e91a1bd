"""The services that come with AIMonitor, by name: as code, and as recipes."""

from __future__ import annotations

from collections.abc import Mapping

_BUILT_IN_PACKAGE = "aimonitor.providers.builtin"
BUILT_INS: Mapping[str, str] = {
    name: f"{_BUILT_IN_PACKAGE}.{name}:PLUGIN"
    for name in (
        "openai",
        "anthropic",
        "openrouter",
        "deepseek",
        "moonshot",
        "siliconflow",
        "xai",
        "litellm",
        "newapi",
        "zai",
        "kimi_code",
        "minimax",
        "elevenlabs",
        "github_copilot",
        "codex",
        "claude_code",
    )
}
"""The same lines as the entry points in pyproject.toml, so that a source checkout needs no metadata."""

PRESETS: Mapping[str, str] = {
    name: f"aimonitor.providers.recipes.presets:{name}"
    for name in (
        "vercel",
        "poe",
        "novita",
        "venice",
        "tavily",
        "stability",
        "fal",
        "stepfun",
        "featherless",
        "cloudflare",
    )
}
"""The recipes that come with AIMonitor, in `resources/recipes`."""

SHIPPED: Mapping[str, str] = {**BUILT_INS, **PRESETS}
