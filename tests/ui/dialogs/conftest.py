from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aimonitor.monitor.alert_service import AlertService
from aimonitor.monitor.archive_service import ArchiveService
from aimonitor.monitor.recipe_service import RecipeService
from aimonitor.monitor.service import MonitorService
from aimonitor.providers.registry import Registry
from aimonitor.ui.dialogs.recipe_editor import RecipeEditorDialog
from tests.ui.dialogs.recipe_samples import OWN, check, opened


@pytest.fixture
def service(qapp: QApplication) -> MonitorService:
    """A service that was never started: it takes notes of what it is asked, and tests answer for it."""
    assert qapp is not None
    return MonitorService()


@pytest.fixture
def alerts(qapp: QApplication) -> AlertService:
    """The same for the alerts."""
    assert qapp is not None
    return AlertService()


@pytest.fixture
def archive(qapp: QApplication) -> ArchiveService:
    """The same for the archive."""
    assert qapp is not None
    return ArchiveService()


@pytest.fixture
def face(qapp: QApplication) -> RecipeService:
    """The same for recipes."""
    assert qapp is not None
    return RecipeService()


@pytest.fixture
def dialog(face: RecipeService, qtbot: QtBot) -> RecipeEditorDialog:
    """The recipe editor with a recipe of the user's that is fine; tests of other dialogs make theirs."""
    made = opened(face, qtbot, OWN)
    check(face, made)
    return made


@pytest.fixture
def registry() -> Registry:
    return Registry()
