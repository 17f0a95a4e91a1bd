"""What this program is, and which versions it runs on."""

from __future__ import annotations

import platform
import sys

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from aimonitor import APP_NAME, __version__, resources
from aimonitor.ui.dialogs.field import words
from aimonitor.ui.dialogs.sizes import give_width
from aimonitor.ui.theme import scaled
from aimonitor.ui.tokens import SPACE_2, SPACE_3, SPACE_4

_ICON = QSize(64, 64)
_WIDTH = 440


class AboutDialog(QDialog):
    """Versions can be selected and copied, for a report."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"About {APP_NAME}")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        icon = QLabel()
        icon.setPixmap(QIcon(str(resources.path("icons", "aimonitor.svg"))).pixmap(_ICON))
        icon.setAccessibleName(f"The icon of {APP_NAME}")
        title = words(f"{APP_NAME} {__version__}", bold=True)
        title.setFont(scaled(self.font(), 1.4, bold=True))
        self.versions = words(versions(), "muted")
        self.versions.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        told = QVBoxLayout()
        told.setSpacing(SPACE_2)
        for label in (
            title,
            words("What your AI providers cost, how much is left, and when it runs out."),
            words("Your keys go to their own services and nowhere else. Nothing is sent to anyone else."),
            words("Free software under the MIT licence. Qt is used under the LGPL.", "muted"),
            self.versions,
        ):
            told.addWidget(label)
        top = QHBoxLayout()
        top.setSpacing(SPACE_4)
        top.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(told, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_3)
        layout.addLayout(top)
        layout.addWidget(buttons)
        give_width(self, _WIDTH)


def versions() -> str:
    """Python, Qt and the system, in one line."""
    return (
        f"Python {platform.python_version()} · Qt {qVersion()} · PySide6 {pyside_version} · "
        f"{platform.system() or sys.platform} {platform.machine()}"
    )
