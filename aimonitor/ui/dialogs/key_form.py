"""The part of a form that is about the key: the key, its kind in words, and where it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from aimonitor.domain.secret import Secret
from aimonitor.providers.manifest import ProviderManifest
from aimonitor.providers.registry import KeyGuess, Registry
from aimonitor.ui.dialogs.field import Field, set_tone, words
from aimonitor.ui.dialogs.key_edit import KeyEdit
from aimonitor.ui.dialogs.key_place import KeyPlace
from aimonitor.ui.dialogs.problem_words import INVALID_FORMAT, Place
from aimonitor.ui.tokens import SPACE_1, SPACE_2, SPACE_3


class KeyForm(QWidget):
    """Asks for a key of one service.

    Signals:
        changed: the key, its place or its variable is another one
        switch_wanted(str): the key is of this other provider type, and the user wants that
    """

    changed = Signal()
    switch_wanted = Signal(str)

    def __init__(self, registry: Registry, environ: Mapping[str, str], *, can_switch: bool = True) -> None:
        super().__init__()
        self._registry = registry
        self._can_switch = can_switch
        self._manifest: ProviderManifest | None = None
        self._guess: KeyGuess | None = None
        self.key = KeyEdit()
        self.key_field = Field("API &key", self.key)
        self.link = QLabel()
        self.link.setOpenExternalLinks(True)
        self.link.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.kind_words = words()
        self.switch = QPushButton()
        self.switch.setAutoDefault(False)
        self.place = KeyPlace(environ)
        self._lay_out()
        self.key.textChanged.connect(self._change)
        self.place.changed.connect(self._change)
        self.switch.clicked.connect(self._switch)

    def _lay_out(self) -> None:
        told = QHBoxLayout()
        told.setSpacing(SPACE_2)
        told.addWidget(self.kind_words, 1)
        told.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignTop)
        about_key = QVBoxLayout()
        about_key.setSpacing(SPACE_1)
        about_key.addWidget(self.key_field)
        about_key.addLayout(told)
        about_key.addWidget(self.link)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_3)
        layout.addLayout(about_key)
        layout.addWidget(self.place)

    def show_service(self, manifest: ProviderManifest) -> None:
        """Ask for a key of this service from now on; what is typed stays."""
        self._manifest = manifest
        self.key.setPlaceholderText(manifest.key_placeholder)
        is_safe = manifest.key_help.startswith("https://")
        self.link.setVisible(is_safe)
        self.link.setText(f'<a href="{escape(manifest.key_help)}">Where do I get this key?</a>')
        self.link.setToolTip(f"<qt>{escape(manifest.key_help)}</qt>")
        self.link.setAccessibleDescription(manifest.key_help)  # else its tooltip is read, marks and all
        self.link.setAccessibleName(f"Where do I get a key of {manifest.name}?")
        self.place.offer(manifest.env_keys)

    def secret(self) -> Secret | None:
        """The key that was typed; None where it comes from a variable."""
        return None if self.place.in_environment else self.key.secret()

    def kind(self) -> str | None:
        """The id of the kind that the key seems to be of, if it is of this service."""
        mine = self._guess is not None and self._guess.manifest is self._manifest
        return self._guess.kind.id if mine and self._guess is not None else None

    def check(self) -> bool:
        """Whether a test makes sense; says why not at the field it concerns."""
        self.clear_errors()
        if self.place.in_environment:
            return self.place.check()
        text = self.key.secret().reveal()
        if not text:
            self.key_field.set_error("Enter the key.")
        elif not text.isascii() or not text.isprintable() or " " in text:
            self.key_field.set_error(f"{INVALID_FORMAT}: a key is one word without spaces. Paste it again.")
        return not self.key_field.error

    def set_error(self, place: Place, text: str) -> bool:
        """Say `text` at the field of `place`; False where that is not one of these fields."""
        if place is Place.KEY and self.place.in_environment:
            place = Place.VARIABLE
        fields = {
            Place.KEY: self.key_field,
            Place.WHERE: self.place.where_field,
            Place.VARIABLE: self.place.variable_field,
        }
        if place not in fields:
            return False
        fields[place].set_error(text)
        if place is Place.KEY:  # the service may say what the key's prefix already told
            self.kind_words.setVisible(self.kind_words.text() not in ("", text))
        return True

    def clear_errors(self) -> None:
        """Nothing is wrong (any more)."""
        for field in (self.key_field, self.place.where_field, self.place.variable_field):
            field.set_error("")
        self.kind_words.setVisible(bool(self.kind_words.text()))

    def forget(self) -> None:
        """Empty the key field."""
        self.key.forget()

    def _change(self) -> None:
        self.key_field.set_error("")
        self.key_field.setVisible(not self.place.in_environment)
        text = self._text()
        wanted = self._manifest.type if self._manifest is not None else ""
        self._guess = self._registry.recognise(text, wanted) if text else None
        self._tell_kind(has_key=bool(text))
        self.changed.emit()

    def _text(self) -> str:
        return self.place.value() if self.place.in_environment else self.key.secret().reveal()

    def _tell_kind(self, *, has_key: bool) -> None:
        guess, manifest = self._guess, self._manifest
        stranger = guess is not None and guess.manifest is not manifest
        self.switch.setVisible(stranger and self._can_switch)
        told, tone = "", "muted"
        if guess is not None and manifest is not None and stranger:
            told, tone = f"This looks like a key of {guess.manifest.name}, not of {manifest.name}.", "warning"
            self.switch.setText(f"Use {guess.manifest.name}".replace("&", "&&"))
        elif guess is not None and self._registry.recognise(self._text()) is None and not guess.kind.advice:
            told = f"This may be a key of {guess.manifest.name}; many begin like it, and the test will tell."
        elif guess is not None:
            told, tone = guess.kind.advice or f"{guess.kind.name}.", "warning" if guess.kind.advice else "ok"
        elif has_key and manifest is not None and any(kind.prefixes for kind in manifest.key_kinds):
            told = f"This does not look like a key of {manifest.name}; the test will tell."
        self.kind_words.setText(told)
        self.kind_words.setVisible(bool(told))
        set_tone(self.kind_words, tone)

    def _switch(self) -> None:
        if self._guess is not None:
            self.switch_wanted.emit(self._guess.manifest.type)
