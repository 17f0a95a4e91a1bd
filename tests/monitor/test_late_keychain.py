"""A keychain that starts, opens or answers after the app: nobody has to say so, and nobody is asked."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from aimonitor.demo import cast
from aimonitor.domain.secret import Secret
from aimonitor.domain.state import Health
from aimonitor.errors import KeychainFault, ProblemKind
from aimonitor.keychain.faults import fault_error
from aimonitor.keychain.memory import SessionKeys
from tests.e2e.running import until
from tests.monitor.house import house

LATE = (KeychainFault.ABSENT, KeychainFault.LOCKED, KeychainFault.SILENT, KeychainFault.FAILED)


class Late(SessionKeys):
    """Fails in that way until `is_ready`; keeps note of who might have been asked."""

    def __init__(self, fault: KeychainFault) -> None:
        super().__init__()
        self.fault, self.is_ready = fault, False
        self.asked: list[bool] = []

    async def get_api_key(self, provider_id: str, *, ask: bool = True) -> Secret:
        self.asked.append(ask)
        if not self.is_ready:
            raise fault_error(self.fault)
        return await super().get_api_key(provider_id, ask=ask)


@pytest.mark.parametrize("fault", KeychainFault)
async def test_a_provider_goes_on_once_its_keychain_is_ready(tmp_path: Path, fault: KeychainFault) -> None:
    keychain = Late(fault)
    async with house(tmp_path, keychain=keychain) as home:
        provider = await home.add(cast.PRODUCTION)
        home.stack.keys.forget(provider.id)
        await home.monitor.start_polling()
        await until(lambda: home.state(provider.name).problem is not None, "the first poll")
        state = home.state(provider.name)
        assert state.problem is not None
        assert (state.problem.kind, state.health) == (ProblemKind.KEYCHAIN, Health.NEEDS_YOU)
        assert (state.next_poll_at is not None) is (fault in LATE)

        keychain.is_ready = True
        for _ in range(24):  # of ten seconds: between its requests the poll waits for the clock too
            await home.clock.advance(timedelta(seconds=10))
            await asyncio.sleep(0.02)
        if fault in LATE:
            await until(lambda: home.state(provider.name).problem is None, "the next poll")
            assert home.state(provider.name).month.totals
        else:
            assert home.state(provider.name).problem == state.problem
        assert set(keychain.asked) == {False}, "nothing comes out of the blue"
