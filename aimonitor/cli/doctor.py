"""`aimonitor doctor`: what works and what does not, without secrets."""

from __future__ import annotations

import json
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aimonitor import __version__
from aimonitor.cli.arguments import Options
from aimonitor.cli.exits import Exit
from aimonitor.cli.house import paths, resolved
from aimonitor.cli.text import plain, table
from aimonitor.db.stored import read_settings
from aimonitor.errors import AppError
from aimonitor.settings.declared import DECLARED

if TYPE_CHECKING:
    from aimonitor.monitor.stack import Stack

_PACKAGES = ("PySide6-Essentials", "qasync", "aiohttp", "keyring", "peewee", "pydantic", "backoff", "loguru")

Report = dict[str, dict[str, str]]


def run(options: Options) -> Exit:
    """Print the report; 1 when something in it needs attention."""
    import asyncio  # noqa: PLC0415  most commands answer without it

    report, healthy = asyncio.run(examine(options))
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        for heading, lines in report.items():
            print(heading)
            print(table([(f"  {name}", plain(text)) for name, text in lines.items()] or [("  none", "")]))
            print()
    return Exit.OK if healthy else Exit.ATTENTION


async def examine(options: Options) -> tuple[Report, bool]:
    """The report by headings, and whether all is well. Never raises for what it finds."""
    place = paths(options)
    report: Report = {
        "Versions": _versions(),
        "Folders": {"config": str(place.config), "data": str(place.data), "logs": str(place.logs)},
        "Desktop": _desktop(),
    }
    try:
        found = resolved(options, read_settings(place.database))
        report["Settings"] = {
            each.key: f"{each.shown(found.settings)} ({found.sources[each.name].words})" for each in DECLARED
        }
    except AppError as error:
        report["Settings"] = {"problem": error.message}
        return report, False
    from aimonitor.monitor.stack import running  # noqa: PLC0415  heavy: network, keychain, validation

    try:
        async with running(place, flags=options.flags(), environ=os.environ) as stack:
            await stack.monitor.open()
            return await _inside(stack, report)
    except AppError as error:
        report["Database"] = {"problem": error.message}
        return report, False


async def _inside(stack: Stack, report: Report) -> tuple[Report, bool]:
    state = await stack.database.state()
    report["Database"] = {
        "file": str(state.path),
        "size": f"{state.size} bytes",
        "schema": str(state.version),
        "integrity": state.integrity,
        "journal": state.journal_mode,
        "opened": stack.opened.outcome.value,
    }
    keychain = await stack.keychain.status()
    report["Keychain"] = {"back end": keychain.backend, "state": keychain.words}
    report["Network"] = await _network(stack)
    report["Plugins"] = {
        f"problem {number}": problem.message for number, problem in enumerate(stack.registry.problems, 1)
    }
    reachable = all(words == "reachable" for words in report["Network"].values())
    healthy = state.integrity == "ok" and keychain.usable and reachable and not stack.registry.problems
    return report, healthy


async def _network(stack: Stack) -> dict[str, str]:
    """Each configured provider's host, asked without a key."""
    hosts: dict[str, str] = {}
    for known in stack.monitor.states():
        try:
            url = stack.monitor.base_url(known.provider)
        except AppError as error:
            hosts[known.provider.name] = error.message
            continue
        host = urlsplit(url).netloc
        if host not in hosts:
            hosts[host] = await stack.http.reachable(url) or "reachable"
    return hosts


def _versions() -> dict[str, str]:
    found = {"AIMonitor": __version__, "Python": platform.python_version(), "system": platform.platform()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def _desktop() -> dict[str, str]:
    display = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    native = platform.system() in {"Windows", "Darwin"}
    bus = os.environ.get("DBUS_SESSION_BUS_ADDRESS")
    return {
        "display": display or ("native" if native else "none: the window cannot open here"),
        "session": os.environ.get("XDG_CURRENT_DESKTOP", "unknown"),
        "D-Bus": "present" if bus else "none: no tray menu and no notifications with buttons",
    }
