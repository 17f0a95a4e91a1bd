"""Anthropic: costs, tokens and rate limits of an organization."""

from aimonitor.providers.builtin.anthropic.manifest import MANIFEST
from aimonitor.providers.manifest import ProviderPlugin

PLUGIN = ProviderPlugin(
    manifest=MANIFEST, client="aimonitor.providers.builtin.anthropic.client:AnthropicClient"
)
