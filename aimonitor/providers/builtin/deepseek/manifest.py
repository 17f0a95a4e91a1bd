"""What window and command line know about DeepSeek."""

from __future__ import annotations

from aimonitor.domain.provider import Capability
from aimonitor.providers.manifest import KeyKind, ProviderManifest, ProviderOption

_BALANCE = frozenset({Capability.BALANCE})

MANIFEST = ProviderManifest(
    type="deepseek",
    name="DeepSeek",
    summary="The prepaid balance in dollars, yuan or both, granted and paid.",
    capabilities=_BALANCE,
    key_kinds=(KeyKind(id="api", name="API key", prefixes=("sk-",), can=_BALANCE),),
    key_placeholder="sk-…",
    key_help="https://platform.deepseek.com/api_keys",
    dashboard="https://platform.deepseek.com/usage",
    hosts=("api.deepseek.com",),
    base_url="https://api.deepseek.com",
    base_url_env="AIMONITOR_DEEPSEEK_BASE_URL",
    env_keys=("DEEPSEEK_API_KEY", "DEEPSEEK_KEY"),
    options=(
        ProviderOption(
            id="base_url",
            label="Base URL",
            help="Only for a gateway of your own. The key is sent to this address.",
            placeholder="https://api.deepseek.com",
        ),
    ),
    currency="CNY",
    backfill_days=1,
)
