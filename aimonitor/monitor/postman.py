"""Carries alerts to the user by every channel that is on, and says what became of each."""

from __future__ import annotations

import asyncio
import logging
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
        self._clock = clock

    async def states(self) -> tuple[ChannelState, ...]:
        """How each channel is set up."""
        return await self.desktop.state(), await self.webhook.state()

    async def deliver(self, alert: Alert) -> tuple[Delivery, ...]:
        """Tell it by every channel that is on."""
        found = []
        if self.desktop.show is not None:
            found.append(await _once(self.desktop, alert))
        if self.webhook.is_on:
            found.append(await self._persist(alert))
        return tuple(found)

    async def test(self, name: str, now: datetime) -> Delivery:
        """Send a sample once. Raises ConfigError when there is no such channel."""
        channels: dict[str, Channel] = {DESKTOP: self.desktop, WEBHOOK: self.webhook}
        if name not in channels:
            raise ConfigError(f"There is no channel of that name; choose {' or '.join(channels)}.")
        return await _once(channels[name], sample(now))

    async def _persist(self, alert: Alert) -> Delivery:
        for wait in LATER:
            try:
                return Delivery(channel=WEBHOOK, done=True, words=await self.webhook.tell(alert))
            except AppError as error:
                if not error.retryable:
                    return _failed(WEBHOOK, error)
            await self._clock.wait(asyncio.Event(), wait.total_seconds())
        return await _once(self.webhook, alert)


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
