"""Which of keyring's back ends is used, which are refused, and whether one would ask the user.

All of this blocks, and imports keyring: it runs in the keychain's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

from aimonitor.errors import KeychainFault
from aimonitor.keychain.faults import fault_error

Backend = Any
"""A `keyring.backend.KeyringBackend`; keyring is imported late and has no types for us here."""

BackendFactory = Callable[[], Backend]
"""Makes a back end, in the keychain's thread."""

_CHAIN = "keyring.backends.chainer"
_NOTHING_BEHIND = ("keyring.backends.fail", "keyring.backends.null")
_UNSAFE_MODULES = ("keyrings.alt",)
_UNSAFE_WORDS = ("plaintext", "memory", "unencrypted", "uncrypted", "null")
_SECRET_SERVICE = ("keyring.backends.SecretService", "keyring.backends.libsecret")
_NAMES = {
    "keyring.backends.SecretService": "Secret Service",
    "keyring.backends.libsecret": "Secret Service",
    "keyring.backends.kwallet": "KWallet",
    "keyring.backends.macOS": "macOS Keychain",
    "keyring.backends.Windows": "Windows Credential Manager",
}


def find_backend() -> Backend:
    """The back end keyring would use now; a keychain that was started after us is found too."""
    import keyring  # noqa: PLC0415  200 ms, in its own thread, when first needed

    found = keyring.get_keyring()
    return found if _refusal(found) is not KeychainFault.ABSENT else _found_anew() or found


def _found_anew() -> Backend | None:
    """What is there now: keyring itself looks only once. What the user chose for it stands."""
    from keyring.backend import KeyringBackend  # noqa: PLC0415
    from keyring.core import load_config, load_env  # noqa: PLC0415

    if load_env() or load_config():
        return None
    kinds = [kind for kind in KeyringBackend.get_viable_backends() if kind.__module__ != _CHAIN]
    ranked = sorted(kinds, key=lambda kind: float(kind.priority), reverse=True)
    return next((kind() for kind in ranked if kind.priority > 0), None)


def checked(backend: Backend) -> Backend:
    """`backend` itself, or the first one behind a chain, that keeps keys safe.

    Raises KeychainError (ABSENT, UNSAFE).
    """
    unsafe: Backend | None = None
    for candidate in _behind(backend):
        refusal = _refusal(candidate)
        if refusal is None:
            return candidate
        if refusal is KeychainFault.UNSAFE:
            unsafe = unsafe or candidate
    if unsafe is not None:
        raise fault_error(KeychainFault.UNSAFE, detail=shown_name(unsafe))
    raise fault_error(KeychainFault.ABSENT)


def shown_name(backend: Backend) -> str:
    """The back end's name for people."""
    kind = type(backend)
    return _NAMES.get(kind.__module__, f"{kind.__module__}.{kind.__qualname__}")


def would_ask(backend: Backend) -> bool:
    """Whether reading from `backend` would put up an unlock prompt, as far as one can tell."""
    return type(backend).__module__ in _SECRET_SERVICE and _default_collection_is_locked()


def _default_collection_is_locked() -> bool:
    from keyring.backends import SecretService  # noqa: PLC0415  Linux only

    library = getattr(SecretService, "secretstorage", None)
    if library is None:
        return False
    with closing(library.dbus_init()) as bus:
        try:
            collection = library.get_collection_by_alias(bus, "default")
        except library.ItemNotFoundException:
            return True  # there is none yet: it would ask for the password of a new one
        return bool(collection.is_locked())


def _behind(backend: Backend) -> Iterator[Backend]:
    if type(backend).__module__ == _CHAIN:
        yield from backend.backends
    else:
        yield backend


def _refusal(backend: Backend) -> KeychainFault | None:
    kind = type(backend)
    if kind.__module__ in _NOTHING_BEHIND:
        return KeychainFault.ABSENT
    named = f"{kind.__module__}.{kind.__qualname__}".lower()
    unsafe = kind.__module__.startswith(_UNSAFE_MODULES) or any(word in named for word in _UNSAFE_WORDS)
    return KeychainFault.UNSAFE if unsafe else None
