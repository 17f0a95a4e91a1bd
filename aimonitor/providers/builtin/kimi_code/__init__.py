"""Kimi Code: how many requests of the subscription are used, in the week and in 5 hours."""

from aimonitor.providers.builtin.kimi_code.manifest import MANIFEST
from aimonitor.providers.manifest import ProviderPlugin

PLUGIN = ProviderPlugin(
    manifest=MANIFEST, client="aimonitor.providers.builtin.kimi_code.client:KimiCodeClient"
)
