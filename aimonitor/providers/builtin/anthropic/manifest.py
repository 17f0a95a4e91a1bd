"""What window and command line know about Anthropic."""

from __future__ import annotations

from datetime import timedelta

from aimonitor.domain.provider import Capability
from aimonitor.providers.manifest import KeyKind, ProviderManifest, ProviderOption

ADMIN, API, WORKSPACE, OAUTH = "admin", "api", "workspace", "oauth"
OAUTH_PREFIX = "sk-ant-oat"

# no TODAY_COST: the running day usually is not in the cost report
_ALL = frozenset({Capability.COST, Capability.TOKENS, Capability.LIMITS, Capability.MODELS})
_NEEDED = "Cost needs an admin key, or a key that is not bound to a workspace."

MANIFEST = ProviderManifest(
    type="anthropic",
    name="Anthropic",
    summary="Costs and tokens by model, web searches and the rate limits of an organization.",
    capabilities=_ALL,
    key_kinds=(
        KeyKind(id=ADMIN, name="Admin key", prefixes=("sk-ant-admin01-", "sk-ant-admin"), can=_ALL),
        KeyKind(
            id=API,
            name="API key",
            prefixes=("sk-ant-api03-", "sk-ant-api", "sk-ant-"),
            can=_ALL,
            advice=f"If this key is bound to a workspace, it can only show that it is alive. {_NEEDED}",
        ),
        KeyKind(
            id=WORKSPACE,
            name="Workspace key",
            prefixes=(),
            can=frozenset(),
            advice=f"This is a workspace key: it can only show that it is alive. {_NEEDED}",
        ),
        KeyKind(
            id=OAUTH,
            name="OAuth token",
            prefixes=(OAUTH_PREFIX,),
            can=_ALL,
            advice="This token reads cost only if it has the scope org:admin, and it expires.",
        ),
    ),
    key_placeholder="sk-ant-admin01-…",
    key_help="https://platform.claude.com/settings/admin-keys",
    dashboard="https://platform.claude.com/usage",
    hosts=("api.anthropic.com",),
    base_url="https://api.anthropic.com",
    base_url_env="AIMONITOR_ANTHROPIC_BASE_URL",
    env_keys=("ANTHROPIC_ADMIN_KEY", "ANTHROPIC_ADMIN_API_KEY", "ANTHROPIC_API_KEY"),
    options=(
        ProviderOption(
            id="base_url",
            label="Base URL",
            help="Only for a gateway of your own. The key is sent to this address.",
            placeholder="https://api.anthropic.com",
        ),
    ),
    min_interval=timedelta(minutes=1),
    page_days=29,
    backfill_days=180,
)
