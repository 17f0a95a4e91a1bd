"""DeepSeek: what is left of the prepaid money, in each of its currencies."""

from aimonitor.providers.builtin.deepseek.manifest import MANIFEST
from aimonitor.providers.manifest import ProviderPlugin

PLUGIN = ProviderPlugin(
    manifest=MANIFEST, client="aimonitor.providers.builtin.deepseek.client:DeepSeekClient"
)
