"""`aimonitor statusline`: keeps what another program tells its status line, and prints one. Quickly."""

from __future__ import annotations

import subprocess
import sys

from aimonitor.cli.exits import Exit
from aimonitor.cli.house import CLOCK, paths
from aimonitor.cli.options import Options
from aimonitor.cli.output import complain
from aimonitor.errors import AppError, ConfigError, ServiceError
from aimonitor.providers import bridges
from aimonitor.providers.registry import Registry
from aimonitor.settings.paths import make_private_folder

COMMAND = "statusline"


def run(options: Options) -> Exit:
    """Print the line even where nothing can be kept: another program waits for it."""
    told = sys.stdin.buffer.read(bridges.MOST)
    command = options.also[1:] if options.also[:1] == ["--"] else options.also
    try:
        line = _kept(options, told)
    except AppError as error:
        complain(options, error.message)
        line = ""
    if command:
        return _handed_on(command, told)
    if not line:
        return Exit.ATTENTION
    print(line)
    return Exit.OK


def _kept(options: Options, told: bytes) -> str:
    """Keep it; the line to show. Raises AppError."""
    provider_type, bridge = _bridge()
    data = paths(options).data
    try:
        before = bridges.kept(data, provider_type)
    except ServiceError:
        before = None
    bridged = bridge(told, before, CLOCK.now())
    if bridged.keep is not None and bridged.keep != before:
        try:
            make_private_folder(data)
            bridges.keep(data, provider_type, bridged.keep)
        except ConfigError as error:
            complain(options, error.message)
    return bridged.line


def _bridge() -> tuple[str, bridges.Bridge]:
    registry = Registry()
    try:
        return registry.bridge(COMMAND)
    except ConfigError:
        registry.load_plugins()  # a plugin of the user's may have it
        return registry.bridge(COMMAND)


def _handed_on(command: list[str], told: bytes) -> Exit:
    """Run the user's own command in our place. Raises ConfigError where it cannot be started."""
    sys.stdout.flush()
    try:
        done = subprocess.run(command, input=told, check=False)  # noqa: S603  what the user wrote, no shell
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigError(f"{command[0]} could not be started: {reason}.") from error
    return Exit.OK if done.returncode == 0 else Exit.ATTENTION
