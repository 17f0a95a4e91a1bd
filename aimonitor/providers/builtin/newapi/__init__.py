"""New API, One API and their relatives: what is left of a key's quota on somebody's own gateway."""

from aimonitor.providers.builtin.newapi.manifest import MANIFEST
from aimonitor.providers.manifest import ProviderPlugin

PLUGIN = ProviderPlugin(manifest=MANIFEST, client="aimonitor.providers.builtin.newapi.client:NewApiClient")
