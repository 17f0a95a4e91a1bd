from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from aimonitor.app.alerting import Alerting
from aimonitor.demo import cast
from aimonitor.domain.alert import AlertRule, Snoozing
from aimonitor.domain.notice import Notice, Urgency
from aimonitor.monitor.tasks import Tasks
from aimonitor.ui.notifier import SNOOZE, Notifier
from tests.monitor.house import house

pytestmark = pytest.mark.usefixtures("qapp")


class NoTray:
    takes_messages = False

    def show_message(self, title: str, body: str, urgency: Urgency) -> bool:
        del title, body, urgency
        return False


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
