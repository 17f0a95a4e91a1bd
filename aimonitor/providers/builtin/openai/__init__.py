"""OpenAI: costs, tokens, other usage and the spend limit of an organization."""

from aimonitor.providers.builtin.openai.manifest import MANIFEST
from aimonitor.providers.manifest import ProviderPlugin

PLUGIN = ProviderPlugin(manifest=MANIFEST, client="aimonitor.providers.builtin.openai.client:OpenAIClient")
