from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from aimonitor.demo import cast
from aimonitor.errors import ConfigError
from aimonitor.keychain.memory import SessionKeys
from aimonitor.settings.settings import OriginKind, Theme
from tests.monitor.house import House, house


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path / "house") as made:
        yield made


async def test_a_changed_setting_is_in_force_at_once_and_after_a_restart(tmp_path: Path) -> None:
    keys = SessionKeys()
    async with house(tmp_path, keychain=keys) as first:
        resolved = await first.stack.desk.save_settings(
            {"theme": Theme.DARK, "interval": timedelta(minutes=20), "total_timeout": 7}
        )
        assert resolved.settings.theme is Theme.DARK
        assert resolved.sources["theme"].kind is OriginKind.DATABASE
        assert first.stack.preferences.settings.interval == timedelta(minutes=20)
    async with house(tmp_path, keychain=keys) as second:
        assert second.stack.preferences.settings.theme is Theme.DARK


async def test_a_shorter_interval_brings_the_next_poll_forward(home: House) -> None:
    await home.stack.desk.save_settings({"interval": timedelta(hours=6)})
    provider = await home.add(cast.RESEARCH)
    await home.monitor.poll_provider(provider.id)
    late = home.state(cast.RESEARCH.name).next_poll_at
    await home.stack.desk.save_settings({"interval": timedelta(minutes=10)})
    soon = home.state(cast.RESEARCH.name).next_poll_at
    assert late is not None
    assert soon is not None
    assert soon == home.clock.now() + timedelta(minutes=10) < late


async def test_a_setting_that_cannot_be_used_changes_nothing(home: House) -> None:
    with pytest.raises(ConfigError):
        await home.stack.desk.save_settings({"interval": timedelta(seconds=1)})
    assert home.stack.preferences.settings.interval == timedelta(minutes=5)
