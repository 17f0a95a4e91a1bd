"""What window and command line know about GitHub Copilot."""

from __future__ import annotations

from datetime import timedelta

from aimonitor.domain.provider import Capability
from aimonitor.providers.manifest import KeyKind, ProviderManifest, ProviderOption

ORGANISATION, ALLOTMENT, ASK = "organisation", "allotment", "ask"

_COSTS = frozenset({Capability.COST, Capability.TODAY_COST, Capability.MODELS, Capability.LIMITS})

MANIFEST = ProviderManifest(
    type="github_copilot",
    name="GitHub Copilot",
    summary="AI credits used and what is billed for them, by model and day.",
    capabilities=_COSTS,
    key_kinds=(
        KeyKind(
            id="fine_grained", name="Fine-grained token (Plan: read)", prefixes=("github_pat_",), can=_COSTS
        ),
        KeyKind(
            id="classic",
            name="Classic or OAuth token",
            prefixes=("ghp_", "gho_"),
            can=_COSTS,
            advice="Tokens of this kind can do much more. A fine-grained one with “Plan: read” is enough.",
        ),
    ),
    key_placeholder="github_pat_…",
    key_help="https://github.com/settings/personal-access-tokens",
    dashboard="https://github.com/settings/billing",
    hosts=("api.github.com",),
    base_url="https://api.github.com",
    base_url_env="AIMONITOR_GITHUB_COPILOT_BASE_URL",
    env_keys=("GITHUB_COPILOT_BILLING_TOKEN",),
    options=(
        ProviderOption(
            id=ORGANISATION,
            label="Organisation",
            help="Its name in addresses, to read what it pays for instead of your own plan. "
            "The token needs “Administration: read” there.",
            placeholder="my-company",
        ),
        ProviderOption(
            id=ALLOTMENT,
            label="Allotment",
            help="“ask” also asks the address that editors use for what the plan includes. GitHub does not "
            "document it, and it may refuse this token or change without notice.",
            choices=(ASK,),
        ),
        ProviderOption(
            id="base_url",
            label="Base URL",
            help="Only for GitHub Enterprise. The token is sent to this address.",
            placeholder="https://api.github.com",
        ),
    ),
    default_interval=timedelta(minutes=30),
    min_interval=timedelta(minutes=30),
    backfill_days=31,
)
