"""Changing a provider: its name, how often it is asked, and its options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from aimonitor.domain.provider import AGREED, Provider
from aimonitor.errors import ConfigError
from aimonitor.monitor.requests import EditProvider
from aimonitor.monitor.service import MonitorService
from aimonitor.providers.registry import Registry
from aimonitor.ui.dialogs.asking import AskingDialog, as_error, primary
from aimonitor.ui.dialogs.consent import Consent
from aimonitor.ui.dialogs.field import Field, words
from aimonitor.ui.dialogs.interval_box import IntervalBox, interval_words
from aimonitor.ui.dialogs.names import name_fault
from aimonitor.ui.dialogs.option_form import OptionForm
from aimonitor.ui.dialogs.problem_words import Place, placed
from aimonitor.ui.dialogs.scrolled import scrolled
from aimonitor.ui.dialogs.sizes import give_size
from aimonitor.ui.tokens import SPACE_2, SPACE_3, SPACE_4

_SIZE = (480, 350)


class EditProviderDialog(AskingDialog[MonitorService]):
    """`names`: those of all providers, its own may be among them."""

    def __init__(
        self,
        service: MonitorService,
        registry: Registry,
        provider: Provider,
        *,
        names: Iterable[str] = (),
        environ: Mapping[str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Edit provider", service, parent)
        self._provider = provider
        self._names = [name for name in names if name != provider.name]
        manifest = registry.manifest(provider.provider_type)
        self.name = QLineEdit(provider.name)
        self.name_field = Field("&Name", self.name)
        self.interval = IntervalBox(manifest.min_interval, same_as_all=True)
        self.interval.choose(provider.interval)
        self.interval_field = Field(
            "Ask &every",
            self.interval,
            f"{manifest.name} is never asked more often than every {interval_words(manifest.min_interval)}.",
        )
        self.options = OptionForm(environ)
        self.options.show_service(manifest, provider.options)
        self._agreement = manifest.agreement
        self.consent = Consent()
        if manifest.agreement:
            self.consent.show_service(manifest, provider.options.get(AGREED, ""))
        self.problem = words("", "error")
        self.problem.hide()
        self.save = primary(QPushButton("&Save"))
        self.cancel = QPushButton("&Cancel")
        self.cancel.setAutoDefault(False)
        self._lay_out()
        self.name.textChanged.connect(lambda: self.name_field.set_error(""))
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.reject)
        self.name.selectAll()
        self.name.setFocus()

    def _lay_out(self) -> None:
        self.form = QWidget()
        form = QVBoxLayout(self.form)
        form.setContentsMargins(0, 0, SPACE_2, 0)
        form.setSpacing(SPACE_3)
        for widget in (self.name_field, self.interval_field, self.options, self.consent, self.problem):
            form.addWidget(widget)
        form.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_4)
        layout.addWidget(scrolled(self.form), 1)
        layout.addLayout(self.last_row(self.cancel, self.save))
        give_size(self, *_SIZE)

    def show_busy_state(self) -> None:
        """As `AskingDialog`."""
        self.form.setEnabled(not self.busy)
        self.save.setEnabled(not self.busy)

    def _save(self) -> None:
        self.problem.hide()
        self.name_field.set_error(name_fault(self.name.text(), self._names))
        if self.name_field.error or not self.options.check():
            return
        request = EditProvider(
            provider_id=self._provider.id,
            name=self.name.text().strip(),
            options=self.options.values(),
            interval=self.interval.value,
            clear_interval=self.interval.value is None,
            agreed=self._agreement if self.consent.agreed.isChecked() else None,
        )
        self.wait_for(self.service.edit_provider(request), "Saving…", self._hear_saved)

    def _hear_saved(self, answer: object) -> None:
        if as_error(answer) is None:
            self.accept()
            return
        place, text = placed(as_error(answer) or ConfigError(""))
        if place is Place.NAME:
            self.name_field.set_error(text)
        elif not (place is Place.OPTIONS and self.options.set_error(text)):
            self.problem.setText(text)
            self.problem.show()
