"""Every setting as a value in force, and where that value came from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta
from enum import StrEnum

from msgspec import Struct

from aimonitor.domain.notice import NoticeKind
from aimonitor.domain.provider import DEFAULT_INTERVAL


class Theme(StrEnum):
    """The window's colours; SYSTEM follows the desktop, live."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Language(StrEnum):
    """The window's language; SYSTEM is the desktop's where we speak it."""

    SYSTEM = "system"
    ENGLISH = "en"


class TrayBadge(StrEnum):
    """The figure beside the tray icon."""

    NOTHING = "nothing"
    BALANCE = "balance"
    TODAY = "today"
    MONTH = "month"


class ProxyMode(StrEnum):
    """Which proxy requests go through; SYSTEM reads the usual environment variables."""

    SYSTEM = "system"
    NONE = "none"
    CUSTOM = "custom"


class DigestEvery(StrEnum):
    """How often the digest comes."""

    DAY = "day"
    WEEK = "week"


class WebhookKind(StrEnum):
    """Who is behind the webhook's address; OFF: nobody is told."""

    OFF = "off"
    SLACK = "slack"
    DISCORD = "discord"
    NTFY = "ntfy"
    JSON = "json"


class LogLevel(StrEnum):
    """How much is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Settings(Struct, frozen=True, kw_only=True):
    """The values in force. `quiet_from` and `quiet_to` are local times; time-outs are seconds.

    `proxy_url` may hold a password, so it is not in the repr; show `proxy.masked` of it.
    """

    start_at_login: bool = False
    start_hidden: bool = False
    close_to_tray: bool = True
    launcher_entry: bool = True
    language: Language = Language.SYSTEM
    theme: Theme = Theme.SYSTEM
    decimals: int = 2
    tray_badge: TrayBadge = TrayBadge.NOTHING
    interval: timedelta = DEFAULT_INTERVAL
    pause_on_metered: bool = False
    notify_failed: bool = True
    notify_recovered: bool = True
    notify_needs_you: bool = True
    notify_database: bool = True
    notify_plugin: bool = True
    notify_budget: bool = True
    notify_balance: bool = True
    notify_limit: bool = True
    notify_spike: bool = True
    notify_digest: bool = True
    digest_every: DigestEvery = DigestEvery.WEEK
    digest_at: time | None = time(9)
    quiet_from: time | None = None
    quiet_to: time | None = None
    quiet_errors: bool = False
    alert_budget_days: int = 3
    alert_balance: int = 5
    alert_balance_days: int = 7
    alert_limit: int = 80
    alert_limit_full: int = 95
    alert_failing: int = 30
    alert_key_days: int = 14
    webhook: WebhookKind = WebhookKind.OFF
    keep_days: int = 400
    proxy_mode: ProxyMode = ProxyMode.SYSTEM
    proxy_url: str = ""
    total_timeout: int = 30
    connect_timeout: int = 10
    revoked: str = ""
    log_level: LogLevel = LogLevel.INFO

    def __repr__(self) -> str:
        shown = (f"{name}={getattr(self, name)!r}" for name in self.__struct_fields__ if name != "proxy_url")
        return f"Settings({', '.join(shown)})"

    def notifies(self, kind: NoticeKind) -> bool:
        """Whether notices of that kind are wanted at all."""
        return bool(getattr(self, f"notify_{kind.value}"))

    def is_quiet(self, local_time: time) -> bool:
        """Whether `local_time` lies in the quiet hours; they may pass midnight."""
        first, last = self.quiet_from, self.quiet_to
        if first is None or last is None or first == last:
            return False
        if first < last:
            return first <= local_time < last
        return local_time >= first or local_time < last


class OriginKind(StrEnum):
    """The places a value can come from, strongest first."""

    FLAG = "flag"
    ENVIRONMENT = "environment"
    FILE = "file"
    DATABASE = "database"
    DEFAULT = "default"


_ABOVE_THE_WINDOW = frozenset({OriginKind.FLAG, OriginKind.ENVIRONMENT, OriginKind.FILE})


class Origin(Struct, frozen=True, kw_only=True):
    """Where a value came from; `where` names the flag, the variable, or the file and line."""

    kind: OriginKind
    where: str = ""

    @property
    def words(self) -> str:
        """For people: "environment (AIMONITOR_THEME)"."""
        return f"{self.kind.value} ({self.where})" if self.where else self.kind.value


class Resolved(Struct, frozen=True, kw_only=True):
    """Settings in force, the origin of each by name, and what was odd about them."""

    settings: Settings
    sources: Mapping[str, Origin]
    warnings: tuple[str, ...] = ()

    def is_fixed(self, name: str) -> bool:
        """Whether something stronger than the window sets `name`: there it is shown, not changed."""
        return self.sources[name].kind in _ABOVE_THE_WINDOW
