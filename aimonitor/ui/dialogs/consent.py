"""What is done on this computer, or with a key, that the user must want first; and whether they do."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from aimonitor.providers.manifest import ProviderManifest
from aimonitor.ui.dialogs.field import Field, words
from aimonitor.ui.tokens import SPACE_2

NOT_AGREED = "Tick this if you want it. Nothing of it is done before."


class Consent(QWidget):
    """One sentence and one tick; nothing runs before it.

    Signals:
        changed: the tick was set or taken away
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._told = words()
        self._link = QLabel()
        self._link.setOpenExternalLinks(True)
        self._link.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.agreed = QCheckBox("&Yes, do that")
        self._field = Field("", self.agreed, accessible="Yes, do that")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        for widget in (self._told, self._link, self._field):
            layout.addWidget(widget)
        self.hide()
        self.agreed.toggled.connect(self._change)

    @property
    def is_wanted(self) -> bool:
        """Whether the service that is shown needs it."""
        return bool(self.told)

    @property
    def told(self) -> str:
        """What is said to be done."""
        return self._told.text()

    @property
    def error(self) -> str:
        """What is said to be wrong; "" when nothing is."""
        return self._field.error

    def show_service(self, manifest: ProviderManifest, agreed: str = "") -> None:
        """Ask for this service from now on; a tick for another one does not count.

        `agreed`: what the user agreed to before. The same is not asked again.
        """
        self.agreed.setChecked(False)
        self._told.setText(_words(manifest, agreed))
        self._field.set_error("")
        self._link.setVisible(not manifest.needs_key and manifest.key_help.startswith("https://"))
        self._link.setText(f'<a href="{escape(manifest.key_help)}">How does that work?</a>')
        self._link.setToolTip(f"<qt>{escape(manifest.key_help)}</qt>")
        self._link.setAccessibleName(f"How does {manifest.name} work?")
        self._link.setAccessibleDescription(manifest.key_help)  # else its tooltip is read, marks and all
        self.setVisible(self.is_wanted)

    def check(self) -> bool:
        """Whether the user agrees; says what to do where not."""
        self._field.set_error("" if self.agreed.isChecked() else NOT_AGREED)
        return self.agreed.isChecked()

    def _change(self) -> None:
        self._field.set_error("")
        self.changed.emit()


def _words(manifest: ProviderManifest, agreed: str) -> str:
    """What is asked; "" where nothing is."""
    if not manifest.needs_key:
        return f"No key is needed. {manifest.consent}"
    return "" if agreed == manifest.agreement else manifest.consent
