"""xAI's developer platform: the prepaid balance and the spend of each day by model."""

from aimonitor.providers.builtin.xai.manifest import MANIFEST
from aimonitor.providers.manifest import ProviderPlugin

PLUGIN = ProviderPlugin(manifest=MANIFEST, client="aimonitor.providers.builtin.xai.client:XaiClient")
