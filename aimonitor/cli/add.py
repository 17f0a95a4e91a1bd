"""`aimonitor providers add`: the key is read, recognised, tried, and only then kept."""

from __future__ import annotations

import os
import sys

from msgspec.structs import replace

from aimonitor.cli.exits import Exit
from aimonitor.cli.house import with_stack
from aimonitor.cli.options import Options
from aimonitor.cli.output import say
from aimonitor.cli.text import figure, fullest, plain
from aimonitor.domain.provider import ENV_PREFIX, KEYCHAIN_REF, NO_KEY_REF, Provider
from aimonitor.domain.secret import Secret
from aimonitor.errors import ConfigError, KeychainError, KeychainFault
from aimonitor.monitor.requests import AddProvider
from aimonitor.monitor.roster import proper_name
from aimonitor.monitor.stack import Stack
from aimonitor.net.origin import check_base_url
from aimonitor.providers.manifest import BASE_URL, REGION, ProviderManifest

_BYTE_ORDER_MARK = "\ufeff"
_NO_KEY = "Invalid API key format: standard input held no key."


def run(options: Options) -> Exit:
    """Test the key, then add the provider. Where either raises, nothing is kept."""
    request = AddProvider(
        provider_type=options.provider_type,
        name=options.name,
        api_key=key_from_stdin() if options.key_stdin else None,
        api_key_ref=_key_ref(options),
        options=dict(options.settings) | ({BASE_URL: options.base_url} if options.base_url else {}),
    )
    provider = with_stack(options, lambda stack: _add(stack, options, request))
    print(f"Added {plain(provider.name)} as {provider.id}. `aimonitor poll {provider.id}` reads its history.")
    return Exit.OK


async def _add(stack: Stack, options: Options, request: AddProvider) -> Provider:
    manifest = stack.registry.manifest(request.provider_type)
    _refuse_unknown_options(request, manifest)
    _refuse_known_name(stack, proper_name(request.name))
    if not manifest.needs_key:
        _refuse_a_key(options, manifest)
        say(options, manifest.consent)
    elif manifest.consent:
        refuse_without_agreement(options, manifest.consent)
        request = replace(request, agreed=manifest.agreement)
    address = _address(options, manifest)
    _advise(stack, options, request, may_go_out=options.no_test or address is not None)
    if address is not None:
        say(options, f"Requests and the key go to {address}.")
    if not options.no_test:
        if request.api_key_ref == KEYCHAIN_REF:
            await _refuse_without_keychain(stack)
        request = await _tested(stack, options, request, manifest)
    return await stack.monitor.add_provider(request)


def _refuse_unknown_options(request: AddProvider, manifest: ProviderManifest) -> None:
    """Before they are stored and never looked at."""
    known = {option.id: option.choices for option in manifest.options}
    for name, value in request.options.items():
        if name not in known:
            msg = f"{manifest.name} has no option called {name}. It has: {', '.join(known) or 'none'}."
            raise ConfigError(msg)
        # a region is told apart by its manifest, in any case of letters
        if known[name] and value not in known[name] and name != REGION:
            raise ConfigError(f"{name} is one of: {', '.join(known[name])}.")


def _refuse_known_name(stack: Stack, name: str) -> None:
    """Before the test call, which would be for nothing."""
    if any(state.provider.name.casefold() == name.casefold() for state in stack.monitor.states()):
        msg = f"Provider already exists: {name!r}. Choose another name."
        raise ConfigError(msg)


async def _refuse_without_keychain(stack: Stack) -> None:
    """Before the test call: no key goes out that cannot be kept. One that is locked may open for the user."""
    status = await stack.keychain.status()
    if status.fault not in (None, KeychainFault.LOCKED):
        raise KeychainError(status.words, fault=status.fault)


def _key_ref(options: Options) -> str:
    if options.key_env is not None:
        return f"{ENV_PREFIX}{options.key_env}"
    return KEYCHAIN_REF if options.key_stdin else NO_KEY_REF


def _refuse_a_key(options: Options, manifest: ProviderManifest) -> None:
    if options.key_stdin or options.key_env is not None:
        raise ConfigError(f"{manifest.name} needs no key: leave out --key-stdin and --key-env.")


def refuse_without_agreement(options: Options, consent: str) -> None:
    """Say what is done with the key, and go on only where the user has agreed to it. Raises ConfigError."""
    if not options.agree:
        raise ConfigError(f"{consent} If you agree to that, say so with --agree.")
    say(options, consent)


def _advise(stack: Stack, options: Options, request: AddProvider, *, may_go_out: bool) -> None:
    """Say at once what kind of key it seems to be, where that matters.

    Raises ConfigError for one of another service, unless it `may_go_out`: that service would learn it.
    """
    key = request.api_key or Secret(os.environ.get(options.key_env or "", ""))
    guess = stack.registry.recognise(key.reveal(), request.provider_type)
    if guess is None:
        return
    if guess.manifest.type != request.provider_type:
        words = f"This looks like a key for {guess.manifest.name}."
        if not may_go_out:
            other = stack.registry.manifest(request.provider_type).name
            msg = f"{words} It was not sent to {other}. Add it as {guess.manifest.type}, or give --no-test."
            raise ConfigError(msg)
        say(options, words)
    elif guess.kind.advice:
        say(options, guess.kind.advice)


def _address(options: Options, manifest: ProviderManifest) -> str | None:
    """Where the key goes in place of its service, as the user wants it.

    Raises ConfigError for an address it must not go to, which is not repeated: it may hold a password.
    """
    address = dict(options.settings).get(BASE_URL) or options.base_url
    address = address or os.environ.get(manifest.base_url_env)
    return check_base_url(address) if address else None


async def _tested(
    stack: Stack, options: Options, request: AddProvider, manifest: ProviderManifest
) -> AddProvider:
    test = await stack.monitor.test_key(request)
    names = {kind.id: kind.name for kind in manifest.key_kinds}
    name = plain(names.get(test.report.kind, test.report.kind))
    month, balance = figure(test.state.month), figure(test.state.balance)
    what = f"The key works ({name})" if manifest.needs_key else "It works"
    told = [f"This month: {month}", f"balance: {balance}", f"limit: {fullest(test.state.main_window)}"]
    print(f"{what}. {', '.join(told)}.")
    if test.report.advice:
        say(options, test.report.advice)
    return replace(request, key_kind=test.report.kind)


def key_from_stdin() -> Secret:
    """The first line. Raises ConfigError when there is none."""
    if sys.stdin.isatty():
        import getpass  # noqa: PLC0415  only for people at a terminal

        try:
            return Secret(getpass.getpass("API key (not shown): "))
        except EOFError:
            raise ConfigError(_NO_KEY) from None
    try:
        key = Secret(sys.stdin.readline().removeprefix(_BYTE_ORDER_MARK))
    except UnicodeDecodeError:
        raise ConfigError(_NO_KEY) from None
    if not key:
        raise ConfigError(_NO_KEY)
    return key
