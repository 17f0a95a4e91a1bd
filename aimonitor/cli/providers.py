"""`aimonitor providers`: list, add and change providers."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace

from aimonitor.cli.arguments import Options
from aimonitor.cli.exits import Exit
from aimonitor.cli.house import with_stack
from aimonitor.cli.text import figure, plain, table
from aimonitor.domain.provider import ENV_PREFIX, KEYCHAIN_REF
from aimonitor.domain.secret import Secret
from aimonitor.errors import ConfigError
from aimonitor.monitor.requests import AddProvider, EditProvider
from aimonitor.monitor.stack import Stack
from aimonitor.providers.registry import Registry


def run(options: Options) -> Exit:
    """Carry out the action."""
    return _ACTIONS[options.action or "list"](options)


def _types(options: Options) -> Exit:
    registry = Registry()
    registry.load_plugins()
    manifests = registry.manifests()
    if options.json:
        print(
            json.dumps([{"type": m.type, "name": m.name, "summary": m.summary} for m in manifests], indent=1)
        )
    else:
        print(
            table([("Type", "Service", "What it shows"), *((m.type, m.name, m.summary) for m in manifests)])
        )
    for problem in registry.problems:
        print(plain(problem.message), file=sys.stderr)
    return Exit.OK


def _list(options: Options) -> Exit:
    async def read(stack: Stack) -> list[tuple[str, ...]]:
        return [
            (
                state.provider.id,
                state.provider.name,
                state.provider.provider_type,
                state.provider.api_key_ref,
                "enabled" if state.provider.enabled else "paused",
                state.health.value,
            )
            for state in stack.monitor.states()
        ]

    head = ("Id", "Name", "Type", "Key", "Polling", "State")
    rows = with_stack(options, read)
    if options.json:
        names = [name.lower() for name in head]
        print(json.dumps([dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False, indent=1))
    elif rows:
        print(table([head, *(tuple(map(plain, row)) for row in rows)]))
    else:
        print("No provider yet.")
    return Exit.OK


def _add(options: Options) -> Exit:
    request = AddProvider(
        provider_type=options.provider_type,
        name=options.name,
        api_key=_key_from_stdin() if options.key_stdin else None,
        api_key_ref=f"{ENV_PREFIX}{options.key_env}" if options.key_env else KEYCHAIN_REF,
        options={"base_url": options.base_url} if options.base_url else {},
    )

    async def add(stack: Stack) -> None:
        wanted = request
        _advise(stack, request)
        if not options.no_test:
            test = await stack.monitor.test_key(request)
            wanted = replace(request, key_kind=test.report.kind)
            month, balance = figure(test.state.month), figure(test.state.balance)
            print(f"The key works. This month: {month}, balance: {balance}")
            if test.report.advice:
                print(plain(test.report.advice))
        provider = await stack.monitor.add_provider(wanted)
        print(f"Added {plain(provider.name)} as {provider.id}.")

    with_stack(options, add)
    return Exit.OK


def _advise(stack: Stack, request: AddProvider) -> None:
    """Say at once what kind of key it seems to be, where that matters."""
    if request.api_key is None:
        return
    guess = stack.registry.recognise(request.api_key.reveal())
    if guess is None:
        return
    if guess.manifest.type != request.provider_type:
        print(f"This looks like a key for {guess.manifest.name}.", file=sys.stderr)
    elif guess.kind.advice:
        print(guess.kind.advice, file=sys.stderr)


def _key_from_stdin() -> Secret:
    if sys.stdin.isatty():
        import getpass  # noqa: PLC0415  only for people at a terminal

        return Secret(getpass.getpass("API key (not shown): "))
    key = Secret(sys.stdin.readline())
    if not key:
        msg = "Invalid API key format: standard input was empty."
        raise ConfigError(msg)
    return key


def _remove(options: Options) -> Exit:
    wanted = options.provider or ""
    question = f"Remove {plain(wanted)} with its history and its key? [y/N] "
    if not options.yes and input(question).strip().lower() not in {"y", "yes"}:
        return Exit.ATTENTION

    async def remove(stack: Stack) -> None:
        provider = stack.monitor.find(wanted)
        await stack.monitor.remove_provider(provider.id)
        print(f"Removed {plain(provider.name)}, its history and its key.")

    with_stack(options, remove)
    return Exit.OK


def _toggle(options: Options) -> Exit:
    async def toggle(stack: Stack) -> None:
        provider = stack.monitor.find(options.provider or "")
        enabled = options.action == "enable"
        await stack.monitor.toggle_provider(provider.id, enabled)
        print(f"{plain(provider.name)} is {'polled again' if enabled else 'paused'}.")

    with_stack(options, toggle)
    return Exit.OK


def _rename(options: Options) -> Exit:
    async def rename(stack: Stack) -> None:
        provider = stack.monitor.find(options.provider or "")
        renamed = await stack.monitor.edit_provider(EditProvider(provider_id=provider.id, name=options.name))
        print(f"{plain(provider.name)} is now called {plain(renamed.name)}.")

    with_stack(options, rename)
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
