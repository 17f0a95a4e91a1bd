"""ElevenLabs: how many characters of the billing period are used."""

from aimonitor.providers.builtin.elevenlabs.manifest import MANIFEST
from aimonitor.providers.manifest import ProviderPlugin

PLUGIN = ProviderPlugin(
    manifest=MANIFEST, client="aimonitor.providers.builtin.elevenlabs.client:ElevenLabsClient"
)
