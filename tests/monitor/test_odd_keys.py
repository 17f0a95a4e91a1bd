"""Keys in odd places: in a test, in a variable, in a keychain that is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from aimonitor.domain.secret import Secret
from aimonitor.errors import AuthError, KeychainError, KeychainFault
from aimonitor.logs import Redactor
from aimonitor.monitor.requests import AddProvider
from aimonitor.providers.base import Call, UsagePart
from tests.monitor.odd import MINUTE, every_day, odd_house

KEY = Secret("TEST-a-word-like-any-other")


async def test_a_key_that_is_only_tried_is_kept_out_of_the_log_meanwhile(tmp_path: Path) -> None:
    redactor, logged = Redactor(), []

    async def listen(call: Call) -> UsagePart:
        logged.append(redactor.redact(f"a plugin says {KEY.reveal()}"))
        return await every_day(call)

    async with odd_house(tmp_path, redactor=redactor) as home:
        home.script.usage = listen
        await home.stack.monitor.test_key(AddProvider(provider_type="odd", name="Odd", api_key=KEY))
    assert len(logged) == 1
    assert KEY.reveal() not in logged[0]
    assert KEY.reveal() in redactor.redact(KEY.reveal())


async def test_a_variable_whose_key_was_refused_is_read_anew_at_the_next_start(tmp_path: Path) -> None:
    async def refuse(_call: Call) -> UsagePart:
        raise AuthError("The key was refused.")

    request = AddProvider(provider_type="odd", name="Odd", api_key=None, api_key_ref="env:ODD_KEY")
    async with odd_house(tmp_path, environ={"ODD_KEY": "TEST-old"}) as first:
        provider = await first.stack.monitor.add_provider(request)
        first.script.usage = refuse
        with pytest.raises(AuthError):
            await first.stack.monitor.poll_provider(provider.id)
        clock = first.clock
    await clock.advance(MINUTE)
    async with odd_house(tmp_path, environ={"ODD_KEY": "TEST-new"}, clock=clock) as second:
        await second.stack.monitor.start_polling()
        await clock.advance(MINUTE)
        await second.called()
        await second.idle()
        assert second.state.problem is None


async def test_a_keychain_that_became_unsafe_holds_no_provider_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unsafe(_provider_id: str) -> None:
        raise KeychainError("Not safe.", fault=KeychainFault.UNSAFE)

    async with odd_house(tmp_path) as home:
        provider = await home.add()
        monkeypatch.setattr(home.keychain, "delete_api_key", unsafe)
        await home.stack.monitor.remove_provider(provider.id)
        assert home.stack.monitor.states() == []
