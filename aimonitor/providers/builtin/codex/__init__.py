"""Codex: how much of a ChatGPT plan is used, as the Codex on this computer tells it."""

from aimonitor.providers.builtin.codex.manifest import MANIFEST
from aimonitor.providers.manifest import ProviderPlugin

PLUGIN = ProviderPlugin(manifest=MANIFEST, client="aimonitor.providers.builtin.codex.client:CodexClient")
