"""What keyring and its back ends raise, told apart and put into words without a key in them."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from aimonitor.domain.secret import Secret
from aimonitor.errors import KeychainError, KeychainFault

# By name, since most of these modules exist on one platform only
_RAISED_BY_BACK_ENDS = (
    ("keyring.errors", "KeyringError"),
    ("secretstorage.exceptions", "SecretStorageException"),
    ("jeepney.wrappers", "DBusErrorResponse"),
    ("dbus.exceptions", "DBusException"),
    ("gi.repository.GLib", "Error"),
    ("win32ctypes.pywin32.pywintypes", "error"),
    ("pywintypes", "error"),
)
_FAULTS = (
    (KeychainFault.ABSENT, {"NoKeyringError"}),
    (KeychainFault.DENIED, {"PromptDismissedException", "KeychainDenied", "PasswordSetError"}),
    (KeychainFault.LOCKED, {"KeyringLocked", "LockedException"}),
    (KeychainFault.ABSENT, {"SecretServiceNotAvailableException", "ImportError"}),
)
_DBUS_FAULTS = {
    "org.freedesktop.DBus.Error.NoReply": KeychainFault.SILENT,
    "org.freedesktop.DBus.Error.Timeout": KeychainFault.SILENT,
    "org.freedesktop.DBus.Error.AccessDenied": KeychainFault.DENIED,
    "org.freedesktop.Secret.Error.IsLocked": KeychainFault.LOCKED,
}

WORDS = {
    KeychainFault.ABSENT: "There is no keychain on this system. Start one (GNOME Keyring or KWallet), "
    "or keep the key for this session only or in an environment variable.",
    KeychainFault.LOCKED: "The keychain is locked. Unlock it and try again.",
    KeychainFault.DENIED: "Keychain access denied. Allow AIMonitor to use the keychain and try again.",
    KeychainFault.SILENT: "The keychain does not answer. It may be waiting for you in a window of its own: "
    "look for it, answer it, and try again.",
    KeychainFault.MISSING: "There is no key for this provider in the keychain. Enter it again.",
    KeychainFault.UNSAFE: "The only keychain here would keep keys where others can read them, so it is not "
    "used. Keep the key for this session only or in an environment variable.",
    KeychainFault.FAILED: "The keychain failed. Try again, or restart it.",
}
STORAGE_FAILED = "Keychain storage failed. Nothing was changed: try again, or restart the keychain."

_SHORTEST_ECHO = 6


def raised_by_back_ends() -> tuple[type[BaseException], ...]:
    """The exceptions that are the keychain's fault and not ours; only of modules that are loaded."""
    known = [
        getattr(sys.modules[module], name)
        for module, name in _RAISED_BY_BACK_ENDS
        if hasattr(sys.modules.get(module), name)
    ]
    return (*known, OSError, EOFError, RuntimeError, ValueError, ImportError)


def keychain_error(error: BaseException, key: Secret | None = None) -> KeychainError:
    """The KeychainError that `error` stands for. `key`: what was being stored, to be kept out of it."""
    fault = _fault(error)
    words = STORAGE_FAILED if key and fault is KeychainFault.FAILED else WORDS[fault]
    return KeychainError(words, fault=fault, detail=_detail(error, key))


def fault_error(fault: KeychainFault, detail: str = "") -> KeychainError:
    """The KeychainError of `fault` with its usual words."""
    return KeychainError(WORDS[fault], fault=fault, detail=detail)


def _fault(error: BaseException) -> KeychainFault:
    chain = list(_chain(error))
    for link in chain:
        if isinstance(link, TimeoutError):
            return KeychainFault.SILENT
        if (named := _DBUS_FAULTS.get(str(getattr(link, "name", "")))) is not None:
            return named
    names = {base.__name__ for link in chain for base in type(link).__mro__}
    return next((fault for fault, known in _FAULTS if known & names), KeychainFault.FAILED)


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    seen: set[int] = set()
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or link.__context__


def _detail(error: BaseException, key: Secret | None) -> str:
    names = " < ".join(type(link).__name__ for link in _chain(error))
    text = " ".join(str(error).split())
    return names if not text or _echoes(text, key) else f"{names}: {text}"


def _echoes(text: str, key: Secret | None) -> bool:
    """Whether any piece of the key stands in `text`."""
    value = key.reveal() if key else ""
    last = max(len(value) - _SHORTEST_ECHO, 0)
    return bool(value) and any(value[at : at + _SHORTEST_ECHO] in text for at in range(last + 1))
