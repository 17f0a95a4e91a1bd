"""What adding a provider and replacing its key have in common: a test comes before storing."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from msgspec.structs import replace
from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from aimonitor.errors import AppError, ConfigError
from aimonitor.monitor.requests import AddProvider, KeyTest
from aimonitor.monitor.service import MonitorService
from aimonitor.providers.manifest import ProviderManifest
from aimonitor.providers.registry import Registry
from aimonitor.qtmodels.format import default_locale
from aimonitor.ui.dialogs.asking import AskingDialog, as_error, primary
from aimonitor.ui.dialogs.found import Found
from aimonitor.ui.dialogs.key_form import KeyForm
from aimonitor.ui.dialogs.problem_words import Place, may_be_added, placed
from aimonitor.ui.dialogs.scrolled import scrolled
from aimonitor.ui.tokens import SPACE_2


class KeyTestingDialog(AskingDialog[MonitorService]):
    """Stores a key only after a good test, or when the user wants it anyway.

    A subclass fills `form`, places `button_row()` and `scroller`, and says what is asked and stored.
    """

    can_switch: ClassVar[bool] = True

    def __init__(
        self,
        title: str,
        service: MonitorService,
        registry: Registry,
        *,
        go: str,
        environ: Mapping[str, str],
        locale: QLocale | None,
        parent: QWidget | None,
    ) -> None:
        super().__init__(title, service, parent)
        self._tested: AddProvider | None = None
        self._store_after_test = False
        self._focused: QWidget | None = None
        self.keys = KeyForm(registry, environ, can_switch=self.can_switch)
        self.found = Found(locale or default_locale())
        self.form = QWidget()
        self.scroller = scrolled(self.form)
        self.test_button = _quiet("&Test", "Ask the service once and show its figures. Nothing is stored.")
        self.anyway_button = _quiet(f"{go} any&way", "Store it although the test failed.")
        self.cancel_button = _quiet("&Cancel", "")
        self.go_button = primary(QPushButton(f"&{go}"))
        self.anyway_button.hide()
        self.test_button.clicked.connect(self.test)
        self.anyway_button.clicked.connect(self._store)
        self.cancel_button.clicked.connect(self.reject)
        self.go_button.clicked.connect(self.go_on)
        self.keys.changed.connect(self.outdate)
        self.finished.connect(self._forget)

    # --- what a subclass says -------------------------------------------------------------------

    @property
    @abstractmethod
    def manifest(self) -> ProviderManifest:
        """The service that the key is of."""

    @abstractmethod
    def request(self) -> AddProvider:
        """What stands in the form."""

    @abstractmethod
    def check(self) -> bool:
        """Whether the form can be used; says why not at the fields."""

    @abstractmethod
    def store(self) -> int:
        """Ask for it to be stored; the token of the wish."""

    def set_error(self, place: Place, text: str) -> bool:
        """Say `text` at the field of `place`; False where there is none."""
        return self.keys.set_error(place, text)

    def place_of(self, error: AppError) -> tuple[Place, str]:
        """The field that `error` belongs to, and its sentence."""
        return placed(error)

    def resting(self) -> tuple[QWidget, ...]:
        """What is switched off while an answer is awaited."""
        return (self.form, self.test_button, self.anyway_button, self.go_button)

    # --- what it does ---------------------------------------------------------------------------

    def button_row(self) -> QHBoxLayout:
        """Test and how it goes on the left, the ways out on the right."""
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(self.test_button)
        row.addWidget(self.busy_bar, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.busy_words)
        row.addStretch(1)
        for button in (self.anyway_button, self.cancel_button, self.go_button):
            row.addWidget(button)
        return row

    def outdate(self) -> None:
        """What was tested is not what stands in the form any more."""
        self._tested = None
        self.found.hide()
        self.anyway_button.hide()

    def test(self) -> None:
        """Poll once and show what comes back; nothing is stored."""
        self._ask_for_test(then_store=False)

    def go_on(self) -> None:
        """Store what was tested; test it first where that was not done."""
        if self._tested is not None and self._tested == _nameless(self.request()):
            self._store()
        else:
            self._ask_for_test(then_store=True)

    def _ask_for_test(self, *, then_store: bool) -> None:
        self.outdate()
        if not self.check():
            return
        self._store_after_test = then_store
        request = self.request()
        self.wait_for(
            self.service.test_key(request),
            f"Asking {self.manifest.name}…",
            lambda answer: self._hear_test(request, answer),
        )

    def _hear_test(self, request: AddProvider, answer: object) -> None:
        if not isinstance(answer, KeyTest):
            self._show_fault(answer)
            return
        self._tested = _nameless(request)
        self.found.show_test(answer, self.manifest)
        self._reveal()
        failures = answer.state.last_poll.failures if answer.state.last_poll is not None else ()
        if self._store_after_test and not answer.report.advice and not failures:
            self._store()  # what is surprising is to be read first

    def _store(self) -> None:
        if self.check():
            self.anyway_button.hide()
            storing = "Storing the key…" if self.manifest.needs_key else "Storing…"
            self.wait_for(self.store(), storing, self._hear_stored)

    def _hear_stored(self, answer: object) -> None:
        if as_error(answer) is None:
            self.accept()
        else:
            self._show_fault(answer)

    def _show_fault(self, answer: object) -> None:
        error = as_error(answer) or ConfigError("The answer was not understood.")
        place, text = self.place_of(error)
        if not self.set_error(place, text):
            self.found.show_problem(text)
            self._reveal()
        self.anyway_button.setVisible(may_be_added(error))

    def _reveal(self) -> None:
        QTimer.singleShot(0, self.scroller, lambda: self.scroller.ensureWidgetVisible(self.found))

    def _forget(self) -> None:
        self._tested = None
        self.keys.forget()

    def show_busy_state(self) -> None:
        """As `AskingDialog`: the form rests, Cancel has the focus, and gives it back."""
        focused = self.focusWidget()
        for widget in self.resting():
            widget.setEnabled(not self.busy)
        if self.busy:
            self._focused = focused
            self.cancel_button.setFocus()
        elif self._focused is not None:
            self._focused.setFocus()
            self._focused = None


def _quiet(text: str, tooltip: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.setToolTip(tooltip)
    return button


def _nameless(request: AddProvider) -> AddProvider:
    """What a test is about: everything but the name and the guess."""
    return replace(request, name="", key_kind=None)
