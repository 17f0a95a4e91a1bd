"""What window and command line know about Codex."""

from __future__ import annotations

from datetime import timedelta

from aimonitor.domain.provider import Capability
from aimonitor.providers.manifest import KeyKind, ProviderManifest, ProviderOption

PROGRAM = "program"

_LIMITS = frozenset({Capability.LIMITS})

MANIFEST = ProviderManifest(
    type="codex",
    name="Codex",
    summary="How much of the plan's 5 hours and week is used, told by the Codex on this computer.",
    capabilities=_LIMITS,
    key_kinds=(KeyKind(id="local", name="The login of Codex itself", prefixes=(), can=_LIMITS),),
    key_placeholder="no key",
    key_help="https://developers.openai.com/codex/app-server",
    dashboard="https://chatgpt.com/codex/settings/usage",
    hosts=(),
    base_url="",
    base_url_env="",
    needs_key=False,
    consent="At each poll AIMonitor runs “codex app-server” for a moment and asks it for the limits. Codex "
    "uses its own login, which AIMonitor never sees; no turn is begun, and nothing of the plan is used.",
    options=(
        ProviderOption(
            id=PROGRAM,
            label="Program",
            help="The path of codex, where it is not found by its name.",
            placeholder="codex",
        ),
    ),
    min_interval=timedelta(minutes=5),
    backfill_days=1,
)
