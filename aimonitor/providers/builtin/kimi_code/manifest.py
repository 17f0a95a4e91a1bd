"""What window and command line know about Kimi Code."""

from __future__ import annotations

from datetime import timedelta

from aimonitor.domain.provider import Capability
from aimonitor.providers.manifest import KeyKind, ProviderManifest, ProviderOption

_LIMITS = frozenset({Capability.LIMITS})

MANIFEST = ProviderManifest(
    type="kimi_code",
    name="Kimi Code",
    summary="Requests used of the subscription's week and 5 hours.",
    capabilities=_LIMITS,
    key_kinds=(KeyKind(id="plan", name="Kimi Code key", prefixes=("sk-kimi-",), can=_LIMITS),),
    key_placeholder="sk-kimi-…",
    key_help="https://www.kimi.com/code/console",
    dashboard="https://www.kimi.com/code/console",
    hosts=("api.kimi.com",),
    base_url="https://api.kimi.com/coding/v1",
    base_url_env="AIMONITOR_KIMI_CODE_BASE_URL",
    env_keys=("KIMI_API_KEY",),
    options=(
        ProviderOption(
            id="base_url",
            label="Base URL",
            help="Only for a gateway of your own. The key is sent to this address.",
            placeholder="https://api.kimi.com/coding/v1",
        ),
    ),
    min_interval=timedelta(minutes=5),
    backfill_days=1,
)
