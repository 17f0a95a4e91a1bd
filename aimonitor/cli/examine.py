"""Looking at everything `doctor` reports. What is broken is a line of the report, never the end of it."""

from __future__ import annotations

import asyncio
import os
import platform
import sqlite3
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urlsplit

from aimonitor import __version__
from aimonitor.cli.house import paths, resolved
from aimonitor.cli.options import Options
from aimonitor.cli.report import Report
from aimonitor.db.faults import database_error
from aimonitor.db.stored import read_settings
from aimonitor.desktop.tray_host import has_tray_host
from aimonitor.desktop.window_libraries import missing_library, missing_words
from aimonitor.errors import AppError, DatabaseError, DatabaseFault
from aimonitor.keychain.service import KeychainService
from aimonitor.keychain.store import KeyStore
from aimonitor.monitor.stack import Stack, running
from aimonitor.settings.declared import DECLARED
from aimonitor.settings.paths import AppPaths

_PACKAGES = (
    "PySide6-Essentials",
    "qasync",
    "aiohttp",
    "keyring",
    "peewee",
    "pydantic",
    "python-jsonpath",
    "msgspec",
    "backoff",
    "loguru",
    "platformdirs",
    "truststore",
)
_REACHABLE = "reachable"


async def examine(options: Options) -> Report:
    """The whole report. No key is read, and none is sent."""
    report = Report()
    place = paths(options)
    report.sections["versions"] = _versions()
    report.sections["folders"] = _folders(place)
    report.sections["desktop"] = await _desktop()
    library = missing_library(os.environ)
    if library:
        report.sections["desktop"]["window"] = f"none: {library} is missing"
        report.problems.append(missing_words(library))
    _settings(report, options, place)
    try:
        async with running(
            place, flags=options.flags(), environ=os.environ, redactor=options.redactor
        ) as stack:
            await stack.monitor.open()
            await _database(report, stack)
            await _keychain(report, stack.keychain)
            await _network(report, stack)
            _plugins(report, stack)
    except AppError as error:
        _failed(report, "database" if isinstance(error, DatabaseError) else "start", error)
        await _keychain(report, KeychainService())
    return report


def _failed(report: Report, heading: str, error: AppError) -> None:
    report.sections.setdefault(heading, {})["problem"] = error.message
    if error.message not in report.problems:
        report.problems.append(error.message)


def _versions() -> dict[str, str]:
    found = {
        "AIMonitor": __version__,
        "Python": platform.python_version(),
        "system": platform.platform(),
        "SQLite": sqlite3.sqlite_version,
    }
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def _folders(place: AppPaths) -> dict[str, str]:
    return {
        "config": str(place.config),
        "data": str(place.data),
        "logs": str(place.logs),
        "cache": str(place.cache),
    }


async def _desktop() -> dict[str, str]:
    if platform.system() in {"Windows", "Darwin"}:
        return {"display": "native", "tray": "native"}
    display = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    tray = await has_tray_host()
    return {
        "display": display or "none: the window cannot open here",
        "session": os.environ.get("XDG_CURRENT_DESKTOP") or "unknown",
        "bus": "none: notifications come from the tray or the window" if tray is None else "present",
        "tray": "present" if tray else "none found: the window stays open in its place",
    }


def _settings(report: Report, options: Options, place: AppPaths) -> None:
    try:
        found = resolved(options, read_settings(place.database))
    except AppError as error:
        _failed(report, "settings", error)
        return
    report.sections["settings"] = {
        each.key: f"{each.shown(found.settings) or 'none'}, from: {found.sources[each.name].words}"
        for each in DECLARED
    }
    report.problems += found.warnings


async def _database(report: Report, stack: Stack) -> None:
    state = await stack.database.state()
    report.sections["database"] = {
        "file": str(state.path),
        "size": f"{state.size:,} bytes",
        "schema": str(state.version),
        "integrity": state.integrity,
        "journal": state.journal_mode,
        "providers": str(len(stack.monitor.states())),
    }
    if state.integrity != "ok":
        report.problems.append(f"The history at {state.path} is damaged: {state.integrity}.")
    if not all(os.access(place, os.W_OK) for place in (state.path, state.path.parent)):
        report.problems.append(database_error(DatabaseFault.READ_ONLY, state.path).message)
    if stack.opened.set_aside is not None:
        report.problems.append(
            f"The history was damaged. It was set aside as {stack.opened.set_aside}, and a new one was begun."
        )


async def _keychain(report: Report, keychain: KeyStore) -> None:
    status = await keychain.status()
    report.sections["keychain"] = {"back end": status.backend, "state": status.words}
    if not status.usable:
        report.problems.append(status.words)


async def _network(report: Report, stack: Stack) -> None:
    """Each configured provider's host, asked all at once and without a key."""
    urls: dict[str, str] = {}
    lines = report.sections["network"] = {}
    for known in stack.monitor.states():
        try:
            stack.recipes.check_agreed(known.provider)
            url = stack.monitor.base_url(known.provider)
        except AppError as error:
            lines[known.provider.name] = error.message
            report.problems.append(f"{known.provider.name}: {error.message}")
            continue
        if url:
            urls.setdefault(urlsplit(url).netloc, url)
    answers = await asyncio.gather(*(stack.http.reachable(url) for url in urls.values()))
    for host, trouble in zip(urls, answers, strict=True):
        lines[host] = trouble or _REACHABLE
        if trouble:
            report.problems.append(f"{host}: {trouble}")


def _plugins(report: Report, stack: Stack) -> None:
    found = {manifest.type: manifest.name for manifest in stack.registry.manifests()}
    for number, problem in enumerate(stack.registry.problems, 1):
        found[f"problem {number}"] = problem.message
        report.problems.append(problem.message)
    report.sections["plugins"] = found
