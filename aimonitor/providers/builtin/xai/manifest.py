"""What window and command line know about xAI."""

from __future__ import annotations

from datetime import timedelta

from aimonitor.domain.provider import Capability
from aimonitor.providers.manifest import KeyKind, ProviderManifest, ProviderOption

MANAGEMENT, INFERENCE = "management", "inference"
TEAM = "team"

_ALL = frozenset({Capability.COST, Capability.TODAY_COST, Capability.BALANCE, Capability.MODELS})

MANIFEST = ProviderManifest(
    type="xai",
    name="xAI",
    summary="The prepaid balance and costs by model of a team that uses Grok.",
    capabilities=_ALL,
    key_kinds=(
        KeyKind(id=MANAGEMENT, name="Management key", prefixes=("xai-token-",), can=_ALL),
        KeyKind(
            id=INFERENCE,
            name="API key",
            prefixes=("xai-",),
            can=frozenset(),
            advice="This looks like an API key, which is for models only. "
            "Balance and cost need a management key.",
        ),
    ),
    key_placeholder="a management key",
    key_help="https://console.x.ai/team/default/management-keys",
    dashboard="https://console.x.ai/team/default/billing",
    hosts=("management-api.x.ai",),
    base_url="https://management-api.x.ai",
    base_url_env="AIMONITOR_XAI_BASE_URL",
    env_keys=("XAI_MANAGEMENT_KEY", "XAI_MANAGEMENT_API_KEY"),
    options=(
        ProviderOption(
            id=TEAM,
            label="Team",
            help="Only for a key of a whole organization: the id of the team to show.",
            placeholder="the key's own team",
        ),
        ProviderOption(
            id="base_url",
            label="Base URL",
            help="Only for a gateway of your own. The key is sent to this address; "
            "a management key can create keys and buy credit, so be sure of it.",
            placeholder="https://management-api.x.ai",
        ),
    ),
    default_interval=timedelta(minutes=10),
    min_interval=timedelta(minutes=10),
    backfill_days=90,
)
