"""What a recipe is tried with: the key, the options, and the user's word that it may be sent there."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from aimonitor.errors import ConfigError
from aimonitor.monitor.pasted_keys import refuse_key_in_recipe
from aimonitor.monitor.recipes import RecipeTest
from aimonitor.providers.manifest import ProviderManifest
from aimonitor.ui.dialogs.consent import Consent
from aimonitor.ui.dialogs.field import Field, words
from aimonitor.ui.dialogs.key_edit import KeyEdit
from aimonitor.ui.dialogs.option_form import OptionForm
from aimonitor.ui.tokens import SPACE_2, SPACE_3

_NO_KEY = "Enter a key to test with. It is not kept."


class RecipeTry(QWidget):
    """Shows what the recipe in the editor asks for, as far as it is one.

    Signals:
        wanted: the user wants a test
    """

    wanted = Signal()

    def __init__(self, environ: Mapping[str, str]) -> None:
        super().__init__()
        self._manifest: ProviderManifest | None = None
        self._asked: ProviderManifest | None = None
        self.key = KeyEdit()
        self.key_field = Field("&Key to test with", self.key, "Used for this test, and not kept.")
        self.options = OptionForm(environ)
        self.consent = Consent()
        self.test_button = QPushButton("&Test")
        self.test_button.setAutoDefault(False)
        self.test_button.setToolTip("Ask the service once. Nothing is stored.")
        self._hint = words("Once it is a recipe, it can be tested here: the service is asked once.", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, SPACE_2, 0)
        layout.setSpacing(SPACE_3)
        for widget in (self._hint, self.key_field, self.options, self.consent, self.test_button):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.show_service(None)
        self.key.textChanged.connect(lambda: self.key_field.set_error(""))
        self.key.returnPressed.connect(self.wanted)
        self.test_button.clicked.connect(self.wanted)

    @property
    def manifest(self) -> ProviderManifest | None:
        """What is shown; None while the text is no recipe."""
        return self._manifest

    def show_service(self, manifest: ProviderManifest | None) -> None:
        """Ask for what this needs. What was entered stays; a tick holds for the same host alone."""
        self._manifest = manifest
        self._hint.setVisible(manifest is None)
        self.test_button.setEnabled(manifest is not None)
        if manifest is None:
            return
        before, self._asked = self._asked, manifest
        self.key.setPlaceholderText(manifest.key_placeholder)
        if before is None or before.options != manifest.options:
            self.options.show_service(manifest, self.options.values())
        self.options.setVisible(bool(manifest.options))
        if before is None or before.consent != manifest.consent or before.agreement != manifest.agreement:
            self.consent.show_service(manifest)

    def check(self) -> bool:
        """Whether it can be tested; says why not, and the first field that is wrong gets the cursor."""
        self.key_field.set_error("" if self.key.secret() else _NO_KEY)
        fine = (not self.key_field.error, self.options.check(), self.consent.check())
        for ok, editor in zip(
            fine, (self.key, self.options.focus_target(), self.consent.agreed), strict=True
        ):
            if not ok:
                editor.setFocus()
                break
        return all(fine)

    def key_in(self, text: str) -> ConfigError | None:
        """Why `text` must not be kept: the key of the test stands in it, or any other."""
        try:
            refuse_key_in_recipe(text, self.key.secret())
        except ConfigError as error:
            return error
        return None

    def request(self, text: str, file: str) -> RecipeTest:
        """The wish to try `text` as it stands in the form."""
        agreed = self._manifest.agreement if self._manifest and self.consent.agreed.isChecked() else ""
        return RecipeTest(
            text=text, name=file, key=self.key.secret(), agreed=agreed, options=self.options.values()
        )
