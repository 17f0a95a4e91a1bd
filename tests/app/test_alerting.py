from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from aimonitor.app.alerting import Alerting
from aimonitor.demo import cast
from aimonitor.domain.alert import AlertRule, Snoozing
from aimonitor.domain.notice import Notice, NoticeKind, Urgency
from aimonitor.monitor.tasks import Tasks
from aimonitor.ui.notifier import SNOOZE, Notifier
from tests.monitor.house import house

pytestmark = pytest.mark.usefixtures("qapp")


GONE = Notice(
    key="balance_low:p1:USD",
    kind=NoticeKind.BALANCE,
    title="Work",
    body="The balance is low.",
    urgency=Urgency.NORMAL,
    raised_at=datetime(2026, 11, 15, tzinfo=UTC),
)


class NoTray:
    takes_messages = False

    def show_message(self, title: str, body: str, urgency: Urgency) -> bool:
        del title, body, urgency
        return False


async def test_a_snooze_that_fails_is_told_in_the_place_of_its_notice_and_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with house(tmp_path) as home:
        notifier = Notifier(tray=NoTray())
        shown: list[Notice] = []
        notifier.use_desktop(shown.append)
        alerting, tasks = Alerting(notifier), Tasks()
        alerting.start(home.stack, tasks)
        notifier.notify(replace(GONE, provider_id="p1"))
        notifier.act(GONE.key, SNOOZE)
        while len(shown) == 1:  # noqa: ASYNC110  answered beside us
            await asyncio.sleep(0.01)
        told = shown[-1]
        assert (told.key, told.title, told.provider_id) == (GONE.key, "Not snoozed", "p1")
        assert told.body.startswith("There is nothing of that name to be snoozed.")
        assert "an alert could not be snoozed: There is nothing of that name" in caplog.text
        await tasks.aclose()
        alerting.deleteLater()
        notifier.deleteLater()


async def test_without_desktop_and_tray_the_window_tells_it(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        notifier = Notifier(tray=NoTray())
        banners: list[Notice] = []
        notifier.banner_wanted.connect(banners.append)
        alerting, tasks = Alerting(notifier), Tasks()
        alerting.start(home.stack, tasks)
        await home.stack.database.close()
        notifier.act(GONE.key, SNOOZE)
        while not banners:  # noqa: ASYNC110  as above
            await asyncio.sleep(0.01)
        assert banners[-1].title == "Not snoozed"
        assert banners[-1].body.startswith("The history is closed.")
        await tasks.aclose()
        alerting.deleteLater()
        notifier.deleteLater()


async def test_an_alert_reaches_the_notifier_and_its_button_the_alerts(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        notifier = Notifier(tray=NoTray())
        shown: list[Notice] = []
        notifier.use_desktop(shown.append)
        alerting, tasks = Alerting(notifier), Tasks()
        alerting.start(home.stack, tasks)
        provider = await home.add(cast.OLD_KEY)
        with pytest.raises(Exception, match="Invalid API key"):
            await home.monitor.poll_provider(provider.id)
        key = f"{AlertRule.NEEDS_YOU}:{provider.id}"
        while key not in (await home.stack.alerts.book()).standing:  # noqa: ASYNC110  judged beside us
            await asyncio.sleep(0.01)
        notifier.act(key, SNOOZE)
        while key not in (book := await home.stack.alerts.book()).snoozed:  # noqa: ASYNC110  as above
            await asyncio.sleep(0.01)
        assert book.snoozed[key].kind is Snoozing.HOUR
        await home.stack.alerts.test_channel("desktop")
        assert [notice.title for notice in shown] == ["AIMonitor"]
        await tasks.aclose()
        alerting.deleteLater()
        notifier.deleteLater()
