"""What window and command line know about New API and One API."""

from __future__ import annotations

from datetime import timedelta

from aimonitor.domain.provider import Capability
from aimonitor.providers.manifest import KeyKind, ProviderManifest, ProviderOption

_KEY = frozenset({Capability.BALANCE, Capability.LIMITS})

MANIFEST = ProviderManifest(
    type="newapi",
    name="New API",
    summary="New API, One API and their relatives: quota, use and rest of a key.",
    capabilities=_KEY,
    key_kinds=(KeyKind(id="relay", name="Relay key", prefixes=("sk-",), can=_KEY),),
    key_placeholder="sk-…",
    key_help="https://docs.newapi.pro/",
    dashboard="https://docs.newapi.pro/",
    hosts=(),
    base_url="",
    base_url_env="AIMONITOR_NEWAPI_BASE_URL",
    base_url_endings=("/v1",),
    options=(
        ProviderOption(
            id="base_url",
            label="Base URL",
            help="The address of the gateway. The key is sent to it and nowhere else.",
            placeholder="https://gateway.example.com",
            required=True,
        ),
    ),
    default_interval=timedelta(minutes=10),
    min_interval=timedelta(minutes=10),
    host_gap=timedelta(milliseconds=1500),
    backfill_days=1,
)
