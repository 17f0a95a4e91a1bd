"""The settings of notifications, budgets' and alerts' defaults, digest, quiet hours, webhook."""

from __future__ import annotations

from aimonitor.settings.declaration import Declared
from aimonitor.settings.kinds import Choice, Clock, Switch, Whole
from aimonitor.settings.settings import DigestEvery, WebhookKind

_SWITCH = Switch()
_CLOCK = Clock()

NOTIFICATIONS: tuple[Declared, ...] = (
    Declared(
        section="Notifications",
        name="notify_failed",
        kind=_SWITCH,
        label="A provider keeps failing",
    ),
    Declared(
        section="Notifications",
        name="notify_recovered",
        kind=_SWITCH,
        label="A provider works again",
    ),
    Declared(
        section="Notifications",
        name="notify_needs_you",
        kind=_SWITCH,
        label="A provider needs you",
        help="Its key is refused, or the keychain is locked.",
    ),
    Declared(
        section="Notifications",
        name="notify_database",
        kind=_SWITCH,
        label="History cannot be kept",
    ),
    Declared(
        section="Notifications",
        name="notify_plugin",
        kind=_SWITCH,
        label="A plugin does not work",
    ),
    Declared(
        section="Notifications",
        name="notify_budget",
        kind=_SWITCH,
        label="A budget is passed, or will be",
    ),
    Declared(
        section="Notifications",
        name="notify_balance",
        kind=_SWITCH,
        label="A balance is low, or will end",
    ),
    Declared(
        section="Notifications",
        name="notify_limit",
        kind=_SWITCH,
        label="A limit of a service is nearly used up",
    ),
    Declared(
        section="Notifications",
        name="notify_spike",
        kind=_SWITCH,
        label="A day or an hour costs far more than usual",
    ),
    Declared(
        section="Notifications",
        on_page="Digest",
        name="notify_digest",
        kind=_SWITCH,
        label="A digest of the figures",
    ),
    Declared(
        section="Notifications",
        on_page="Digest",
        name="digest_every",
        kind=Choice(DigestEvery),
        label="Digest every",
        help="A weekly digest comes on the first day of the week.",
    ),
    Declared(
        section="Notifications",
        on_page="Digest",
        name="digest_at",
        kind=_CLOCK,
        label="Digest at",
        help="Local time.",
    ),
    Declared(
        section="Notifications",
        name="quiet_from",
        kind=_CLOCK,
        label="Quiet hours from",
        help="Local time. What happens in the quiet hours is told after them, if it still holds.",
    ),
    Declared(
        section="Notifications",
        name="quiet_to",
        kind=_CLOCK,
        label="Quiet hours until",
        help="Local time. May be on the next day. With one of the two alone there are no quiet hours.",
    ),
    Declared(
        section="Notifications",
        name="quiet_errors",
        kind=_SWITCH,
        label="Tell what needs me in quiet hours too",
        help="A refused key, a locked keychain, billing, or a history that cannot be kept.",
    ),
    Declared(
        section="Notifications",
        on_page="Alerts",
        name="alert_budget_days",
        kind=Whole(1, 30, "days"),
        label="Tell that a budget will be passed, ahead by",
    ),
    Declared(
        section="Notifications",
        on_page="Alerts",
        name="alert_balance",
        kind=Whole(0, 1_000_000),
        label="Tell that a balance is low, below",
        help="In the balance's own currency. A provider may have an amount of its own.",
    ),
    Declared(
        section="Notifications",
        on_page="Alerts",
        name="alert_balance_days",
        kind=Whole(1, 90, "days"),
        label="Tell that a balance will end, ahead by",
    ),
    Declared(
        section="Notifications",
        on_page="Alerts",
        name="alert_limit",
        kind=Whole(1, 100, "percent"),
        label="Tell that a limit is nearly used up, from",
    ),
    Declared(
        section="Notifications",
        on_page="Alerts",
        name="alert_limit_full",
        kind=Whole(1, 100, "percent"),
        label="Tell that a limit is all but used up, from",
    ),
    Declared(
        section="Notifications",
        on_page="Alerts",
        name="alert_failing",
        kind=Whole(1, 1440, "minutes"),
        label="Tell that a provider fails, after",
    ),
    Declared(
        section="Notifications",
        on_page="Alerts",
        name="alert_key_days",
        kind=Whole(1, 90, "days"),
        label="Tell that a key expires, ahead by",
        help="Where the service tells when the key ends.",
    ),
    Declared(
        section="Notifications",
        on_page="Webhook",
        name="webhook",
        kind=Choice(WebhookKind),
        label="Webhook",
        help="Sends what you are told to Slack, Discord, ntfy or a program of your own, too. "
        "Its secret address is kept in the keychain.",
    ),
)
