"""`aimonitor providers`: list and change providers."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from aimonitor.cli.exits import Exit
from aimonitor.cli.house import known, whole_registry, with_stack
from aimonitor.cli.options import Options
from aimonitor.cli.output import print_json, say
from aimonitor.cli.text import plain, table
from aimonitor.domain.provider import ENV_PREFIX, NO_KEY_REF, Provider
from aimonitor.domain.state import ProviderState
from aimonitor.monitor.requests import EditProvider
from aimonitor.providers.manifest import ProviderManifest

if TYPE_CHECKING:
    from aimonitor.monitor.stack import Stack

SCHEMA = 1


def run(options: Options) -> Exit:
    """Carry out the action."""
    return _ACTIONS[options.action or "list"](options)


def _types(options: Options) -> Exit:
    registry = whole_registry(options)
    manifests = registry.manifests()
    if options.json:
        print_json({"schema": SCHEMA, "types": [_type_document(manifest) for manifest in manifests]})
    else:
        rows = [(plain(m.type), plain(m.name), plain(m.key_placeholder), plain(m.summary)) for m in manifests]
        print(table([("Type", "Service", "Best key", "What it shows"), *rows]))
    for problem in registry.problems:
        say(options, problem.message)
    return Exit.ATTENTION if registry.problems else Exit.OK


def _type_document(manifest: ProviderManifest) -> dict[str, object]:
    return {
        "type": manifest.type,
        "name": manifest.name,
        "summary": manifest.summary,
        "hosts": list(manifest.hosts),
        "needs_key": manifest.needs_key,
        "consent": manifest.consent,
        "key_help": manifest.key_help,
        "key_kinds": [
            {
                "id": kind.id,
                "name": kind.name,
                "prefixes": list(kind.prefixes),
                "can": sorted(kind.can),
                "advice": kind.advice,
            }
            for kind in manifest.key_kinds
        ],
        "options": [
            {
                "id": option.id,
                "choices": list(option.choices),
                "default": option.default or None,
                "required": option.required,
            }
            for option in manifest.options
        ],
    }


def _list(options: Options) -> Exit:
    states = known(options).states
    if options.json:
        print_json({"schema": SCHEMA, "providers": [_provider_document(state) for state in states]})
    elif states:
        print(table([("Id", "Name", "Type", "Key", "Polling", "State"), *map(_row, states)]))
    else:
        print("No provider yet.")
    return Exit.OK


def _provider_document(state: ProviderState) -> dict[str, object]:
    return {
        "id": state.provider.id,
        "name": state.provider.name,
        "provider_type": state.provider.provider_type,
        "api_key_ref": state.provider.api_key_ref,
        "enabled": state.provider.enabled,
        "state": state.health.value,
    }


def _row(state: ProviderState) -> tuple[str, ...]:
    return (
        state.provider.id,
        plain(state.provider.name),
        plain(state.provider.provider_type),
        plain(state.provider.api_key_ref),
        "enabled" if state.provider.enabled else "paused",
        state.health.value.replace("_", " "),
    )


def _add(options: Options) -> Exit:
    from aimonitor.cli import add  # noqa: PLC0415  the others need neither keys nor servers

    return add.run(options)


def _remove(options: Options) -> Exit:
    provider = with_stack(options, lambda stack: _find(stack, options.provider))
    if not options.yes and not _agrees(provider):
        say(options, "Nothing was removed.")
        return Exit.ATTENTION
    with_stack(options, lambda stack: stack.monitor.remove_provider(provider.id))
    print(f"Removed {plain(provider.name)} {_what_goes(provider)}.")
    return Exit.OK


async def _find(stack: Stack, id_or_name: str) -> Provider:
    return stack.monitor.find(id_or_name)


def _what_goes(provider: Provider) -> str:
    outside = provider.api_key_ref.startswith((ENV_PREFIX, NO_KEY_REF))
    return "with its history" if outside else "with its history and its key"


def _agrees(provider: Provider) -> bool:
    """Asked outside the loop, where Ctrl+C still ends the command."""
    question = f"Remove {plain(provider.name)} {_what_goes(provider)}? [y/N]"
    print(question, end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _toggle(options: Options) -> Exit:
    enabled = options.action == "enable"

    async def toggle(stack: Stack) -> Provider:
        provider = stack.monitor.find(options.provider)
        return await stack.monitor.toggle_provider(provider.id, enabled)

    provider = with_stack(options, toggle)
    print(f"{plain(provider.name)} is {'polled again' if enabled else 'paused'}.")
    return Exit.OK


def _rename(options: Options) -> Exit:
    async def rename(stack: Stack) -> tuple[Provider, Provider]:
        before = stack.monitor.find(options.provider)
        return before, await stack.monitor.edit_provider(
            EditProvider(provider_id=before.id, name=options.name)
        )

    before, after = with_stack(options, rename)
    print(f"{plain(before.name)} is now called {plain(after.name)}.")
    return Exit.OK


_ACTIONS: dict[str, Callable[[Options], Exit]] = {
    "types": _types,
    "list": _list,
    "add": _add,
    "remove": _remove,
    "enable": _toggle,
    "disable": _toggle,
    "rename": _rename,
}
