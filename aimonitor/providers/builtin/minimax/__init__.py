"""MiniMax: how much of a coding plan is used."""

from aimonitor.providers.builtin.minimax.manifest import MANIFEST
from aimonitor.providers.manifest import ProviderPlugin

PLUGIN = ProviderPlugin(manifest=MANIFEST, client="aimonitor.providers.builtin.minimax.client:MinimaxClient")
