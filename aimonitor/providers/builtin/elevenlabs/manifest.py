"""What window and command line know about ElevenLabs."""

from __future__ import annotations

from datetime import timedelta

from aimonitor.domain.provider import Capability
from aimonitor.providers.manifest import KeyKind, ProviderManifest, ProviderOption

_LIMITS = frozenset({Capability.LIMITS})

MANIFEST = ProviderManifest(
    type="elevenlabs",
    name="ElevenLabs",
    summary="Characters used of the billing period, and voices.",
    capabilities=_LIMITS,
    key_kinds=(KeyKind(id="api", name="API key", prefixes=("sk_",), can=_LIMITS),),
    key_placeholder="sk_…",
    key_help="https://elevenlabs.io/app/settings/api-keys",
    dashboard="https://elevenlabs.io/app/subscription",
    hosts=("api.elevenlabs.io",),
    base_url="https://api.elevenlabs.io",
    base_url_env="AIMONITOR_ELEVENLABS_BASE_URL",
    env_keys=("ELEVENLABS_API_KEY", "ELEVEN_API_KEY", "XI_API_KEY"),
    options=(
        ProviderOption(
            id="base_url",
            label="Base URL",
            help="For an account in another part of the world, or a gateway of your own. "
            "The key is sent to this address.",
            placeholder="https://api.elevenlabs.io",
        ),
    ),
    default_interval=timedelta(minutes=10),
    min_interval=timedelta(minutes=10),
    backfill_days=1,
)
