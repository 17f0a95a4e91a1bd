"""A page of settings, made from their declarations; pages with more on them build on it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from aimonitor.settings.declared import DECLARED, Declared
from aimonitor.settings.kinds import Switch
from aimonitor.settings.settings import Origin, OriginKind, Resolved
from aimonitor.ui.dialogs.field import Field, set_tone, words
from aimonitor.ui.dialogs.setting_editors import SettingEditor
from aimonitor.ui.theme import scaled
from aimonitor.ui.tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_4

_ORIGIN_WORDS = {
    OriginKind.FLAG: "Set by the option {}, so it cannot be changed here.",
    OriginKind.ENVIRONMENT: "Set by the environment variable {}, so it cannot be changed here.",
    OriginKind.FILE: "Set in {}, so it cannot be changed here.",
}


class SettingRow(QObject):
    """One setting on a page: its editor, its help, who fixed it, and what is wrong with it.

    Signals:
        change_wanted(str name, object value)
    """

    change_wanted = Signal(str, object)

    def __init__(self, declared: Declared, parent: QObject) -> None:
        super().__init__(parent)
        self.declared = declared
        self.editor = SettingEditor(declared, lambda value: self.change_wanted.emit(declared.name, value))
        title = "" if isinstance(declared.kind, Switch) else declared.label
        self.field = Field(title, self.editor.widget, declared.help, accessible=declared.label)

    def show(self, resolved: Resolved) -> None:
        """Show the value in force; one that something stronger sets can only be read."""
        self.editor.show(resolved.settings)
        fixed = resolved.is_fixed(self.declared.name)
        self.editor.widget.setEnabled(not fixed)
        self.field.set_note(origin_words(resolved.sources[self.declared.name]) if fixed else "")
        self.field.set_error("")


class SettingsPage(QWidget):
    """The settings of one section, from top to bottom; `body` takes what a subclass adds below.

    Signals:
        change_wanted(str name, object value)
    """

    change_wanted = Signal(str, object)

    def __init__(self, section: str) -> None:
        super().__init__()
        self.section = section
        title = words(section, bold=True)
        title.setFont(scaled(self.font(), 1.3, bold=True))
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(SPACE_4, 0, SPACE_2, 0)
        self.body.setSpacing(SPACE_3)
        self.body.addWidget(title)
        self.rows: dict[str, SettingRow] = {}
        for declared in DECLARED:
            if declared.page == section and declared.in_window:
                row = SettingRow(declared, self)
                row.change_wanted.connect(self.change_wanted)
                self.rows[declared.name] = row
                self.body.addWidget(row.field)
        self.outcome = words()
        self.outcome.hide()
        self.add_more()
        self.body.addWidget(self.outcome)
        self.body.addStretch(1)

    def add_more(self) -> None:
        """Add to `body` what is no setting: override."""

    def show_settings(self, resolved: Resolved) -> None:
        """Show the values in force."""
        for row in self.rows.values():
            row.show(resolved)

    def show_outcome(self, text: str, tone: str = "ok") -> None:
        """Say how something ended that was begun on this page."""
        self.outcome.setText(text)
        set_tone(self.outcome, tone)
        self.outcome.setVisible(bool(text))

    def add_buttons(self, *buttons: QPushButton) -> None:
        """Put buttons in a row below what is there."""
        row = QHBoxLayout()
        row.setContentsMargins(0, SPACE_1, 0, 0)
        row.setSpacing(SPACE_2)
        for button in buttons:
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)


def origin_words(origin: Origin) -> str:
    """Who set a value that the window cannot change."""
    return _ORIGIN_WORDS[origin.kind].format(origin.where) if origin.kind in _ORIGIN_WORDS else ""
