"""What the app's own further starts inherit: how it is set up, and no key."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from aimonitor.app.children import for_ourselves
from aimonitor.settings.private_environment import withhold_key, withhold_keys


def test_a_report_is_set_up_as_the_app_is_and_is_given_no_key(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert qapp
    own = {
        "AIMONITOR_PROXY_URL": "http://me:word@proxy.example:1",
        "OPENAI_API_KEY": "short",
        "AIMONITOR_LOG_LEVEL": "debug",
        "AIMONITOR_WORK_KEY": "short",
        "AIMONITOR_PURSE": "a word that only a provider knows for a key",
        "PLACE": "here",
    }
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    withhold_keys()
    withhold_key("env:AIMONITOR_PURSE")
    given = for_ourselves(own)
    assert given.value("AIMONITOR_PROXY_URL") == own["AIMONITOR_PROXY_URL"]
    assert given.value("AIMONITOR_LOG_LEVEL") == "debug"
    for name in ("OPENAI_API_KEY", "AIMONITOR_WORK_KEY", "AIMONITOR_PURSE"):
        assert not given.contains(name)
    assert given.value("PLACE") == "here"
