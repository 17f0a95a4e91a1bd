"""Z.ai: how much of a GLM Coding plan is used, and the tokens by model."""

from aimonitor.providers.builtin.zai.manifest import MANIFEST
from aimonitor.providers.manifest import ProviderPlugin

PLUGIN = ProviderPlugin(manifest=MANIFEST, client="aimonitor.providers.builtin.zai.client:ZaiClient")
