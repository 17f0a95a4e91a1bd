"""`aimonitor alerts`: list and snooze alerts, test how they reach the user."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from aimonitor.cli.document import Document, instant
from aimonitor.cli.exits import Exit
from aimonitor.cli.house import CLOCK, with_stack
from aimonitor.cli.options import Options
from aimonitor.cli.output import print_json
from aimonitor.cli.text import age, plain, table
from aimonitor.domain.alert import Alert, AlertBook, Delivery, Snooze, Snoozing
from aimonitor.domain.secret import Secret
from aimonitor.errors import ConfigError

if TYPE_CHECKING:
    from aimonitor.monitor.stack import Stack

SCHEMA = 1
_SHOWN = 50
_NO_SERVER = "This desktop has no notification service. AIMonitor's window or tray icon shows notifications."
_NO_ADDRESS = "No address came on standard input."


def run(options: Options) -> Exit:
    """Carry out the action."""
    return _ACTIONS[options.action or "list"](options)


def _list(options: Options) -> Exit:
    book = with_stack(options, lambda stack: stack.alerts.book())
    if options.json:
        print_json(_document(book))
        return Exit.OK
    now = CLOCK.now()
    if not book.log:
        print("Nothing was told yet.")
    else:
        rows = [_row(alert, book, now) for alert in book.log[:_SHOWN]]
        print(table([("When", "What became of it", "Now", "Key", "What it said"), *rows]))
    if len(book.log) > _SHOWN:
        print("Older ones are not shown: `aimonitor export --format csv --what alerts` has all.")
    for key, snooze in sorted(book.snoozed.items()):
        print(f"Snoozed: {plain(key)}, {_until(snooze)}.")
    return Exit.OK


def _row(alert: Alert, book: AlertBook, now: datetime) -> tuple[str, ...]:
    words = " ".join(f"{alert.title}: {alert.body}".split())
    return (
        age(alert.raised_at, now),
        alert.fate.value,
        "holds" if book.holds(alert) else "over",
        plain(alert.key),
        plain(words),
    )


def _until(snooze: Snooze) -> str:
    if snooze.until is None:
        return "until it is good again or much worse"
    return f"until {snooze.until.astimezone():%Y-%m-%d %H:%M}"


def _snooze(options: Options) -> Exit:
    if options.end:
        with_stack(options, lambda stack: stack.alerts.unsnooze(options.alert))
        print("It speaks again.")
    else:
        kind = Snoozing(options.snooze_for)
        with_stack(options, lambda stack: stack.alerts.snooze(options.alert, kind))
        print("It keeps still.")
    return Exit.OK


def _test(options: Options) -> Exit:
    delivery = with_stack(options, lambda stack: _tested(stack, options.channel))
    if options.json:
        print_json({"schema": SCHEMA, **_delivery(delivery)})
    else:
        print(plain(f"{delivery.channel}: {delivery.words}"))
    return Exit.OK if delivery.done else Exit.ATTENTION


async def _tested(stack: Stack, channel: str) -> Delivery:
    if channel != "desktop":
        return await stack.alerts.test_channel(channel)
    return await _by_desktop(channel)


async def _by_desktop(channel: str) -> Delivery:
    """Straight to the desktop's notification service: there is neither window nor tray here."""
    from aimonitor.desktop.notifications import DesktopNotifications  # noqa: PLC0415  D-Bus: only for this
    from aimonitor.monitor.postman import sample  # noqa: PLC0415  as above

    desktop = DesktopNotifications(on_action=lambda _key, _action: None)
    try:
        shown = await desktop.open() and await desktop.show(sample(CLOCK.now()).notice, ())
    finally:
        await desktop.close()
    return Delivery(channel=channel, done=shown, words="shown by the desktop" if shown else _NO_SERVER)


def _webhook(options: Options) -> Exit:
    address = None if options.forget else _address_from_stdin()
    with_stack(options, lambda stack: stack.alerts.set_webhook(address))
    print("The webhook's address is forgotten." if address is None else "The webhook's address is kept.")
    return Exit.OK


def _address_from_stdin() -> Secret:
    """The first line. Raises ConfigError when there is none."""
    if sys.stdin.isatty():
        import getpass  # noqa: PLC0415  only for people at a terminal

        try:
            return Secret(getpass.getpass("Webhook address (not shown): "))
        except EOFError:
            raise ConfigError(_NO_ADDRESS) from None
    try:
        address = Secret(sys.stdin.readline())
    except UnicodeDecodeError:
        raise ConfigError(_NO_ADDRESS) from None
    if not address:
        raise ConfigError(_NO_ADDRESS)
    return address


def _document(book: AlertBook) -> Document:
    return {
        "schema": SCHEMA,
        "alerts": [_alert(alert) for alert in book.log],
        "standing": sorted(book.standing),
        "snoozed": [
            {"key": key, "for": one.kind.value, "since": instant(one.since), "until": instant(one.until)}
            for key, one in sorted(book.snoozed.items())
        ],
        "channels": [
            {"name": channel.name, "ready": channel.ready, "words": channel.words}
            for channel in book.channels
        ],
    }


def _alert(alert: Alert) -> Document:
    return {
        "number": alert.number,
        "key": alert.key,
        "rule": alert.rule.value,
        "kind": alert.kind.value,
        "urgency": alert.urgency.value,
        "raised_at": instant(alert.raised_at),
        "ended_at": instant(alert.ended_at),
        "title": alert.title,
        "body": alert.body,
        "why": alert.why,
        "provider_id": alert.provider_id,
        "first": None if alert.first is None else alert.first.isoformat(),
        "last": None if alert.last is None else alert.last.isoformat(),
        "fate": alert.fate.value,
        "deliveries": [_delivery(one) for one in alert.deliveries],
    }


def _delivery(one: Delivery) -> Document:
    return {"channel": one.channel, "done": one.done, "words": one.words}


_ACTIONS: dict[str, Callable[[Options], Exit]] = {
    "list": _list,
    "snooze": _snooze,
    "test": _test,
    "webhook": _webhook,
}
