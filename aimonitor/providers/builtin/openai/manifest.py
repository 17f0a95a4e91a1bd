"""What window and command line know about OpenAI."""

from __future__ import annotations

from datetime import timedelta

from aimonitor.domain.provider import Capability
from aimonitor.providers.manifest import KeyKind, ProviderManifest, ProviderOption

ADMIN, PROJECT, SERVICE, USER = "admin", "project", "service", "user"

_ALL = frozenset(
    {
        Capability.COST,
        Capability.TODAY_COST,
        Capability.TOKENS,
        Capability.REQUESTS,
        Capability.LIMITS,
        Capability.MODELS,
    }
)
_ALIVE = "it can only show that it is alive. Cost needs an admin key."

MANIFEST = ProviderManifest(
    type="openai",
    name="OpenAI",
    summary="Costs by model, tokens, other usage and the spend limit of an organization.",
    capabilities=_ALL,
    key_kinds=(
        KeyKind(id=ADMIN, name="Admin key", prefixes=("sk-admin-",), can=_ALL),
        KeyKind(
            id=PROJECT,
            name="Project key",
            prefixes=("sk-proj-",),
            can=frozenset(),
            advice=f"This is a project key: {_ALIVE}",
        ),
        KeyKind(
            id=SERVICE,
            name="Service-account key",
            prefixes=("sk-svcacct-",),
            can=frozenset(),
            advice=f"This is a service-account key: {_ALIVE}",
        ),
        KeyKind(
            id=USER,
            name="User key",
            prefixes=("sk-",),
            can=frozenset(),
            advice=f"This looks like a user key: {_ALIVE}",
        ),
    ),
    key_placeholder="sk-admin-…",
    key_help="https://platform.openai.com/settings/organization/admin-keys",
    dashboard="https://platform.openai.com/settings/organization/usage",
    hosts=("api.openai.com",),
    base_url="https://api.openai.com",
    base_url_env="AIMONITOR_OPENAI_BASE_URL",
    env_keys=("OPENAI_ADMIN_KEY", "OPENAI_API_KEY"),
    options=(
        ProviderOption(
            id="base_url",
            label="Base URL",
            help="Only for a gateway of your own. The key is sent to this address.",
            placeholder="https://api.openai.com",
        ),
    ),
    min_interval=timedelta(minutes=5),
    page_days=31,
    backfill_days=180,
)
