"""The demo asks nobody but its own servers, and starts and reads nothing of the user's."""

from __future__ import annotations

from pathlib import Path

import pytest

from aimonitor.demo import company
from aimonitor.demo.company import COMPANY
from aimonitor.domain.secret import Secret
from aimonitor.errors import ServiceError
from aimonitor.monitor.demo import running_demo, seed
from aimonitor.monitor.requests import AddProvider
from aimonitor.providers import bridges
from aimonitor.providers.manifest import ProviderManifest
from aimonitor.providers.registry import Registry
from tests.monitor.clock import FakeClock
from tests.monitor.house import places

PLAYED = {member.provider_type for member in COMPANY}
NOT_PLAYED = [manifest for manifest in Registry().manifests() if manifest.type not in PLAYED]
TOLD_BY_USERS_OWN = (
    '{"told_at": "2026-11-15T14:00:00+00:00", "rate_limits": '
    '{"five_hour": {"used_percentage": "99", "resets_at": 1794760000}}}'
)


@pytest.mark.parametrize("manifest", NOT_PLAYED, ids=lambda manifest: manifest.type)
async def test_who_has_no_place_is_asked_nowhere_else(tmp_path: Path, manifest: ProviderManifest) -> None:
    elsewhere = {manifest.base_url_env: "https://elsewhere.invalid"}
    async with running_demo(places(tmp_path), flags={}, environ=elsewhere, clock=FakeClock()) as (stack, _):
        await stack.monitor.open()
        added = await stack.monitor.add_provider(
            AddProvider(
                provider_type=manifest.type,
                name="Mine",
                api_key=Secret("sk-TEST-mine-0000"),
                options={option.id: "0123456789abcdef" for option in manifest.options if option.required},
            )
        )
        with pytest.raises(ServiceError) as caught:
            await stack.monitor.poll_provider(added.id)
    assert caught.value.status == 404
    assert "The demo does not play this service" in str(caught.value)


async def test_the_users_own_programs_are_neither_started_nor_read(tmp_path: Path) -> None:
    mine = places(tmp_path / "home")
    mine.ensure()
    bridges.keep(mine.data, company.CLAUDE_CODE.provider_type, TOLD_BY_USERS_OWN)
    started = tmp_path / "started"
    program = tmp_path / "codex"
    program.write_text(f"#!/bin/sh\ntouch '{started}'\n", "utf-8")
    program.chmod(0o700)
    environ = {"PATH": str(tmp_path), "CODEX_HOME": str(tmp_path)}
    async with running_demo(mine, flags={}, environ=environ, clock=FakeClock(), all_services=True) as (
        stack,
        servers,
    ):
        await stack.monitor.open()
        await seed(stack.monitor, stack.budgets, all_services=True)
        states = {state.provider.name: state for state in stack.monitor.states()}
        for member in (company.CODEX, company.CLAUDE_CODE):
            state = states[member.name]
            used = {window.id: window.used_fraction for window in state.windows}
            told = servers.expected(member.name).used
            assert told
            assert {name: used[name] for name in told} == told
    assert not started.exists()
    assert bridges.kept(mine.data, company.CLAUDE_CODE.provider_type) == TOLD_BY_USERS_OWN
