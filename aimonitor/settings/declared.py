"""Every setting declared once: its names, its kind, its words. Defaults stand in `Settings`."""

from __future__ import annotations

from aimonitor.domain.provider import MAX_INTERVAL, MIN_INTERVAL
from aimonitor.settings.declaration import ENV_PREFIX, Declared
from aimonitor.settings.declared_notifications import NOTIFICATIONS
from aimonitor.settings.kinds import Choice, FilePath, Span, Switch, Whole
from aimonitor.settings.proxy import ProxyAddress
from aimonitor.settings.settings import Language, LogLevel, ProxyMode, Theme, TrayBadge

__all__ = ["BY_KEY", "BY_NAME", "DECLARED", "ENV_PREFIX", "PAGES", "SECTIONS", "Declared"]

_SWITCH = Switch()

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
    *NOTIFICATIONS,
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
        section="Network",
        name="revoked",
        kind=FilePath(),
        label="Revoked certificates",
        help="A PEM file of yours with authorities' lists of revoked certificates (CRLs): they are heeded. "
        "Windows and macOS judge by themselves.",
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
PAGES = tuple(dict.fromkeys(declared.page for declared in DECLARED))
SECTIONS = tuple(dict.fromkeys(declared.section for declared in DECLARED))
