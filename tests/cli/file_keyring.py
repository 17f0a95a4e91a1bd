"""The drawer as a keyring back end, for commands in a process of their own."""

from __future__ import annotations

from keyring.backend import KeyringBackend

from tests.cli.drawer import Drawer


class FileKeyring(Drawer, KeyringBackend):
    """Chosen by PYTHON_KEYRING_BACKEND only: its priority is too low for any other way."""
