"""Adding a provider: choose a service, enter a key, see what it can read, then store it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from aimonitor.domain.provider import KEYCHAIN_REF, NO_KEY_REF
from aimonitor.errors import AppError, ProviderError
from aimonitor.monitor.requests import AddProvider
from aimonitor.monitor.service import MonitorService
from aimonitor.providers.manifest import ProviderManifest
from aimonitor.providers.registry import Registry
from aimonitor.ui.dialogs.consent import Consent
from aimonitor.ui.dialogs.field import Field, words
from aimonitor.ui.dialogs.names import name_fault, unique_name
from aimonitor.ui.dialogs.option_form import OptionForm
from aimonitor.ui.dialogs.problem_words import Place
from aimonitor.ui.dialogs.service_list import ServiceList
from aimonitor.ui.dialogs.sizes import give_size, side_width
from aimonitor.ui.dialogs.testing import KeyTestingDialog
from aimonitor.ui.theme import scaled
from aimonitor.ui.tokens import SPACE_2, SPACE_3, SPACE_4

_SERVICES_WIDTH = 190
_SIZE = (720, 600)


class AddProviderDialog(KeyTestingDialog):
    """Asks for all that a provider needs.

    `names`: those in use. `environ`: only names are shown of it. `key_ref`: where keys are kept at
    first. `provider_type`: chosen at first.

    Signals:
        recipe_wanted: the service is none of these; the user wants to describe it
    """

    recipe_wanted = Signal()

    def __init__(
        self,
        service: MonitorService,
        registry: Registry,
        *,
        names: Iterable[str] = (),
        environ: Mapping[str, str],
        key_ref: str = KEYCHAIN_REF,
        provider_type: str = "",
        locale: QLocale | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            "Add provider", service, registry, go="Add", environ=environ, locale=locale, parent=parent
        )
        self._registry = registry
        self._names = tuple(names)
        self._suggested = ""
        manifests = registry.manifests()
        self.services = ServiceList(manifests)
        self._title = words(bold=True)
        self._title.setFont(scaled(self.font(), 1.3, bold=True))
        self._summary = words("", "muted")
        self.name = QLineEdit()
        self.name_field = Field("&Name", self.name)
        self.options = OptionForm(environ)
        self.consent = Consent()
        self._lay_out()
        self.services.chosen.connect(self._show_service)
        self.services.other.clicked.connect(self.recipe_wanted)
        self.keys.switch_wanted.connect(self.services.choose)
        self.name.textChanged.connect(lambda: self.name_field.set_error(""))
        self.options.changed.connect(self.outdate)
        self.consent.changed.connect(self.outdate)
        self.keys.place.choose(key_ref)
        self.services.choose(provider_type or next((one.type for one in manifests), ""))
        self.keys.key.setFocus()

    def _lay_out(self) -> None:
        form = QVBoxLayout(self.form)
        form.setContentsMargins(SPACE_4, 0, SPACE_2, 0)
        form.setSpacing(SPACE_3)
        for widget in (
            self._title,
            self._summary,
            self.name_field,
            self.keys,
            self.consent,
            self.options,
            self.found,
        ):
            form.addWidget(widget)
        form.addStretch(1)
        self.services.setFixedWidth(side_width(self, _SERVICES_WIDTH))
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.services)
        middle.addWidget(self.scroller, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_4)
        layout.addLayout(middle, 1)
        layout.addLayout(self.button_row())
        give_size(self, *_SIZE)

    @property
    def manifest(self) -> ProviderManifest:
        """As `KeyTestingDialog`."""
        return self._registry.manifest(self.services.current)

    def request(self) -> AddProvider:
        """As `KeyTestingDialog`."""
        needs_key = self.manifest.needs_key
        return AddProvider(
            provider_type=self.services.current,
            name=self.name.text().strip(),
            api_key=self.keys.secret() if needs_key else None,
            api_key_ref=self.keys.place.ref if needs_key else NO_KEY_REF,
            options=self.options.values(),
            key_kind=self.keys.kind(),
            agreed=self.manifest.agreement if self.consent.agreed.isChecked() else "",
        )

    def check(self) -> bool:
        """As `KeyTestingDialog`; the first field that is wrong gets the cursor."""
        self.name_field.set_error(name_fault(self.name.text(), self._names))
        fine = (
            bool(self.services.current),
            not self.name_field.error,
            not self.manifest.needs_key or self.keys.check(),
            not self.consent.is_wanted or self.consent.check(),
            self.options.check(),
        )
        editors = (
            self.services.filter,
            self.name,
            self.keys.key,
            self.consent.agreed,
            self.options.focus_target(),
        )
        for ok, editor in zip(fine, editors, strict=True):
            if not ok:
                editor.setFocus()
                break
        return all(fine)

    def store(self) -> int:
        """As `KeyTestingDialog`."""
        return self.service.add_provider(self.request())

    def set_error(self, place: Place, text: str) -> bool:
        """As `KeyTestingDialog`."""
        if place is Place.NAME:
            self.name_field.set_error(text)
            return True
        if place is Place.OPTIONS:
            return self.options.set_error(text)
        return super().set_error(place, text)

    def place_of(self, error: AppError) -> tuple[Place, str]:
        """As `KeyTestingDialog`; without a key there is no field for it, and no service to connect to."""
        if not self.manifest.needs_key and isinstance(error, ProviderError):
            return Place.FORM, error.message
        return super().place_of(error)

    def resting(self) -> tuple[QWidget, ...]:
        """As `KeyTestingDialog`."""
        return (*super().resting(), self.services)

    def _show_service(self, provider_type: str) -> None:
        manifest = self._registry.manifest(provider_type)
        if self.name.text().strip() in ("", self._suggested):
            self._suggested = unique_name(manifest.name, self._names)
            self.name.setText(self._suggested)
        self._title.setText(manifest.name)
        self._summary.setText(manifest.summary)
        self.options.show_service(manifest)
        self.keys.show_service(manifest)
        self.keys.setVisible(manifest.needs_key)
        self.consent.show_service(manifest)
        self.outdate()
