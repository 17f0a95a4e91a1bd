"""The app's entry in the desktop's menu, and its start at login (freedesktop.org; a no-op elsewhere)."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from zlib import crc32

from aimonitor import APP_ID, APP_NAME, resources
from aimonitor.settings.paths import HOME_VARIABLE, AppPaths

_log = logging.getLogger(__name__)

_ENTRY = """[Desktop Entry]
Type=Application
Version=1.4
Name={name}
GenericName=AI cost monitor
Comment=What your AI providers cost, how much is left, and when it runs out
TryExec={program}
Exec={command}
Icon={icon}
Terminal=false
Categories=Utility;
Keywords=OpenAI;Anthropic;OpenRouter;usage;cost;balance;
StartupWMClass={name}
X-GNOME-SingleWindow=true
"""
_AUTOSTART = "X-GNOME-Autostart-enabled=true\n"


class Launcher:
    """Keeps the two entries as the settings want them; writes only what differs.

    `home`: the folder given by flag, if one was. The settings of such a home, or of one that a variable
    names, say whether *that* starts at login: it has an entry of its own.
    """

    def __init__(
        self, environ: Mapping[str, str], home: Path | None = None, *, platform: str = sys.platform
    ) -> None:
        self._is_here = platform.startswith(("linux", "freebsd"))
        users = Path(environ.get("HOME") or Path.home())
        data = Path(environ.get("XDG_DATA_HOME") or users / ".local" / "share")
        config = Path(environ.get("XDG_CONFIG_HOME") or users / ".config")
        is_own = bool(home or environ.get(HOME_VARIABLE, "").strip())
        own = str(AppPaths.resolve(home, environ, platform).config.parent) if is_own else ""
        name = f"{APP_ID}-{crc32(os.fsencode(own)):08x}" if own else APP_ID
        self._home_flags = f" --home {_quoted(own)}" if own else ""
        self.menu_entry = data / "applications" / f"{APP_ID}.desktop"
        self.login_entry = config / "autostart" / f"{name}.desktop"

    def apply(self, *, in_menu: bool, at_login: bool) -> None:
        """Write or remove the entries. A folder that cannot be written to is logged, not raised."""
        program = installed()
        if not self._is_here or program is None:
            return
        try:
            _keep(self.menu_entry, entry(program) if in_menu else None)
            at_start = entry(program, f"{self._home_flags} --hidden") + _AUTOSTART
            _keep(self.login_entry, at_start if at_login else None)
        except OSError as error:
            _log.warning("the launcher entry could not be written: %s", error.strerror)


def installed() -> str | None:
    """The path of the installed program; None when running from a source tree."""
    found = shutil.which("aimonitor") or str(Path(sys.argv[0]).absolute())
    if Path(found).name not in {"aimonitor", "aimonitor.exe"} or not os.access(found, os.X_OK):
        return None
    return found


def entry(program: str, options: str = "") -> str:
    """The text of a desktop entry that starts `program`; desktops leave it out once that is uninstalled."""
    return _ENTRY.format(
        name=APP_NAME,
        program=_value(program),
        command=_value(_command(program) + options),
        icon=_value(str(resources.path("icons", "aimonitor.svg"))),
    )


def _command(path: str) -> str:
    """A path as an Exec line: in quotes, and no sign of it stands for a file to open."""
    # GLib looks for the first word before it reads %% as a %, and would not find the program
    return "env " + _quoted(path) if "%" in path else _quoted(path)


def _quoted(text: str) -> str:
    """As one word of an Exec line, in which % begins a code."""
    escaped = "".join(f"\\{char}" if char in '"`$\\' else char for char in text)
    return '"' + escaped.replace("%", "%%") + '"'


def _value(text: str) -> str:
    """A text as the value of a key; readers undo this before they look at quotes."""
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _keep(file: Path, text: str | None) -> None:
    if text is None:
        file.unlink(missing_ok=True)
        return
    content = text.encode("utf-8", "surrogateescape")
    if not file.is_file() or file.read_bytes() != content:
        _write(file, content)


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all. Nobody else may change an entry, which is run, whatever the umask."""
    for missing in reversed([each for each in file.parents if not each.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)
    beside = file.with_name(f".{file.name}.new")
    with beside.open("wb") as entry_file:
        if hasattr(os, "fchmod"):
            os.fchmod(entry_file.fileno(), 0o644)
        entry_file.write(content)
    beside.replace(file)
