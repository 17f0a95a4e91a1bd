"""The app's libraries and modules, one part after the other, in this process: what each took, a line a part.

`tests.bench.parts` runs it several times. It imports nothing of its own that would count.
"""

from __future__ import annotations

import importlib
import sys
import time
from pathlib import Path

BEFORE_THE_PAINT = (
    "aimonitor.__main__",
    "aimonitor.ui.single_instance",
    "aimonitor.app.desktop",
    "aimonitor.db.prepare",
    "aimonitor.monitor.glance",
)
BEHIND_THE_PAINT = ("aimonitor.app.life", "aimonitor.app.around", "aimonitor.app.later_parts")
CLIENTS = ("openai", "anthropic", "openrouter")
PARTS = {
    "records: msgspec": ("aimonitor.records",),
    "Qt's core, drawing and widgets": ("PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets"),
    "SQLite": ("sqlite3",),
    "our modules before the paint": BEFORE_THE_PAINT,
    "asyncio, with TLS": ("asyncio", "qasync"),
    "aiohttp": ("aiohttp",),
    "pydantic": ("pydantic", "pydantic.main", "pydantic.types"),
    "peewee": ("peewee",),
    "loguru": ("loguru",),
    "our modules behind the paint": (*BEHIND_THE_PAINT, "aimonitor.monitor.stack"),
    "clients of three services": tuple(f"aimonitor.providers.builtin.{one}.client" for one in CLIENTS),
    "a keychain: keyring, Secret Service, cryptography": ("keyring.backends.SecretService",),
}


def take(name: str) -> None:
    if name == "PySide6.QtCore":
        importlib.import_module("aimonitor.app.qt").import_qt()  # as the app does
    importlib.import_module(name)


def resident() -> float:
    """MB."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("\nVmRSS:")[2].split()[0]) / 1024


def tell(part: str, seconds: float, megabytes: float) -> None:
    print(f"{part}\t{seconds * 1000:.3f}\t{megabytes:.3f}", flush=True)  # noqa: T201  whoever started it reads it


def main() -> int:
    tell("Python itself", time.process_time(), resident())
    for part, modules in PARTS.items():
        began, before = time.process_time(), resident()
        for module in modules:
            take(module)
        tell(part, time.process_time() - began, resident() - before)
    return 0


if __name__ == "__main__":
    sys.exit(main())
