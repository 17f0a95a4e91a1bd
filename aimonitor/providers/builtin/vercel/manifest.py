"""What window and command line know about Vercel AI Gateway."""

from __future__ import annotations

from datetime import timedelta

from aimonitor.domain.provider import Capability
from aimonitor.providers.manifest import KeyKind, ProviderManifest, ProviderOption

_BALANCE = frozenset({Capability.BALANCE})

MANIFEST = ProviderManifest(
    type="vercel",
    name="Vercel AI Gateway",
    summary="The team's credits.",
    capabilities=_BALANCE,
    key_kinds=(KeyKind(id="gateway", name="AI Gateway key", prefixes=("vck_",), can=_BALANCE),),
    key_placeholder="vck_…",
    key_help="https://vercel.com/docs/ai-gateway/authentication",
    dashboard="https://vercel.com/dashboard/ai-gateway",
    hosts=("ai-gateway.vercel.sh",),
    base_url="https://ai-gateway.vercel.sh",
    base_url_env="AIMONITOR_VERCEL_BASE_URL",
    env_keys=("AI_GATEWAY_API_KEY",),
    options=(
        ProviderOption(
            id="base_url",
            label="Base URL",
            help="Only for a gateway of your own. The key is sent to this address.",
            placeholder="https://ai-gateway.vercel.sh",
        ),
    ),
    default_interval=timedelta(minutes=10),
    min_interval=timedelta(minutes=10),
    backfill_days=1,
)
