"""What window and command line know about Claude Code."""

from __future__ import annotations

from aimonitor.domain.provider import Capability
from aimonitor.providers.manifest import KeyKind, ProviderManifest

_LIMITS = frozenset({Capability.LIMITS})

MANIFEST = ProviderManifest(
    type="claude_code",
    name="Claude Code",
    summary="How much of the plan's 5 hours and week is used, told by Claude Code's status line.",
    capabilities=_LIMITS,
    key_kinds=(KeyKind(id="local", name="Claude Code's status line", prefixes=(), can=_LIMITS),),
    key_placeholder="no key",
    key_help="https://code.claude.com/docs/en/statusline",
    dashboard="https://claude.ai/settings/usage",
    hosts=(),
    base_url="",
    base_url_env="",
    needs_key=False,
    consent="You put the command “aimonitor statusline” into Claude Code's settings. Claude Code then hands "
    "it what its status line shows; AIMonitor keeps the limits of it in a file of its own, and reads that. "
    "No file and no login of Claude Code is opened.",
    backfill_days=1,
)
