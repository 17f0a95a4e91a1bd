from __future__ import annotations

from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from aimonitor import resources
from aimonitor.ui.dialogs.guide import GuideDialog


def test_the_guide_opens_and_its_links_lead_to_other_pages(qtbot: QtBot) -> None:
    dialog = GuideDialog(resources.docs())
    qtbot.addWidget(dialog)
    assert "provider" in dialog.pages.toPlainText()
    dialog.pages.anchorClicked.emit(QUrl("troubleshooting.md"))
    assert dialog.pages.source().fileName() == "troubleshooting.md"
    assert "keychain" in dialog.pages.toPlainText().lower()


def test_a_link_out_of_the_documentation_is_not_followed(qtbot: QtBot) -> None:
    dialog = GuideDialog(resources.docs())
    qtbot.addWidget(dialog)
    before = dialog.pages.source()
    for link in ("file:///etc/passwd", "javascript:alert(1)", "http://example.com/a.md"):
        dialog.pages.anchorClicked.emit(QUrl(link))
    assert dialog.pages.source() == before
