"""What the app's own further starts inherit: how it is set up, and no key."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from aimonitor.app.children import for_ourselves
from aimonitor.settings.private_environment import withhold_keys


def test_a_report_is_set_up_as_the_app_is_and_is_given_no_key(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert qapp
    own = {
        "AIMONITOR_PROXY_URL": "http://me:word@proxy.example:1",
        "OPENAI_API_KEY": "short",
        "PLACE": "here",
    }
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    withhold_keys()
    given = for_ourselves(own)
    assert given.value("AIMONITOR_PROXY_URL") == own["AIMONITOR_PROXY_URL"]
    assert not given.contains("OPENAI_API_KEY")
    assert given.value("PLACE") == "here"
