"""A new key and a new address take effect together, also while old days are being read."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from aimonitor.domain.provider import Provider
from aimonitor.domain.secret import Secret
from aimonitor.monitor.requests import AddProvider, EditProvider
from aimonitor.providers.base import Call, UsagePart
from tests.monitor.odd import KEY, every_day, odd_house

OLD, NEW = "http://127.0.0.1:9/old", "http://127.0.0.1:9/new"
NEW_KEY = Secret("sk-odd-TEST-NEW2")


async def test_no_page_of_old_days_takes_a_new_key_to_the_old_address(tmp_path: Path) -> None:
    async with odd_house(tmp_path) as home:
        monitor, sent = home.stack.monitor, list[tuple[str, str]]()
        real, save = home.stack.http.api, home.stack.database.save_provider
        waits, opened = asyncio.Event(), asyncio.Event()

        def api(**wanted: Any) -> Any:  # noqa: ANN401  as the real one
            sent.append((wanted["base_url"], wanted["headers"]["authorization"]))
            return real(**wanted)

        async def usage(call: Call) -> UsagePart:
            if call.until is not None and not opened.is_set():
                waits.set()
                await opened.wait()
            return await every_day(call)

        async def slowly(provider: Provider) -> None:
            before = len(sent)
            opened.set()
            for _ in range(1000):
                if poll.done() or len(sent) > before:
                    break
                await asyncio.sleep(0.01)
            await save(provider)

        home.stack.http.api = api  # type: ignore[method-assign]
        home.script.usage = usage
        provider = await monitor.add_provider(
            AddProvider(provider_type="paged", name="x", api_key=KEY, options={"base_url": OLD})
        )
        poll = asyncio.create_task(monitor.poll_provider(provider.id))
        await waits.wait()
        home.stack.database.save_provider = slowly  # type: ignore[method-assign]
        await monitor.edit_provider(
            EditProvider(provider_id=provider.id, api_key=NEW_KEY, options={"base_url": NEW})
        )
        await asyncio.gather(poll, return_exceptions=True)
        await monitor.poll_provider(provider.id)
        pairs = {(url, "NEW2" in header) for url, header in sent}
        assert pairs == {(OLD, False), (NEW, True)}
