"""What window and command line know about the LiteLLM proxy."""

from __future__ import annotations

from aimonitor.domain.provider import Capability
from aimonitor.providers.manifest import KeyKind, ProviderManifest, ProviderOption

ACTIVITY, BUDGET = "activity", "budget"

_BUDGETS = frozenset({Capability.LIMITS})
_ALL = _BUDGETS | {
    Capability.COST,
    Capability.TODAY_COST,
    Capability.TOKENS,
    Capability.REQUESTS,
    Capability.MODELS,
}

BUDGETS_ONLY = (
    "This key may not read its daily activity, so only budgets are shown. "
    "The proxy's admin can allow it the route /user/daily/activity."
)
USERS_FIGURES = "Costs and tokens are those of the key's user, over all keys of that user."

MANIFEST = ProviderManifest(
    type="litellm",
    name="LiteLLM",
    summary="A proxy of your own: budgets of key, user and team; costs and tokens by model.",
    capabilities=_ALL,
    key_kinds=(
        KeyKind(id=ACTIVITY, name="Virtual key", prefixes=("sk-",), can=_ALL),
        KeyKind(
            id=BUDGET, name="Virtual key without activity", prefixes=(), can=_BUDGETS, advice=BUDGETS_ONLY
        ),
    ),
    key_placeholder="sk-…",
    key_help="https://docs.litellm.ai/docs/proxy/virtual_keys",
    dashboard="https://docs.litellm.ai/docs/proxy/ui",
    hosts=(),
    base_url="",
    base_url_env="AIMONITOR_LITELLM_BASE_URL",
    base_url_endings=("/v1",),
    env_keys=("LITELLM_API_KEY", "LITELLM_PROXY_API_KEY"),
    options=(
        ProviderOption(
            id="base_url",
            label="Base URL",
            help="The address of the proxy. The key is sent to it and nowhere else.",
            placeholder="https://litellm.example.com",
            required=True,
        ),
    ),
    backfill_days=90,
)
