"""Every setting declared once: its names, its kind, its words. Defaults stand in `Settings`."""

from __future__ import annotations

from msgspec import Struct

from aimonitor.domain.provider import MAX_INTERVAL, MIN_INTERVAL
from aimonitor.settings.kinds import Choice, Clock, Kind, Span, Switch, Whole
from aimonitor.settings.proxy import ProxyAddress, masked
from aimonitor.settings.settings import Language, LogLevel, ProxyMode, Settings, Theme, TrayBadge

ENV_PREFIX = "AIMONITOR_"


class Declared(Struct, frozen=True, kw_only=True):
    """One setting. `section` is its page in the window and, in lower case, its table in the file."""

    section: str
    name: str
    kind: Kind
    label: str
    help: str = ""
    in_window: bool = True
    own_flag: str = ""

    @property
    def flag(self) -> str:
        """The flag that sets it, where the command line has one."""
        return self.own_flag or "--" + self.name.replace("_", "-")

    @property
    def env(self) -> str:
        """The environment variable that sets it."""
        return ENV_PREFIX + self.name.upper()

    @property
    def key(self) -> str:
        """Its key in the configuration file: "polling.interval"."""
        return f"{self.section.lower()}.{self.name}"

    @property
    def default(self) -> object:
        """Its value when nobody sets it."""
        return getattr(_DEFAULTS, self.name)

    def shown(self, settings: Settings) -> str:
        """Its value in `settings` as text for people and reports: a proxy's password is hidden."""
        text = self.kind.text(getattr(settings, self.name))
        return masked(text) if self.kind.secret else text


_DEFAULTS = Settings()
_SWITCH = Switch()
_CLOCK = Clock()

DECLARED: tuple[Declared, ...] = (
    Declared(
        section="General",
        name="start_at_login",
        kind=_SWITCH,
        label="Start when I log in",
        help="AIMonitor starts with your desktop session.",
    ),
    Declared(
        section="General",
        name="start_hidden",
        kind=_SWITCH,
        label="Start in the tray",
        help="The window stays closed until you ask for it. Without a tray it opens all the same.",
        own_flag="--hidden",
    ),
    Declared(
        section="General",
        name="close_to_tray",
        kind=_SWITCH,
        label="Keep running in the tray when the window is closed",
        help="Without a tray, closing the window quits.",
    ),
    Declared(
        section="General",
        name="launcher_entry",
        kind=_SWITCH,
        label="Show AIMonitor in the list of applications",
        help="Keeps an entry with the icon in the desktop's launcher.",
    ),
    Declared(section="General", name="language", kind=Choice(Language), label="Language"),
    Declared(
        section="General",
        name="theme",
        kind=Choice(Theme),
        label="Theme",
        help="System follows your desktop, also when it changes at dusk.",
    ),
    Declared(
        section="General",
        name="decimals",
        kind=Whole(0, 6),
        label="Decimals of amounts",
        help="How many digits stand after the point. The exact amount is in the tooltip.",
    ),
    Declared(
        section="General",
        name="tray_badge",
        kind=Choice(TrayBadge),
        label="Figure in the tray icon",
        help="The balance that is left, or what was spent today or this month.",
    ),
    Declared(
        section="Polling",
        name="interval",
        kind=Span(MIN_INTERVAL, MAX_INTERVAL),
        label="Ask each provider every",
        help="A provider may have its own interval. None is asked more often than its service allows.",
    ),
    Declared(
        section="Polling",
        name="pause_on_metered",
        kind=_SWITCH,
        label="Pause on a metered network",
        help="Polling waits while the system says that the connection is paid by volume.",
    ),
    Declared(
        section="Notifications",
        name="notify_failed",
        kind=_SWITCH,
        label="A provider starts to fail",
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
        name="quiet_from",
        kind=_CLOCK,
        label="Quiet hours from",
        help="Local time. Nothing is shown in the quiet hours.",
    ),
    Declared(
        section="Notifications",
        name="quiet_to",
        kind=_CLOCK,
        label="Quiet hours until",
        help="Local time. May be on the next day.",
    ),
    Declared(
        section="Data",
        name="keep_days",
        kind=Whole(31, 3650, "days"),
        label="Keep history for",
        help="Older days are removed from this computer.",
    ),
    Declared(
        section="Network",
        name="proxy_mode",
        kind=Choice(ProxyMode),
        label="Proxy",
        help="System uses HTTPS_PROXY and NO_PROXY from the environment. Custom uses the address below.",
    ),
    Declared(
        section="Network",
        name="proxy_url",
        kind=ProxyAddress(),
        label="Proxy address",
        help="An address with a password goes into the environment or the configuration file, "
        "never into the database.",
    ),
    Declared(
        section="Network",
        name="total_timeout",
        kind=Whole(5, 300, "seconds"),
        label="Give up on a request after",
        help="All attempts of one request together.",
    ),
    Declared(
        section="Network",
        name="connect_timeout",
        kind=Whole(1, 120, "seconds"),
        label="Give up on a connection after",
    ),
    Declared(
        section="Advanced",
        name="log_level",
        kind=Choice(LogLevel),
        label="Log level",
        help="Debug logs more, never a key.",
    ),
)

BY_NAME = {declared.name: declared for declared in DECLARED}
BY_KEY = {declared.key: declared for declared in DECLARED}
SECTIONS = tuple(dict.fromkeys(declared.section for declared in DECLARED))
