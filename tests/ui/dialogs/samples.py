"""What the dialogs are tried with: the real services, a monitor that only takes notes, a good test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QLocale

from aimonitor.domain.provider import Capability
from aimonitor.domain.usage import PartFailure, Problem
from aimonitor.errors import ProblemKind
from aimonitor.monitor.requests import KeyTest
from aimonitor.monitor.wishes import Wishes
from aimonitor.providers.base import KeyReport
from aimonitor.settings.load import load_settings
from aimonitor.settings.settings import Resolved
from tests.ui.factories import poll, state, window, with_window

ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
ADMIN_KEY = "sk-admin-TEST-0123456789"
PROJECT_KEY = "sk-proj-TEST-0123456789"
ANTHROPIC_KEY = "sk-ant-admin01-TEST-0123456789"


def asked(service: Wishes) -> list[tuple[int, str, tuple[Any, ...]]]:
    """What a service that was never started was asked: (token, what, arguments), oldest first."""
    return service._waiting


def last_asked(service: Wishes, name: str) -> tuple[int, Any]:
    """The token and the first argument of the newest wish, which must be of that name."""
    token, what, arguments = service._waiting[-1]
    assert what == name
    return token, arguments[0] if arguments else None


def resolved(environ: dict[str, str] | None = None, **stored: str) -> Resolved:
    """Settings as they would be loaded; without `environ` the theme is fixed by a variable."""
    return load_settings(
        flags={},
        environ={"AIMONITOR_THEME": "dark"} if environ is None else environ,
        config_file=Path("/nowhere/config.toml"),
        stored=stored,
    )


def good_test(advice: str = "", *, partly: bool = False) -> KeyTest:
    """A test that found an admin key and its figures; `partly`: its limits could not be read."""
    one = with_window(state(), window("241.07", "390"))
    if partly:
        problem = Problem(kind=ProblemKind.SERVICE, message="The service failed (503).")
        one = replace(one, last_poll=poll(failures=(PartFailure(part="limits", problem=problem),)))
    report = KeyReport(kind="admin", can=frozenset({Capability.COST}), advice=advice, identity="Acme Inc.")
    return KeyTest(report=report, state=one)
