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

    With a home of its own (`home`, or the variable) AIMonitor has a login entry of its own, which starts it
    there, and takes away neither entry of the usual one.
    """

    def __init__(
        self, environ: Mapping[str, str], platform: str = sys.platform, *, home: Path | None = None
    ) -> None:
        self._home = _own_home(environ, home)
        self._is_here = platform.startswith(("linux", "freebsd"))
        home = Path(environ.get("HOME") or Path.home())
        data = Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share")
        config = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
        self.menu_entry = data / "applications" / f"{APP_ID}.desktop"
        own = f"-{crc32(os.fsencode(self._home)):08x}" if self._home else ""
        self.login_entry = config / "autostart" / f"{APP_ID}{own}.desktop"

    def apply(self, *, in_menu: bool, at_login: bool) -> None:
        """Write or remove the entries. A folder that cannot be written to is logged, not raised."""
        program = installed()
        if not self._is_here or program is None:
            return
        try:
            if in_menu or self._home is None:
                _keep(self.menu_entry, entry(program) if in_menu else None)
            flags = ["--home", str(self._home), "--hidden"] if self._home else ["--hidden"]
            _keep(self.login_entry, entry(program, *flags) + _AUTOSTART if at_login else None)
        except OSError as error:
            _log.warning("the launcher entry could not be written: %s", error.strerror)


def installed() -> str | None:
    """The path of the installed program; None when running from a source tree."""
    found = shutil.which("aimonitor") or str(Path(sys.argv[0]).absolute())
    if Path(found).name not in {"aimonitor", "aimonitor.exe"} or not os.access(found, os.X_OK):
        return None
    return found


def _own_home(environ: Mapping[str, str], home: Path | None) -> Path | None:
    if home is None and not environ.get(HOME_VARIABLE, "").strip():
        return None
    return AppPaths.resolve(home, environ).data.parent


def entry(program: str, *flags: str) -> str:
    """The text of a desktop entry that starts `program`; desktops leave it out once that is uninstalled."""
    return _ENTRY.format(
        name=APP_NAME,
        program=_value(program),
        command=_value(_command(program, *flags)),
        icon=_value(str(resources.path("icons", "aimonitor.svg"))),
    )


def _command(program: str, *flags: str) -> str:
    """An Exec line: what is no plain word is in quotes, and no sign of it stands for a file to open."""
    line = " ".join([_quoted(program), *(flag if flag.startswith("--") else _quoted(flag) for flag in flags)])
    # GLib looks for the first word before it reads %% as a %, and would not find the program
    return f"env {line}" if "%" in program else line


def _quoted(text: str) -> str:
    escaped = "".join(f"\\{char}" if char in '"`$\\' else char for char in text)
    return f'"{escaped}"'.replace("%", "%%")


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
