"""LiteLLM proxy: budgets of a key, its user and its team, and what its user spent by day and model."""

from aimonitor.providers.builtin.litellm.manifest import MANIFEST
from aimonitor.providers.manifest import ProviderPlugin

PLUGIN = ProviderPlugin(manifest=MANIFEST, client="aimonitor.providers.builtin.litellm.client:LiteLLMClient")
