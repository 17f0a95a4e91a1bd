from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from aimonitor.monitor.alert_service import AlertService
from aimonitor.monitor.archive_service import ArchiveService
from aimonitor.monitor.service import MonitorService
from aimonitor.providers.registry import Registry


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
def registry() -> Registry:
    return Registry()
