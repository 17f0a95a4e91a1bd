"""Carries alerts to the user by every channel that is on, and says what became of each."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from aimonitor import APP_NAME
from aimonitor.domain.alert import Alert, AlertRule, ChannelState, Delivery
from aimonitor.domain.notice import NoticeKind, Urgency
from aimonitor.errors import AppError, ConfigError
from aimonitor.monitor.channels import DESKTOP, WEBHOOK, Channel, DesktopChannel, WebhookChannel
from aimonitor.monitor.clock import Clock

_log = logging.getLogger(__name__)

LATER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
"""When a webhook that could not be reached is tried again: a lost network is often what there is to tell."""

TEST_KEY = "test"


class Postman:
    """Both channels. The desktop comes first; a webhook that cannot be reached is tried again later."""

    def __init__(self, desktop: DesktopChannel, webhook: WebhookChannel, clock: Clock) -> None:
        self.desktop = desktop
        self.webhook = webhook
        self.clock = clock

    async def states(self) -> tuple[ChannelState, ...]:
        """How each channel is set up."""
        return await self.desktop.state(), await self.webhook.state()

    async def deliver(self, alert: Alert) -> AsyncIterator[tuple[Delivery, ...]]:
        """Tell it by every channel that is on; what became of it so far, each time that more is known."""
        found: tuple[Delivery, ...] = ()
        if self.desktop.show is not None:
            found = (await _once(self.desktop, alert),)
            yield found
        if self.webhook.is_on:
            async for delivery in self._persist(alert):
                yield (*found, delivery)

    async def test(self, name: str, now: datetime) -> Delivery:
        """Send a sample once. Raises ConfigError when there is no such channel."""
        channels: dict[str, Channel] = {DESKTOP: self.desktop, WEBHOOK: self.webhook}
        if name not in channels:
            raise ConfigError(f"There is no channel of that name; choose {' or '.join(channels)}.")
        return await _once(channels[name], sample(now))

    async def _persist(self, alert: Alert) -> AsyncIterator[Delivery]:
        """Until it is taken, refused, or was tried often enough."""
        for wait in (*LATER, None):
            try:
                words = await self.webhook.tell(alert)
            except AppError as error:
                yield _failed(WEBHOOK, error)
                if wait is None or not error.retryable:
                    return
                await self.clock.wait(asyncio.Event(), wait.total_seconds())
            else:
                yield Delivery(channel=WEBHOOK, done=True, words=words)
                return


def sample(now: datetime) -> Alert:
    """What a test sends."""
    return Alert(
        key=TEST_KEY,
        rule=AlertRule.DIGEST,
        kind=NoticeKind.DIGEST,
        urgency=Urgency.NORMAL,
        raised_at=now,
        title=APP_NAME,
        body="This is a test. Notifications reach you.",
    )


async def _once(channel: Channel, alert: Alert) -> Delivery:
    try:
        return Delivery(channel=channel.name, done=True, words=await channel.tell(alert))
    except AppError as error:
        return _failed(channel.name, error)


def _failed(name: str, error: AppError) -> Delivery:
    _log.warning("the %s did not take an alert: %s", name, error.message)
    return Delivery(channel=name, done=False, words=error.message)
