"""What the exit code says. Documented in docs/cli.md."""

from __future__ import annotations

from enum import IntEnum

from aimonitor.errors import AppError, ConfigError, DatabaseError, KeychainError


class Exit(IntEnum):
    """Exit codes of every command."""

    OK = 0
    ATTENTION = 1
    USAGE = 2
    CONFIGURATION = 3
    KEYCHAIN = 4
    DATABASE = 5
    NETWORK = 6


def exit_for(error: AppError) -> Exit:
    """The exit code for an error that ended a command."""
    if isinstance(error, ConfigError):
        return Exit.CONFIGURATION
    if isinstance(error, KeychainError):
        return Exit.KEYCHAIN
    if isinstance(error, DatabaseError):
        return Exit.DATABASE
    return Exit.NETWORK
