"""What window and command line know about SiliconFlow."""

from __future__ import annotations

from aimonitor.domain.provider import Capability
from aimonitor.providers.manifest import KeyKind, ProviderManifest, ProviderOption, Region, region_option

_BALANCE = frozenset({Capability.BALANCE})
_REGIONS = (
    Region(name="International", base_url="https://api.siliconflow.com", currency="USD"),
    Region(name="China", base_url="https://api.siliconflow.cn", currency="CNY"),
)

MANIFEST = ProviderManifest(
    type="siliconflow",
    name="SiliconFlow",
    summary="The prepaid balance, granted and paid.",
    capabilities=_BALANCE,
    key_kinds=(KeyKind(id="api", name="API key", prefixes=("sk-",), can=_BALANCE),),
    key_placeholder="sk-…",
    key_help="https://cloud.siliconflow.com/account/ak",
    dashboard="https://cloud.siliconflow.com",
    hosts=("api.siliconflow.com", "api.siliconflow.cn"),
    base_url="https://api.siliconflow.com",
    base_url_env="AIMONITOR_SILICONFLOW_BASE_URL",
    env_keys=("SILICONFLOW_API_KEY",),
    options=(
        region_option(
            _REGIONS,
            "Keys of cloud.siliconflow.com are international, keys of cloud.siliconflow.cn are of China.",
        ),
        ProviderOption(
            id="base_url",
            label="Base URL",
            help="Only for a gateway of your own. The key is sent to this address.",
            placeholder="https://api.siliconflow.com",
        ),
    ),
    regions=_REGIONS,
    backfill_days=1,
)
