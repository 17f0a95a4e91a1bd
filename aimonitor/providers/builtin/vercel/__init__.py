"""Vercel AI Gateway: credits left, and what was ever used."""

from aimonitor.providers.builtin.vercel.manifest import MANIFEST
from aimonitor.providers.manifest import ProviderPlugin

PLUGIN = ProviderPlugin(manifest=MANIFEST, client="aimonitor.providers.builtin.vercel.client:VercelClient")
