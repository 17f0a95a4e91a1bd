"""The parts of a desktop that a session may have or lack, each with a name to end it by."""

from __future__ import annotations

import subprocess
from pathlib import Path
from shutil import which

from jeepney import DBusAddress, new_method_call

from tests.desktop.session import DesktopSession, wait_until

KEYRING, PROMPTER, WINDOWS, NOTIFICATIONS, PANEL, TRAYER = (
    "keyring",
    "prompter",
    "openbox",
    "dunst",
    "panel",
    "trayer",
)
PASSWORD = "password of a test"

_OLD_TRAYS = (
    ("trayer", "--edge", "top", "--align", "right", "--widthtype", "request", "--SetDockType", "true"),
    ("stalonetray", "--geometry", "1x1-0+0", "--grow-gravity", "NE", "--window-type", "dock"),
)
"""Debian has no trayer any more after its release 13."""

_XFCONFD = (
    "/usr/lib/*/xfce4/xfconf/xfconfd",
    "/usr/libexec/xfce4/xfconf/xfconfd",
    "/usr/lib*/xfce4/xfconf/xfconfd",
)
_PROMPTER = ("/usr/libexec/gcr-prompter", "/usr/lib/gcr/gcr-prompter", "/usr/lib/*/gcr-prompter")
_BUS_LAUNCHER = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
_PANEL = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array"><value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="30"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty"><property name="plugin-1" type="string" value="systray"/></property>
</channel>
"""
_DUNST = """[global]
    idle_threshold = 0
    history_length = 50
    sticky_history = yes
    origin = bottom-right
    mouse_left_click = do_action, close_current
    dmenu = {chooser}
[urgency_low]
    timeout = 0
[urgency_normal]
    timeout = 0
[urgency_critical]
    timeout = 0
"""
_CHOOSER = """#!/bin/sh
exec grep Snooze
"""
"""In place of the menu in which the user chooses a button: of all that are offered, the one that snoozes."""
_SECRETS = DBusAddress(
    "/org/freedesktop/secrets", "org.freedesktop.secrets", "org.freedesktop.Secret.Service"
)


def start_keyring(session: DesktopSession) -> None:
    """A Secret Service with an open collection."""
    command = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
    process = session.start(KEYRING, command, stdin=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(PASSWORD.encode())
    process.stdin.close()
    bus = session.bus
    wait_until(lambda: bus.has_owner("org.freedesktop.secrets"), "the keyring")
    wait_until(bus.keyring_is_open, "an open collection")


def lock_keyring(session: DesktopSession) -> None:
    """Lock the collection: the next who wants a key of it has to ask the user."""
    collections = (["/org/freedesktop/secrets/collection/login"],)
    session.bus.call(new_method_call(_SECRETS, "Lock", "ao", collections))
    wait_until(lambda: not session.bus.keyring_is_open(), "a locked collection")


def start_prompter(session: DesktopSession) -> None:
    """What shows the keyring's dialogs."""
    session.start(PROMPTER, [_first(_PROMPTER)])
    wait_until(lambda: session.bus.has_owner("org.gnome.keyring.SystemPrompter"), "the keyring's prompter")


def start_windows(session: DesktopSession) -> None:
    """A window manager."""
    session.start(WINDOWS, ["openbox", "--sm-disable"])

    def managed() -> bool:
        return "window id" in session.run("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")

    wait_until(managed, "the window manager")
    # At the first made-up key X exchanges the keyboard; openbox then takes its keys anew, and misses one
    session.run("xdotool", "key", "Shift_L")


def start_notifications(session: DesktopSession) -> None:
    """A notification server whose notifications stay until they are closed."""
    config = session.root / "dunstrc"
    chooser = session.root / "chooser"
    chooser.write_text(_CHOOSER)
    chooser.chmod(0o700)
    config.write_text(_DUNST.format(chooser=chooser))
    session.start(NOTIFICATIONS, ["dunst", "-conf", str(config)])
    wait_until(lambda: session.bus.has_owner("org.freedesktop.Notifications"), "the notification server")


def start_panel(session: DesktopSession) -> None:
    """A panel that shows tray icons, of the new kind and of the old."""
    folder = Path(session.environ["XDG_CONFIG_HOME"]) / "xfce4" / "xfconf" / "xfce-perchannel-xml"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "xfce4-panel.xml").write_text(_PANEL)
    if not session.bus.has_owner("org.xfce.Xfconf"):
        session.start("xfconfd", [_first(_XFCONFD)])
        wait_until(lambda: session.bus.has_owner("org.xfce.Xfconf"), "the panel's settings")
    session.start(PANEL, ["xfce4-panel", "--disable-wm-check"])
    wait_until(session.bus.tray_is_shown, "the panel's tray")


def start_trayer(session: DesktopSession) -> None:
    """A tray of the old kind alone: icons are small windows that it takes in."""
    program, *options = next(tray for tray in _OLD_TRAYS if which(tray[0]))
    session.start(TRAYER, [program, *options])

    def taken() -> bool:
        return bool(session.answer("xdotool", "search", "--class", program))

    wait_until(taken, "the old tray")


def start_accessibility(session: DesktopSession) -> None:
    """The bus over which a screen reader asks; Qt programs of the session publish their widgets on it."""
    session.environ["QT_LINUX_ACCESSIBILITY_ALWAYS_ON"] = "1"
    session.start("accessibility", [_first(_BUS_LAUNCHER), "--launch-immediately"])
    wait_until(lambda: session.bus.has_owner("org.a11y.Bus"), "the accessibility bus")


def _first(patterns: tuple[str, ...]) -> str:
    found = [path for pattern in patterns for path in Path("/").glob(pattern[1:])]
    assert found, f"not installed: {patterns[0]}"
    return str(found[0])


EVERYTHING = (start_keyring, start_windows, start_notifications, start_panel)
