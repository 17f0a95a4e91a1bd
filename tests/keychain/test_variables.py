"""Back ends of others find what they log in with, in the window as on the command line."""

from __future__ import annotations

import asyncio
import os
import subprocess
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend

from aimonitor.domain.secret import Secret
from aimonitor.keychain.service import KeychainService
from aimonitor.keychain.variables import needed_by_back_ends
from aimonitor.settings.private_environment import withhold_keys

LOGINS = (
    "KEYRING_PROPERTY_FILE_KEY",
    "OP_SERVICE_ACCOUNT_TOKEN",
    "OP_CONNECT_TOKEN",
    "VAULT_TOKEN",
    "BWS_ACCESS_TOKEN",
)
OTHERS = ("OPENAI_API_KEY", "GITHUB_TOKEN", "MY_OP_TOKEN", "VAULTED_KEY")
OWN = EntryPoint("SecretService", "keyring.backends.SecretService", "keyring.backends")
OF_OTHERS = EntryPoint("op", "onepassword_keyring", "keyring.backends")


class Opened(KeyringBackend):
    """Opens with what stands in the process, as a program does that it starts."""

    priority = -1.0
    file_key = ""
    kept: str | None = None

    def get_password(self, service: str, username: str) -> str | None:
        del service, username
        return self.kept if self._is_open() else None

    def set_password(self, service: str, username: str, password: str) -> None:
        del service, username
        self.kept = password

    def _is_open(self) -> bool:
        token = subprocess.check_output(["/usr/bin/env", "printenv", "VAULT_TOKEN"], text=True).strip()
        return token == "opens" and self.file_key == "opens too"


@pytest.fixture(autouse=True)
def environ(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
    """A copy from before; each variable is put back afterwards."""
    for name in os.environ:
        monkeypatch.setenv(name, os.environ[name])
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    for name in (*LOGINS, *OTHERS):
        monkeypatch.setenv(name, "opens")
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [OWN] if group else [])
    return dict(os.environ)


def left(environ: dict[str, str]) -> set[str]:
    withhold_keys(needed_by_back_ends(environ))
    return os.environ.keys() & {*LOGINS, *OTHERS}


def test_with_keyrings_own_back_ends_nothing_is_needed(environ: dict[str, str]) -> None:
    assert left(environ) == set()
    environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.SecretService.Keyring"
    assert not any(map(needed_by_back_ends(environ), LOGINS))


def test_a_back_end_that_is_installed_finds_its_log_in(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [OWN, OF_OTHERS] if group else [])
    assert left(environ) == set(LOGINS)


def test_so_does_one_that_is_chosen_by_a_variable(environ: dict[str, str]) -> None:
    assert left({**environ, "PYTHON_KEYRING_BACKEND": "vaultkeyring.Vault"}) == set(LOGINS)


def test_so_does_one_that_is_chosen_by_keyrings_own_file(environ: dict[str, str], tmp_path: Path) -> None:
    for folder in (tmp_path / "config" / "python_keyring", tmp_path / "local" / "Python Keyring"):
        folder.mkdir(parents=True)
        (folder / "keyringrc.cfg").write_text("[backend]\ndefault-keyring=x.Y\nkeyring-path=/somewhere\n")
    assert left(environ) == set(LOGINS)


@pytest.mark.skipif(os.name == "nt", reason="it asks a program of Unix")
def test_keys_are_kept_by_such_a_back_end_after_the_window_has_withheld_keys(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEYRING_PROPERTY_FILE_KEY", "opens too")
    named = f"{Opened.__module__}.Opened"
    withhold_keys(needed_by_back_ends({**environ, "PYTHON_KEYRING_BACKEND": named}))

    async def script() -> str:
        service = KeychainService(backend=Opened, timeout=60)
        await service.store_api_key("p1", Secret("sk-TEST-of-a-vault"))
        return (await service.get_api_key("p1")).reveal()

    assert asyncio.run(script()) == "sk-TEST-of-a-vault"
