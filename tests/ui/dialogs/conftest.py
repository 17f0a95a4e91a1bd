from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from aimonitor.monitor.service import MonitorService
from aimonitor.providers.registry import Registry


@pytest.fixture
def service(qapp: QApplication) -> MonitorService:
    """A service that was never started: it takes notes of what it is asked, and tests answer for it."""
    assert qapp is not None
    return MonitorService()


@pytest.fixture
def registry() -> Registry:
    return Registry()
