from __future__ import annotations

from datetime import UTC, datetime

import pytest

from aimonitor.domain.provider import NO_KEY_REF, Provider
from aimonitor.domain.secret import Secret
from aimonitor.errors import ConfigError, KeychainError, KeychainFault
from aimonitor.keychain.memory import SessionKeys
from aimonitor.keychain.service import KeychainService
from aimonitor.keychain.source import KeySource
from aimonitor.logs import Redactor
from aimonitor.masking import HIDDEN
from tests.keychain.backends import GoodKeyring
from tests.keychain.contract import KEY, OTHER


def provider(api_key_ref: str = "keychain", provider_id: str = "p1") -> Provider:
    return Provider(
        id=provider_id,
        name="OpenAI, work",
        provider_type="openai",
        api_key_ref=api_key_ref,
        created_at=datetime(2026, 11, 1, tzinfo=UTC),
    )


class Bench:
    """A key source with its collaborators in sight."""

    def __init__(self, **environ: str) -> None:
        self.keyring = GoodKeyring()
        self.session = SessionKeys()
        self.redactor = Redactor()
        self.keys = KeySource(
            KeychainService(backend=lambda: self.keyring, timeout=60),
            self.session,
            environ,
            on_key=self.redactor.add,
            on_gone=self.redactor.remove,
        )

    def hides(self, key: Secret) -> bool:
        # A word that no pattern knows
        return self.redactor.redact(f"<{key.reveal()}>") == f"<{HIDDEN}>"


PLAIN = Secret("correct horse battery staple")


async def test_the_keychain_is_read_once() -> None:
    bench = Bench()
    bench.keyring.stored["AIMonitor", "p1"] = KEY.reveal()
    assert await bench.keys.resolve(provider()) == KEY
    assert await bench.keys.resolve(provider()) == KEY
    assert bench.keyring.calls == ["get"]


async def test_a_forgotten_key_is_read_anew() -> None:
    bench = Bench()
    bench.keyring.stored["AIMonitor", "p1"] = KEY.reveal()
    await bench.keys.resolve(provider())
    bench.keyring.stored["AIMonitor", "p1"] = OTHER.reveal()
    bench.keys.forget("p1")
    bench.keys.forget("p1")
    assert await bench.keys.resolve(provider()) == OTHER


async def test_a_stored_key_is_known_at_once() -> None:
    bench = Bench()
    await bench.keys.store("p1", "keychain", KEY)
    bench.keyring.calls.clear()
    assert await bench.keys.resolve(provider()) == KEY
    assert bench.keyring.calls == []


async def test_a_session_key_never_reaches_the_keychain() -> None:
    bench = Bench()
    await bench.keys.store("p1", "session", KEY)
    assert await bench.keys.resolve(provider("session")) == KEY
    assert bench.keyring.calls == []


async def test_a_session_that_is_over_says_so() -> None:
    with pytest.raises(KeychainError, match="session is over") as caught:
        await Bench().keys.resolve(provider("session"))
    assert caught.value.fault is KeychainFault.MISSING


async def test_a_key_from_the_environment_is_read_by_name() -> None:
    bench = Bench(WORK_KEY=f" {KEY.reveal()}\n")
    assert await bench.keys.resolve(provider("env:WORK_KEY")) == KEY
    assert bench.keyring.calls == []


async def test_a_variable_that_is_not_set_is_named() -> None:
    with pytest.raises(KeychainError, match="WORK_KEY") as caught:
        await Bench().keys.resolve(provider("env:WORK_KEY"))
    assert caught.value.fault is KeychainFault.MISSING


@pytest.mark.parametrize("ref", ["env:", "env:A B", "env:1A", "env:A=B", "elsewhere", ""])
async def test_a_reference_that_is_none_is_a_configuration_error(ref: str) -> None:
    with pytest.raises(ConfigError):
        await Bench(A="x").keys.resolve(provider(ref))


async def test_a_key_from_the_environment_is_never_stored() -> None:
    bench = Bench()
    with pytest.raises(ConfigError):
        await bench.keys.store("p1", "env:WORK_KEY", KEY)
    assert bench.keyring.stored == {}


async def test_an_empty_key_is_not_stored() -> None:
    with pytest.raises(ConfigError, match="Invalid API key format"):
        await Bench().keys.store("p1", "keychain", Secret("  "))


@pytest.mark.parametrize("ref", ["keychain", "session"])
async def test_a_deleted_key_is_gone_from_memory_too(ref: str) -> None:
    bench = Bench()
    await bench.keys.store("p1", ref, KEY)
    await bench.keys.delete(provider(ref))
    with pytest.raises(KeychainError):
        await bench.keys.resolve(provider(ref))
    assert bench.keyring.stored == {}


async def test_deleting_a_provider_leaves_the_environment_alone() -> None:
    bench = Bench(WORK_KEY=KEY.reveal())
    await bench.keys.delete(provider("env:WORK_KEY"))
    assert await bench.keys.resolve(provider("env:WORK_KEY")) == KEY
    assert bench.keyring.calls == []


async def test_a_failed_store_does_not_make_the_key_live() -> None:
    bench = Bench()
    with pytest.raises(ConfigError):
        await bench.keys.store("p1", "nowhere", PLAIN)
    assert not bench.hides(PLAIN)


async def test_logs_know_exactly_the_live_keys() -> None:
    bench = Bench(WORK_KEY=PLAIN.reveal())
    assert not bench.hides(PLAIN)
    await bench.keys.resolve(provider("env:WORK_KEY"))
    await bench.keys.resolve(provider("env:WORK_KEY"))
    await bench.keys.store("p2", "session", PLAIN)
    bench.keys.forget("p1")
    assert bench.hides(PLAIN)
    await bench.keys.store("p2", "session", OTHER)
    assert not bench.hides(PLAIN)


async def test_a_provider_without_a_key_touches_no_keychain_and_no_log() -> None:
    bench = Bench()
    one = provider(NO_KEY_REF)
    before = bench.redactor.redact("a text")
    assert not await bench.keys.resolve(one, ask=True)
    await bench.keys.delete(one)
    with pytest.raises(ConfigError, match="needs no key"):
        await bench.keys.store("p1", NO_KEY_REF, PLAIN)
    with bench.keys.held(Secret("")) as key:
        assert not key
        assert bench.redactor.redact("a text") == before
    assert bench.keyring.calls == []
    assert not bench.hides(PLAIN)
