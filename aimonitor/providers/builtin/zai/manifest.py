"""What window and command line know about Z.ai's GLM Coding plan."""

from __future__ import annotations

from datetime import timedelta

from aimonitor.domain.provider import Capability
from aimonitor.providers.manifest import KeyKind, ProviderManifest, ProviderOption, Region, region_option

_LIMITS = frozenset({Capability.LIMITS})
_REGIONS = (
    Region(name="International", base_url="https://api.z.ai", currency="USD"),
    Region(name="China", base_url="https://open.bigmodel.cn", currency="CNY"),
)

MANIFEST = ProviderManifest(
    type="zai",
    name="Z.ai GLM",
    summary="How much of the GLM Coding plan's 5 hours, week and tool calls is used, and tokens by model.",
    capabilities=_LIMITS,
    key_kinds=(KeyKind(id="plan", name="API key of an account with a plan", prefixes=(), can=_LIMITS),),
    key_placeholder="the API key",
    key_help="https://z.ai/manage-apikey",
    dashboard="https://z.ai/manage-apikey",
    hosts=("api.z.ai", "open.bigmodel.cn"),
    base_url="https://api.z.ai",
    base_url_env="AIMONITOR_ZAI_BASE_URL",
    env_keys=("ZAI_API_KEY", "Z_AI_API_KEY", "ZHIPUAI_API_KEY", "GLM_API_KEY"),
    options=(
        region_option(_REGIONS, "Keys of z.ai are international, keys of bigmodel.cn are of China."),
        ProviderOption(
            id="base_url",
            label="Base URL",
            help="Only for a gateway of your own. The key is sent to this address.",
            placeholder="https://api.z.ai",
        ),
    ),
    regions=_REGIONS,
    min_interval=timedelta(minutes=5),
    backfill_days=1,
)
