"""A keychain for tests that outlives the process: a file, named by a variable."""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backends import fail
from keyring.errors import KeyringLocked, PasswordDeleteError

PLACE = "CLI_TEST_KEYS"
LOCKED = "CLI_TEST_KEYS_LOCKED"


def no_keychain() -> object:
    """What keyring chooses where there is no keychain."""
    return fail.Keyring()  # type: ignore[no-untyped-call]


class Drawer:
    """What a keyring back end does, without being one: it does not register itself."""

    priority = -1.0

    def get_password(self, service: str, username: str) -> str | None:
        return self._read().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._write({**self._read(), f"{service}/{username}": password})

    def delete_password(self, service: str, username: str) -> None:
        kept = self._read()
        if kept.pop(f"{service}/{username}", None) is None:
            msg = "No such password!"
            raise PasswordDeleteError(msg)
        self._write(kept)

    def _read(self) -> dict[str, str]:
        if os.environ.get(LOCKED):
            msg = "Failed to unlock the collection!"
            raise KeyringLocked(msg)
        place = Path(os.environ[PLACE])
        found: dict[str, str] = json.loads(place.read_text()) if place.exists() else {}
        return found

    def _write(self, kept: dict[str, str]) -> None:
        Path(os.environ[PLACE]).write_text(json.dumps(kept))
