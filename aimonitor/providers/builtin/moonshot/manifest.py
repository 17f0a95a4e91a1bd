"""What window and command line know about Moonshot."""

from __future__ import annotations

from aimonitor.domain.provider import Capability
from aimonitor.providers.manifest import KeyKind, ProviderManifest, ProviderOption, Region, region_option

_BALANCE = frozenset({Capability.BALANCE})
_REGIONS = (
    Region(name="International", base_url="https://api.moonshot.ai", currency="USD"),
    Region(name="China", base_url="https://api.moonshot.cn", currency="CNY"),
)

MANIFEST = ProviderManifest(
    type="moonshot",
    name="Moonshot",
    summary="The prepaid balance of the open platform of Kimi, vouchers and cash.",
    capabilities=_BALANCE,
    key_kinds=(KeyKind(id="api", name="API key", prefixes=("sk-",), can=_BALANCE),),
    key_placeholder="sk-…",
    key_help="https://platform.kimi.ai/console/api-keys",
    dashboard="https://platform.kimi.ai/console",
    hosts=("api.moonshot.ai", "api.moonshot.cn"),
    base_url="https://api.moonshot.ai",
    base_url_env="AIMONITOR_MOONSHOT_BASE_URL",
    env_keys=("MOONSHOT_API_KEY",),
    options=(
        region_option(
            _REGIONS,
            "Keys of platform.kimi.ai are international, keys of platform.moonshot.cn are of China.",
        ),
        ProviderOption(
            id="base_url",
            label="Base URL",
            help="Only for a gateway of your own. The key is sent to this address.",
            placeholder="https://api.moonshot.ai",
        ),
    ),
    regions=_REGIONS,
    backfill_days=1,
)
