"""What window and command line know about OpenRouter."""

from __future__ import annotations

from aimonitor.domain.provider import Capability
from aimonitor.providers.manifest import KeyKind, ProviderManifest, ProviderOption

ORDINARY, MANAGEMENT = "ordinary", "management"

_OWN = frozenset({Capability.COST, Capability.TODAY_COST, Capability.LIMITS})
_ALL = _OWN | {Capability.BALANCE, Capability.TOKENS, Capability.REQUESTS, Capability.MODELS}
_PREFIX = "sk-or-v1-"

OWN_FIGURES = (
    "This is an ordinary key: it shows its own spend and cap. The whole account needs a management key."
)

MANIFEST = ProviderManifest(
    type="openrouter",
    name="OpenRouter",
    summary="Credits left, costs by model, tokens, key caps and budgets.",
    capabilities=_ALL,
    key_kinds=(
        KeyKind(
            id=ORDINARY,
            name="Ordinary key",
            prefixes=(_PREFIX,),
            can=_OWN,
            advice="Ordinary and management keys look alike; the test tells which one this is. "
            "The balance and the whole account need a management key.",
        ),
        KeyKind(id=MANAGEMENT, name="Management key", prefixes=(_PREFIX,), can=_ALL),
    ),
    key_placeholder="sk-or-v1-…",
    key_help="https://openrouter.ai/settings/management-keys",
    dashboard="https://openrouter.ai/activity",
    hosts=("openrouter.ai",),
    base_url="https://openrouter.ai",
    base_url_env="AIMONITOR_OPENROUTER_BASE_URL",
    env_keys=("OPENROUTER_MANAGEMENT_KEY", "OPENROUTER_MANAGEMENT_API_KEY", "OPENROUTER_API_KEY"),
    options=(
        ProviderOption(
            id="base_url",
            label="Base URL",
            help="Only for a gateway of your own. The key is sent to this address; "
            "a management key can create and delete keys, so be sure of it.",
            placeholder="https://openrouter.ai",
        ),
    ),
    backfill_days=90,
)
