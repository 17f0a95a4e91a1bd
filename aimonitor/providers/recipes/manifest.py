"""A recipe as a manifest. Light: it reads the table as TOML gives it, and nothing is validated here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from aimonitor.domain.provider import DEFAULT_INTERVAL, MIN_INTERVAL, Capability
from aimonitor.net.origin import host_of
from aimonitor.providers.manifest import BASE_URL, KeyKind, ProviderManifest, ProviderOption

Table = Mapping[str, Any]

_OFFERS = {
    "balance": Capability.BALANCE,
    "left": Capability.LIMITS,
    "limit": Capability.LIMITS,
    "count": Capability.LIMITS,
}
_COSTS = {"today": Capability.TODAY_COST, "this_month": Capability.COST, "last_month": Capability.COST}


def manifest_of(
    recipe: Table, *, own_address: bool, consent: str = "", agreement: str = ""
) -> ProviderManifest:
    """What window and command line know of it.

    `own_address`: whether the user may send the key to another address, with the option or the variable
    that every built-in service has. `consent` and `agreement`: see `ProviderManifest`.
    """
    base_url = recipe["base_url"]
    interval = timedelta(minutes=recipe["every_minutes"]) if "every_minutes" in recipe else MIN_INTERVAL
    can = frozenset(_offers(recipe))
    auth = recipe.get("auth", {})
    return ProviderManifest(
        type=recipe["id"],
        name=recipe["name"],
        summary=recipe.get("summary", ""),
        capabilities=can,
        key_kinds=tuple(_kinds(recipe, can)),
        key_placeholder=auth.get("placeholder", ""),
        key_help=recipe.get("key_help", ""),
        dashboard=recipe.get("dashboard", ""),
        hosts=(host_of(base_url),),
        base_url=base_url,
        base_url_env=f"AIMONITOR_{recipe['id'].upper()}_BASE_URL" if own_address else "",
        env_keys=tuple(recipe.get("env_keys", ())),
        options=tuple(_options(recipe, own_address=own_address)),
        consent=consent,
        agreement=agreement,
        icon=recipe.get("icon", ""),
        currency=recipe.get("currency", "USD"),
        default_interval=max(DEFAULT_INTERVAL, interval),
        min_interval=interval,
        backfill_days=1,
    )


def _offers(recipe: Table) -> Iterator[Capability]:
    for figure in recipe["figures"]:
        told = _OFFERS.get(figure["role"]) or _COSTS.get(figure.get("period", ""))
        if told is not None:
            yield told


def _kinds(recipe: Table, can: frozenset[Capability]) -> Iterator[KeyKind]:
    for kind in recipe.get("keys") or ({"id": "api", "name": "API key"},):
        yield KeyKind(
            id=kind["id"],
            name=kind["name"],
            prefixes=tuple(kind.get("prefixes", ())),
            can=can if kind.get("reads", True) else frozenset(),
            advice=kind.get("advice", ""),
        )


def _options(recipe: Table, *, own_address: bool) -> Iterator[ProviderOption]:
    for option in recipe.get("options", ()):
        yield ProviderOption(
            id=option["id"],
            label=option["label"],
            help=option.get("help", ""),
            placeholder=option.get("placeholder", ""),
            default=option.get("default", ""),
            required=option.get("required", False),
        )
    if own_address:
        yield ProviderOption(
            id=BASE_URL,
            label="Base URL",
            help="Only for a gateway of your own. The key is sent to this address.",
            placeholder=recipe["base_url"],
        )
