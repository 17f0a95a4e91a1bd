"""SiliconFlow: what is left of the prepaid money."""

from aimonitor.providers.builtin.siliconflow.manifest import MANIFEST
from aimonitor.providers.manifest import ProviderPlugin

PLUGIN = ProviderPlugin(
    manifest=MANIFEST, client="aimonitor.providers.builtin.siliconflow.client:SiliconFlowClient"
)
