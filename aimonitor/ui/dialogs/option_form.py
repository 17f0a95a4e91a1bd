"""The options that a service's manifest declares, as fields; a base URL says where the key will go."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from aimonitor.errors import ConfigError
from aimonitor.net.origin import check_base_url
from aimonitor.providers.address import no_address
from aimonitor.providers.manifest import BASE_URL, REGION, ProviderManifest, ProviderOption
from aimonitor.ui.dialogs.field import Field, words
from aimonitor.ui.tokens import SPACE_3


class OptionForm(QWidget):
    """One field an option, made anew for each service.

    Signals:
        changed: an option has another value
    """

    changed = Signal()

    def __init__(self, environ: Mapping[str, str]) -> None:
        super().__init__()
        self._environ = environ
        self._manifest: ProviderManifest | None = None
        self.fields: dict[str, Field] = {}
        self._from_environment = words("", "warning")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_3)
        self._layout.addWidget(self._from_environment)

    def show_service(self, manifest: ProviderManifest, values: Mapping[str, str] | None = None) -> None:
        """Show the options of this service, with these values."""
        for field in self.fields.values():
            self._layout.removeWidget(field)
            field.deleteLater()
        self._manifest = manifest
        self.fields = {
            option.id: self._field(option, (values or {}).get(option.id, option.default))
            for option in manifest.options
        }
        self._tell_destination()

    def values(self) -> dict[str, str]:
        """What is set, by the option's id; what is empty is left out."""
        texts = {name: _text(field.editor) for name, field in self.fields.items()}
        return {name: text for name, text in texts.items() if text}

    def check(self) -> bool:
        """Whether all of it can be used; says why not."""
        self.clear_errors()
        if self._misses_option():
            return False
        address = self.values().get(BASE_URL)
        if address is None:
            return not self._misses_address()
        try:
            check_base_url(address)
        except ConfigError as error:
            self.fields[BASE_URL].set_error(error.message)
            return False
        return True

    def _misses_option(self) -> bool:
        """Whether something is empty that is needed, beside the address; says so."""
        known = self.values()
        options = self._manifest.options if self._manifest is not None else ()
        missing = [one for one in options if one.required and one.id != BASE_URL and one.id not in known]
        for option in missing:
            self.fields[option.id].set_error(f"{option.label} is needed: without it there is nothing to ask.")
        return bool(missing)

    def _misses_address(self) -> bool:
        """Whether the service has no address of its own, and nobody named one; says so."""
        manifest = self._manifest
        if manifest is None or manifest.base_url or self._environ.get(manifest.base_url_env):
            return False
        return self.set_error(no_address(manifest))

    def focus_target(self) -> QWidget:
        """The first field with an error, else this form."""
        return next((field.editor for field in self.fields.values() if field.error), self)

    def set_error(self, text: str) -> bool:
        """Say what is wrong at the base URL; False where there is no such field."""
        field = self.fields.get(BASE_URL)
        if field is not None:
            field.set_error(text)
        return field is not None

    def clear_errors(self) -> None:
        """Nothing is wrong (any more)."""
        for field in self.fields.values():
            field.set_error("")

    def _field(self, option: ProviderOption, value: str) -> Field:
        editor: QComboBox | QLineEdit
        if option.choices:
            editor = QComboBox()
            editor.addItems(["", *option.choices] if not option.default else list(option.choices))
            editor.setCurrentText(value)
            editor.currentTextChanged.connect(self._change)
        else:
            editor = QLineEdit(value)
            editor.setPlaceholderText(option.placeholder)
            editor.textChanged.connect(self._change)
        field = Field(option.label, editor, option.help)
        self._layout.addWidget(field)
        return field

    def _change(self) -> None:
        self.clear_errors()
        self._tell_destination()
        self.changed.emit()

    def _tell_destination(self) -> None:
        address = self.values().get(BASE_URL, "")
        field = self.fields.get(BASE_URL)
        if field is not None:
            host = _host(address)
            told = f"Your key will be sent to {host}. Use only an address you trust." if host else ""
            field.set_note(told, "warning")
        variable = self._manifest.base_url_env if self._manifest is not None else ""
        wanted = "" if address else self._environ.get(variable, "")
        self._from_environment.setVisible(bool(wanted))
        self._from_environment.setText(f"Your key will be sent to {_host(wanted)}, as {variable} says.")
        self._tell_region(elsewhere=bool(address or wanted))

    def _tell_region(self, *, elsewhere: bool) -> None:
        """Which host the chosen region is, unless the key goes elsewhere."""
        field, manifest = self.fields.get(REGION), self._manifest
        region = manifest.region(self.values()) if manifest is not None else None
        if field is None or manifest is None or region is None:
            return
        told = next(option.help for option in manifest.options if option.id == REGION)
        field.set_note(
            "" if elsewhere else f"{told} Your key is sent to {_host(region.base_url)} only.".strip()
        )


def _host(address: str) -> str:
    try:
        return urlsplit(check_base_url(address)).netloc if address else ""
    except ConfigError:
        return ""


def _text(editor: QWidget) -> str:
    if isinstance(editor, QComboBox):
        return editor.currentText().strip()
    return editor.text().strip() if isinstance(editor, QLineEdit) else ""
