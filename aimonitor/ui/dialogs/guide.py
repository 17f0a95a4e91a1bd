"""The documentation that came with the app, to read in the app."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from aimonitor.ui.tokens import SPACE_3, SPACE_4

FIRST_PAGE = "user-guide.md"
_SIZE = (760, 640)


class GuideDialog(QDialog):
    """Shows the pages in `folder`, the user guide first; links lead from page to page.

    Not modal: the window can be used beside it. Web links open in the browser.
    """

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("User guide")
        self.pages = QTextBrowser()
        self.pages.setAccessibleName("User guide")
        self.pages.setOpenLinks(False)
        self.pages.anchorClicked.connect(self._follow)
        self.pages.setSearchPaths([str(folder)])
        self.pages.setSource(QUrl.fromLocalFile(str(folder / FIRST_PAGE)))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_3)
        column.addWidget(self.pages)
        column.addWidget(buttons)
        self.resize(*_SIZE)

    def _follow(self, link: QUrl) -> None:
        if link.scheme() == "https":
            QDesktopServices.openUrl(link)
            return
        target = self.pages.source().resolved(link)
        if target.isLocalFile() and target.path().endswith(".md"):
            self.pages.setSource(target)
