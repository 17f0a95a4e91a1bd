"""OpenRouter: credits, costs by model, tokens, keys with their caps, and budgets."""

from aimonitor.providers.builtin.openrouter.manifest import MANIFEST
from aimonitor.providers.manifest import ProviderPlugin

PLUGIN = ProviderPlugin(
    manifest=MANIFEST, client="aimonitor.providers.builtin.openrouter.client:OpenRouterClient"
)
