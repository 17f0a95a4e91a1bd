"""Where a command finds its files, its settings and, when it needs them, the running parts."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aimonitor.cli.arguments import Options
from aimonitor.monitor.clock import SystemClock
from aimonitor.settings.load import load_settings
from aimonitor.settings.paths import AppPaths
from aimonitor.settings.settings import Resolved

T = TypeVar("T")

CLOCK = SystemClock()


def paths(options: Options) -> AppPaths:
    """The folders of this user, or under --home."""
    return AppPaths.resolve(options.home, os.environ)


def resolved(options: Options, stored: dict[str, str]) -> Resolved:
    """The settings in force. Raises ConfigError."""
    return load_settings(
        flags=options.flags(), environ=os.environ, config_file=paths(options).config_file, stored=stored
    )


def with_stack(options: Options, work: Callable[..., Awaitable[T]]) -> T:
    """Run `work(stack)` with the whole app below the window, opened. Raises AppError."""
    import asyncio  # noqa: PLC0415  most commands answer without it

    from aimonitor.monitor.stack import running  # noqa: PLC0415  heavy: network, keychain, validation

    async def inside() -> T:
        async with running(paths(options), flags=options.flags(), environ=os.environ) as stack:
            await stack.monitor.open()
            return await work(stack)

    return asyncio.run(inside())
