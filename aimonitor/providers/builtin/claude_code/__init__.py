"""Claude Code: how much of a Claude plan is used, as its status line is told."""

from aimonitor.providers.builtin.claude_code.manifest import MANIFEST
from aimonitor.providers.manifest import ProviderPlugin

PLUGIN = ProviderPlugin(
    manifest=MANIFEST,
    client="aimonitor.providers.builtin.claude_code.client:ClaudeCodeClient",
    bridges={"statusline": "aimonitor.providers.builtin.claude_code.statusline:statusline"},
)
