"""What window and command line know about MiniMax's plan."""

from __future__ import annotations

from datetime import timedelta

from aimonitor.domain.provider import Capability
from aimonitor.providers.manifest import KeyKind, ProviderManifest, ProviderOption, Region, region_option

_LIMITS = frozenset({Capability.LIMITS})
_REGIONS = (
    Region(name="International", base_url="https://api.minimax.io", currency="USD"),
    Region(name="China", base_url="https://api.minimaxi.com", currency="CNY"),
)

MANIFEST = ProviderManifest(
    type="minimax",
    name="MiniMax (plan)",
    summary="How much of the plan's 5 hours and week is used.",
    capabilities=_LIMITS,
    key_kinds=(KeyKind(id="plan", name="Key of the plan", prefixes=("sk-cp-",), can=_LIMITS),),
    key_placeholder="sk-cp-…",
    key_help="https://platform.minimax.io/subscribe/coding-plan",
    dashboard="https://platform.minimax.io/subscribe/coding-plan",
    hosts=("api.minimax.io", "api.minimaxi.com"),
    base_url="https://api.minimax.io",
    base_url_env="AIMONITOR_MINIMAX_BASE_URL",
    env_keys=("MINIMAX_API_KEY",),
    options=(
        region_option(
            _REGIONS,
            "Keys of platform.minimax.io are international, keys of platform.minimaxi.com are of China.",
        ),
        ProviderOption(
            id="base_url",
            label="Base URL",
            help="Only for a gateway of your own. The key is sent to this address.",
            placeholder="https://api.minimax.io",
        ),
    ),
    regions=_REGIONS,
    min_interval=timedelta(minutes=5),
    backfill_days=1,
)
