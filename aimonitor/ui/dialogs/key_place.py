"""Where a key is kept: in the keychain, for this session, or in an environment variable."""

from __future__ import annotations

import re
from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from aimonitor.domain.provider import ENV_PREFIX, KEYCHAIN_REF, SESSION_REF
from aimonitor.masking import looks_like_key
from aimonitor.ui.dialogs.field import Field
from aimonitor.ui.dialogs.sizes import shrinkable
from aimonitor.ui.tokens import SPACE_3

_CHOICES = (
    (
        KEYCHAIN_REF,
        "In the system's keychain (recommended)",
        "It is locked with your login, and kept nowhere else.",
    ),
    (SESSION_REF, "For this session only", "It is forgotten when AIMonitor quits; then enter it again."),
    (
        ENV_PREFIX,
        "In an environment variable",
        "AIMonitor keeps the variable's name, never the key. Set it before AIMonitor starts.",
    ),
)
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class KeyPlace(QWidget):
    """The choice, and the variable's name where that is the choice.

    Signals:
        changed: another place, or another variable
    """

    changed = Signal()

    def __init__(self, environ: Mapping[str, str]) -> None:
        super().__init__()
        self._environ = environ
        self.choice = shrinkable(QComboBox())
        for ref, text, _ in _CHOICES:
            self.choice.addItem(text, ref)
        self.variable = shrinkable(QComboBox())
        self.variable.setEditable(True)
        self.variable.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.where_field = Field("Kee&p the key", self.choice)
        self.variable_field = Field("&Variable", self.variable)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_3)
        layout.addWidget(self.where_field)
        layout.addWidget(self.variable_field)
        self.choice.currentIndexChanged.connect(self._change)
        self.variable.editTextChanged.connect(self._change)
        self._change()

    @property
    def in_environment(self) -> bool:
        """Whether the key comes from a variable, so that there is none to type."""
        return bool(self.choice.currentData() == ENV_PREFIX)

    @property
    def ref(self) -> str:
        """The `api_key_ref` that was chosen."""
        return f"{ENV_PREFIX}{self._name()}" if self.in_environment else str(self.choice.currentData())

    def value(self) -> str:
        """The key in the chosen variable, to look at its kind; never to be shown. "" when there is none."""
        return self._environ.get(self._name(), "").strip() if self.in_environment else ""

    def offer(self, names: tuple[str, ...]) -> None:
        """Offer these variables, those that are set first."""
        ordered = sorted(names, key=lambda name: not self._environ.get(name))
        self.variable.clear()
        self.variable.addItems(ordered)
        self._change()

    def choose(self, ref: str) -> None:
        """Show `ref` as the choice; where no key was given yet, the keychain."""
        is_variable = ref.startswith(ENV_PREFIX)
        known = self.choice.findData(ENV_PREFIX if is_variable else ref)
        self.choice.setCurrentIndex(max(known, 0))
        if is_variable:
            self.variable.setEditText(ref.removeprefix(ENV_PREFIX))

    def check(self) -> bool:
        """Whether the choice can be used; says why not."""
        if not self.in_environment:
            return True
        if _VARIABLE.fullmatch(self._name()) and not looks_like_key(self._name()):
            return True
        self.variable_field.set_error("Name the environment variable that holds the key.")
        return False

    def _name(self) -> str:
        return self.variable.currentText().strip()

    def _change(self) -> None:
        self.where_field.set_note(_CHOICES[self.choice.currentIndex()][2])
        self.where_field.set_error("")
        self.variable_field.set_error("")
        self.variable_field.setVisible(self.in_environment)
        is_set = bool(self._environ.get(self._name()))
        self.variable_field.set_note(
            "It is set." if is_set else "It is not set in the environment that AIMonitor was started in.",
            "muted" if is_set else "warning",
        )
        self.changed.emit()
