"""Each row of docs/reliability.md, through the real monitor, HTTP client and database; and the recovery."""

from __future__ import annotations

import logging

import pytest

from aimonitor.demo.expected import Expected
from aimonitor.domain.state import Health
from aimonitor.errors import RateLimitError
from tests.reliability.row import ON_TIME, Row, Values
from tests.reliability.scene import KEY, Scene, figures, is_no_more
from tests.reliability.table import ROWS
from tests.reliability.worlds import has_ipv6, only_ipv6

_JITTER, _OLD_DAYS = 1.1, 0.9


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.fault)
async def test_a_fault_is_told_and_gone_again(
    standing: Scene, row: Row, caplog: pytest.LogCaptureFixture
) -> None:
    if row.world is only_ipv6 and not has_ipv6():
        pytest.skip("this machine has no address of IPv6, not even its own")
    await standing.morning()
    resting, before = await standing.at_rest(), figures(standing.state)
    async with row.world(standing):
        await standing.poll_when_due()
        check_told(standing, row)
        await check_by_hand(standing, row)
        check_figures(standing, row.values, before)
    await standing.poll_again()
    assert (standing.state.health, standing.words) == (Health.OK, "")
    assert figures(standing.state) == standing.expected
    after = await standing.at_rest(like=resting)
    assert is_no_more(after, resting), "tasks or descriptors were left behind"
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
    assert KEY not in caplog.text


def check_told(scene: Scene, row: Row) -> None:
    """State, words, and when it is tried again."""
    state = scene.state
    assert (state.health, scene.words) == (row.state, row.words)
    if row.again.wait is None:
        assert state.next_poll_at is None
        return
    assert state.next_poll_at is not None
    wait = state.next_poll_at - scene.clock.now()
    # Old days are read after the next poll is planned, and that may take some seconds
    least = row.again.wait * (_OLD_DAYS if row.again is ON_TIME else 1)
    assert least <= wait <= row.again.wait * _JITTER


async def check_by_hand(scene: Scene, row: Row) -> None:
    """A pause that the service asked for holds for the user as well."""
    if row.again.held:
        with pytest.raises(RateLimitError, match="asked us to wait"):
            await scene.stack.monitor.refresh(scene.state.provider.id)


def check_figures(scene: Scene, values: Values, before: Expected) -> None:
    """No figure is made up: each is the one of before, or the service's own."""
    shown, told = figures(scene.state), scene.expected
    if values is Values.PARTLY:
        assert (shown.today, shown.month) == (before.today, before.month)
        assert (shown.tokens_today, shown.tokens_month) == (told.tokens_today, told.tokens_month)
    else:
        assert shown == (before if values is Values.KEPT else told)


def test_each_row_is_told_apart() -> None:
    faults = [row.fault for row in ROWS]
    assert len(set(faults)) == len(faults)
    for row in ROWS:
        assert row.words.endswith((".", "?", "3128.")) or row.state is Health.OK
