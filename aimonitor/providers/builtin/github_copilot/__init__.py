"""GitHub Copilot: AI credits, what is billed for them, by model and by day."""

from aimonitor.providers.builtin.github_copilot.manifest import MANIFEST
from aimonitor.providers.manifest import ProviderPlugin

PLUGIN = ProviderPlugin(
    manifest=MANIFEST, client="aimonitor.providers.builtin.github_copilot.client:CopilotClient"
)
