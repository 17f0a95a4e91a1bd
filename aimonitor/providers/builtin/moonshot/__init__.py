"""Moonshot (Kimi Open Platform): what is left of the prepaid money."""

from aimonitor.providers.builtin.moonshot.manifest import MANIFEST
from aimonitor.providers.manifest import ProviderPlugin

PLUGIN = ProviderPlugin(
    manifest=MANIFEST, client="aimonitor.providers.builtin.moonshot.client:MoonshotClient"
)
