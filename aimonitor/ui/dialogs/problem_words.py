"""Where in a form a fault is said, and in which words."""

from __future__ import annotations

from enum import StrEnum

from aimonitor.errors import (
    AppError,
    AuthError,
    ConfigError,
    KeychainError,
    KeychainFault,
    NetworkError,
    ProviderError,
    SchemaError,
    ServiceError,
    WrongKeyError,
)

INVALID_FORMAT = "Invalid API key format"
ALREADY_EXISTS = "Provider already exists"
STORAGE_FAILED = "Keychain storage failed"
ACCESS_DENIED = "Keychain access denied"
NOT_CONNECTED = "Failed to connect to provider API"
INVALID_KEY = "Invalid API key"
INVALID_ANSWER = "Invalid response format"


class Place(StrEnum):
    """The field that a fault concerns; FORM is the form as a whole."""

    NAME = "name"
    KEY = "key"
    WHERE = "where"
    VARIABLE = "variable"
    OPTIONS = "options"
    FORM = "form"


_STARTS = (
    (INVALID_FORMAT, Place.KEY),
    (ALREADY_EXISTS, Place.NAME),
    ("Give the provider a name", Place.NAME),
    ("This looks like a key", Place.NAME),
    ("Name the environment variable", Place.VARIABLE),
    ("That is not the name of an environment variable", Place.VARIABLE),
    ("The environment variable", Place.VARIABLE),
    ("A base URL", Place.OPTIONS),
    ("Type a base URL", Place.OPTIONS),
    ("This is not a base URL", Place.OPTIONS),
)

_KINDS: tuple[tuple[type[AppError], Place, str], ...] = (
    (WrongKeyError, Place.KEY, ""),
    (AuthError, Place.KEY, INVALID_KEY),
    (SchemaError, Place.FORM, INVALID_ANSWER),
    (NetworkError, Place.FORM, NOT_CONNECTED),
    (ServiceError, Place.FORM, NOT_CONNECTED),
)


def placed(error: AppError) -> tuple[Place, str]:
    """The field that `error` belongs to, and its sentence with the product's own words in front."""
    for start, place in _STARTS:
        if error.message.startswith(start):
            return place, error.message
    if isinstance(error, KeychainError):
        return Place.WHERE, _begun(_keychain_words(error), error.message)
    for kind, place, start in _KINDS:
        if isinstance(error, kind):
            return place, _begun(start, error.message) if start else error.message
    return Place.FORM, error.message


def may_be_added(error: AppError) -> bool:
    """Whether a provider may be stored although its test ended so: the form itself was right."""
    if isinstance(error, ConfigError):
        return False
    if isinstance(error, KeychainError):
        return error.fault is KeychainFault.MISSING  # a variable that is set at the next start
    return isinstance(error, NetworkError | ProviderError)


def _keychain_words(error: KeychainError) -> str:
    refused = error.fault in (KeychainFault.DENIED, KeychainFault.LOCKED)
    return ACCESS_DENIED if refused else STORAGE_FAILED


def _begun(words: str, message: str) -> str:
    return message if message.startswith(words) else f"{words}. {message}"
