"""Another key for a provider; its history stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QVBoxLayout, QWidget

from aimonitor.domain.provider import AGREED, Provider
from aimonitor.monitor.requests import AddProvider, EditProvider
from aimonitor.monitor.service import MonitorService
from aimonitor.providers.manifest import ProviderManifest
from aimonitor.providers.registry import Registry
from aimonitor.qtmodels.provider_words import one_line
from aimonitor.ui.dialogs.field import words
from aimonitor.ui.dialogs.sizes import give_size
from aimonitor.ui.dialogs.testing import KeyTestingDialog
from aimonitor.ui.tokens import SPACE_2, SPACE_3, SPACE_4

_SIZE = (540, 430)


class ReplaceKeyDialog(KeyTestingDialog):
    """Asks for the key alone: name, options and history are those of the provider."""

    can_switch: ClassVar[bool] = False

    def __init__(
        self,
        service: MonitorService,
        registry: Registry,
        provider: Provider,
        *,
        environ: Mapping[str, str],
        locale: QLocale | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            "Replace key", service, registry, go="Replace", environ=environ, locale=locale, parent=parent
        )
        self._provider = provider
        self._manifest = registry.manifest(provider.provider_type)
        form = QVBoxLayout(self.form)
        form.setContentsMargins(0, 0, SPACE_2, 0)
        form.setSpacing(SPACE_3)
        form.addWidget(words(f"A new key for “{one_line(provider.name)}”", bold=True))
        form.addWidget(words("The old key is deleted once the new one is stored. History stays.", "muted"))
        form.addWidget(self.keys)
        form.addWidget(self.found)
        form.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_4)
        layout.addWidget(self.scroller, 1)
        layout.addLayout(self.button_row())
        self.keys.show_service(self._manifest)
        self.keys.place.choose(provider.api_key_ref)
        self.keys.key.setFocus()
        give_size(self, *_SIZE)

    @property
    def manifest(self) -> ProviderManifest:
        """As `KeyTestingDialog`."""
        return self._manifest

    def request(self) -> AddProvider:
        """As `KeyTestingDialog`."""
        return AddProvider(
            provider_type=self._provider.provider_type,
            name=self._provider.name,
            api_key=self.keys.secret(),
            api_key_ref=self.keys.place.ref,
            options=dict(self._provider.options),
            key_kind=self.keys.kind(),
            agreed=self._provider.options.get(AGREED, ""),
        )

    def check(self) -> bool:
        """As `KeyTestingDialog`."""
        return self.keys.check()

    def store(self) -> int:
        """As `KeyTestingDialog`."""
        return self.service.edit_provider(
            EditProvider(
                provider_id=self._provider.id, api_key=self.keys.secret(), api_key_ref=self.keys.place.ref
            )
        )
