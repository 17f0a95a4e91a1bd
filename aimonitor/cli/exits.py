"""What the exit code says. Documented in docs/cli.md."""

from __future__ import annotations

from collections.abc import Collection
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
    """The exit code for an error.

    NETWORK: no answer, or a service that is down or asks to wait; trying again later may help.
    ATTENTION: an answer that says no (key, billing), or that cannot be read; it will say so again.
    """
    if isinstance(error, ConfigError):
        return Exit.CONFIGURATION
    if isinstance(error, KeychainError):
        return Exit.KEYCHAIN
    if isinstance(error, DatabaseError):
        return Exit.DATABASE
    return Exit.NETWORK if error.retryable else Exit.ATTENTION


def exit_for_polls(outcomes: Collection[AppError | None]) -> Exit:
    """The exit code for several polls (None: it went well).

    Where all failed alike, their own code; where only some failed, or in several ways, ATTENTION.
    """
    codes = {Exit.OK if error is None else exit_for(error) for error in outcomes} or {Exit.OK}
    return codes.pop() if len(codes) == 1 else Exit.ATTENTION
