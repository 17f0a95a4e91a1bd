"""Every fault of the world, as one tree. Anything else that is raised is a fault of ours.

AppError
├─ ConfigError      a flag, variable, file or form holds something that cannot be used
├─ DatabaseError    locked, full, read-only, corrupt, newer than the app
├─ KeychainError    no keychain, locked, denied, silent, key missing
├─ NetworkError     no answer: DNS, TLS, refused, reset, time-out            (retryable)
└─ ProviderError    an answer, but not one that can be used
   ├─ AuthError         the key is refused, revoked or expired
   │  └─ WrongKeyError  the key is alive, but of a kind that cannot read this
   ├─ BillingError      payment, credit or a spending limit; the key itself is fine
   ├─ RateLimitError    asked too often                                      (retryable)
   ├─ ServiceError      the service failed, or answered HTML instead of JSON (retryable)
   ├─ SchemaError       the answer changed its shape
   └─ PluginError       the client's own code failed

The text of each is a sentence that may be shown as it is. It never holds a key.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar


class ProblemKind(StrEnum):
    """What went wrong, in the words that `status --json` uses."""

    AUTH = "auth"
    WRONG_KEY = "wrong_key"
    BILLING = "billing"
    RATE_LIMIT = "rate_limit"
    SERVICE = "service"
    SCHEMA = "schema"
    NETWORK = "network"
    KEYCHAIN = "keychain"
    DATABASE = "database"
    CONFIG = "config"
    PLUGIN = "plugin"


class Repair(StrEnum):
    """The one thing the user can do about a problem; the window shows it as a button."""

    REPLACE_KEY = "replace_key"
    UNLOCK_KEYCHAIN = "unlock_keychain"
    OPEN_DASHBOARD = "open_dashboard"
    CHECK_NETWORK = "check_network"
    EDIT_PROVIDER = "edit_provider"
    RETRY = "retry"


class AppError(Exception):
    """A fault of the world.

    `str(error)` is fit to show; `detail` adds what helps in a log, already without secrets.
    """

    kind: ClassVar[ProblemKind] = ProblemKind.CONFIG
    retryable: ClassVar[bool] = False
    repair: Repair | None = None

    def __init__(self, message: str, *, detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail


class ConfigError(AppError):
    """A flag, variable, file or form holds something that cannot be used."""

    kind = ProblemKind.CONFIG
    repair = Repair.EDIT_PROVIDER


class DatabaseFault(StrEnum):
    """In which way the database failed."""

    LOCKED = "locked"
    FULL = "full"
    READ_ONLY = "read_only"
    CORRUPT = "corrupt"
    NEWER = "newer"
    OTHER = "other"


class DatabaseError(AppError):
    """The history cannot be read or written; `fault` says in which way."""

    kind = ProblemKind.DATABASE
    repair = Repair.RETRY

    def __init__(self, message: str, *, fault: DatabaseFault, detail: str = "") -> None:
        super().__init__(message, detail=detail)
        self.fault = fault


class KeychainFault(StrEnum):
    """In which way the keychain failed."""

    ABSENT = "absent"
    LOCKED = "locked"
    DENIED = "denied"
    SILENT = "silent"
    MISSING = "missing"
    UNSAFE = "unsafe"
    FAILED = "failed"


_KEY_IS_GONE = frozenset({KeychainFault.MISSING, KeychainFault.ABSENT, KeychainFault.UNSAFE})
_PASSES = frozenset({KeychainFault.ABSENT, KeychainFault.LOCKED, KeychainFault.SILENT, KeychainFault.FAILED})


class KeychainError(AppError):
    """The key cannot be read or stored; `fault` says in which way.

    Where no unlocking can bring the key back, the repair is to give it anew.
    """

    kind = ProblemKind.KEYCHAIN
    repair = Repair.UNLOCK_KEYCHAIN

    def __init__(self, message: str, *, fault: KeychainFault, detail: str = "") -> None:
        super().__init__(message, detail=detail)
        self.fault = fault
        if fault in _KEY_IS_GONE:
            self.repair = Repair.REPLACE_KEY

    @property
    def passes(self) -> bool:
        """Whether it may end by itself: at login a keychain may start, or open, after the app."""
        return self.fault in _PASSES


class NetworkError(AppError):
    """No answer: DNS, TLS, refused, reset, time-out."""

    kind = ProblemKind.NETWORK
    retryable = True
    repair = Repair.CHECK_NETWORK


class ProviderError(AppError):
    """An answer, but not one that can be used. `status` is its HTTP status, None if it had none."""

    kind = ProblemKind.SERVICE

    def __init__(self, message: str, *, status: int | None = None, detail: str = "") -> None:
        super().__init__(message, detail=detail)
        self.status = status


class AuthError(ProviderError):
    """The key is refused, revoked or expired."""

    kind = ProblemKind.AUTH
    repair = Repair.REPLACE_KEY


class WrongKeyError(AuthError):
    """The key is alive, but of a kind that cannot read this; the text says which kind is needed."""

    kind = ProblemKind.WRONG_KEY


class BillingError(ProviderError):
    """Payment, credit or a spending limit: the key itself is fine."""

    kind = ProblemKind.BILLING
    repair = Repair.OPEN_DASHBOARD


class RateLimitError(ProviderError):
    """Asked too often. `retry_after` is the server's pause in seconds, None if it named none."""

    kind = ProblemKind.RATE_LIMIT
    retryable = True
    repair = Repair.RETRY

    def __init__(
        self, message: str, *, retry_after: float | None = None, status: int | None = 429, detail: str = ""
    ) -> None:
        super().__init__(message, status=status, detail=detail)
        self.retry_after = retry_after


class ServiceError(ProviderError):
    """The service failed, or something before it answered in its place. `retry_after` as above."""

    kind = ProblemKind.SERVICE
    retryable = True
    repair = Repair.RETRY

    def __init__(
        self, message: str, *, retry_after: float | None = None, status: int | None = None, detail: str = ""
    ) -> None:
        super().__init__(message, status=status, detail=detail)
        self.retry_after = retry_after


class SchemaError(ProviderError):
    """The answer changed its shape: no figure can be trusted from it."""

    kind = ProblemKind.SCHEMA


class PluginError(ProviderError):
    """The client's own code failed."""

    kind = ProblemKind.PLUGIN
