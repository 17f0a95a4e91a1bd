"""What a program that we open inherits of the user's variables: all but keys."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from aimonitor.domain.provider import KEYCHAIN_REF
from aimonitor.masking import has_key
from aimonitor.providers.registry import Registry
from aimonitor.settings.private_environment import withhold_key, withhold_keys

SHAPED = "sk-admin-TEST0123456789abcdef"
PLAIN = "a word that only a provider knows for a key"


@pytest.fixture(autouse=True)
def variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        monkeypatch.setenv(name, os.environ[name])  # so that each is put back afterwards


def inherited() -> dict[str, str]:
    """By a child that is told nothing else, as those of Qt are."""
    done = subprocess.run(["/usr/bin/env", "-0"], capture_output=True, text=True, check=True)
    return dict(line.partition("=")[::2] for line in done.stdout.split("\0") if line)


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it asks a program of Unix")


def test_a_child_inherits_what_is_no_key_and_nothing_that_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {
        "OPENAI_ADMIN_KEY": "short",
        "github_token": "short",
        "SOMETHING_ELSE": SHAPED,
        "PURSE": PLAIN,
        "AIMONITOR_PROXY_URL": "http://me:word@proxy.example:3128",
    }
    others = {
        "XDG_ACTIVATION_TOKEN": "desk-7",
        "KEYBOARD": "de",
        "PURSES": PLAIN,
        "HTTPS_PROXY": "http://p:1",
    }
    for name, value in (keys | others).items():
        monkeypatch.setenv(name, value)
    assert keys.items() <= inherited().items(), "the looker sees what is there"
    withhold_keys()
    for ref in (KEYCHAIN_REF, "env:PURSE", "env:NO_SUCH_PURSE"):
        withhold_key(ref)
    given = inherited()
    assert keys.keys() & given.keys() == set()
    assert keys.keys() & os.environ.keys() == set(), "libraries start programs with all that stands here"
    assert others.items() <= given.items()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PATH", "/home/me/sk-learn-project-2024/bin:/usr/bin:/bin"),
        ("XDG_DATA_DIRS", "/opt/xdg-desktop-portal-gnome/share:/usr/share"),
        ("HTTPS_PROXY", "http://me:eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJtZSJ9.c2lnbmVk@proxy.example:3128"),
        ("https_proxy", "http://me:eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJtZSJ9.c2lnbmVk@proxy.example:3128"),
    ],
)
def test_what_every_program_needs_is_not_taken_for_a_key(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    assert has_key(value)
    withhold_keys()
    assert inherited()[name] == value
    assert os.environ[name] == value, "the app finds its own way to the network here"


@pytest.mark.parametrize("name", sorted({name for one in Registry().manifests() for name in one.env_keys}))
def test_every_variable_in_which_people_keep_a_key_is_withheld(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "short")
    withhold_keys()
    assert name not in inherited()
