"""A recipe as fields: the service, its key, the request, the figures, and how a failure is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from aimonitor.monitor.recipes import CheckedRecipe
from aimonitor.providers.recipes.form import RecipeForm
from aimonitor.ui.dialogs.field import words
from aimonitor.ui.dialogs.recipe_entry import RecipeEntry, TwoColumns, entries_of, row_of
from aimonitor.ui.dialogs.recipe_faults import faults_by_field, fields_at
from aimonitor.ui.dialogs.recipe_figures import RecipeFigures
from aimonitor.ui.dialogs.recipe_labels import LABELS
from aimonitor.ui.tokens import SPACE_1, SPACE_2, SPACE_4

_NO_TOML = (
    "The text is no TOML just now, so there are no fields. What is wrong with it stands below; "
    "the tab Text shows where."
)
_BESIDE = "In the text alone: {}. They stay as they are."
_SENT_AS = "request.params", "request.body"


class RecipeFields(QWidget):
    """Shows what the text says, and tells what is typed. It holds no truth of its own.

    Signals:
        edited(str, str): the field of that name was typed
        asked_anew: the service would be asked in another way now
    """

    edited = Signal(str, str)
    asked_anew = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.entries = entries_of(LABELS)
        self.figures = RecipeFigures()
        self.no_toml = words(_NO_TOML, "warning")
        self.beside = words("", "muted")
        self.whole = QWidget()
        self.sections = (
            _Section("The service", self.entries, _SERVICE, _MORE_SERVICE),
            _Section("The key", self.entries, _KEY, _MORE_KEY),
            _Section("The request", self.entries, _REQUEST, _MORE_REQUEST),
            _Section("What the answer says beside", self.entries, _ANSWER, _MORE_ANSWER),
        )
        self._form: RecipeForm | None = None
        self._lay_out()
        for entry in self.entries.values():
            entry.edited.connect(self.edited)

    def _lay_out(self) -> None:
        inner = QVBoxLayout(self.whole)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(SPACE_4)
        *first, last = self.sections
        for widget in (*first, self.figures, last, self.beside):
            inner.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACE_2, SPACE_2, SPACE_2)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.no_toml)
        layout.addWidget(self.whole)
        layout.addStretch(1)
        self.no_toml.hide()

    def show_form(self, form: RecipeForm | None) -> None:
        """What the text says now; None: it is no TOML, and the fields rest."""
        self.no_toml.setVisible(form is None)
        self.whole.setEnabled(form is not None)
        if form is None:
            return
        before, self._form = self._form, form
        method = form.values["request.method"] or "GET"
        for name, entry in self.entries.items():
            entry.show_text(form.values[name], "GET" if name == "request.method" else "")
        self._show_request(form, is_post=method == "POST")
        if before is not None and any(before.values[name] != form.values[name] for name in _ASKED):
            self.asked_anew.emit()
            self.figures.outdate()
        self.figures.show_figures(form.figures)
        self.beside.setVisible(bool(form.beside))
        self.beside.setText(_BESIDE.format(", ".join(form.beside)))

    def show_checked(self, checked: CheckedRecipe) -> None:
        """Say beside each field what is wrong with it."""
        known = faults_by_field(checked, tuple(self.entries))
        for name, entry in self.entries.items():
            entry.show_fault(known.service.get(name, ""))
        self.figures.show_faults(known.figures)
        for section in self.sections:
            section.open_faulty()

    def go_to(self, place: str) -> bool:
        """Give the keyboard to the field that a fault is in; False where there is none."""
        if self.figures.go_to(place):
            return True
        entry = next(
            (entry for name, entry in self.entries.items() if name in fields_at(place, self.entries)), None
        )
        if entry is None or entry.editor.isHidden():
            return False
        for section in self.sections:
            section.open_for(entry)
        entry.editor.setFocus()
        return True

    def entry(self, name: str, *, of_figure: bool) -> RecipeEntry:
        """The field of that name, of the chosen figure or of the service, which is shown then."""
        if of_figure:
            return self.figures.entries[name]
        for section in self.sections:
            section.open_for(self.entries[name])
        return self.entries[name]

    def refuse(self, name: str, words: str) -> None:
        """What is typed there cannot be written down."""
        self.entries[name].refuse(words)

    def _show_request(self, form: RecipeForm, *, is_post: bool) -> None:
        """The parameters of a GET or the body of a POST; what does not belong is shown where it is."""
        params, body = _SENT_AS
        left_out = params if is_post else body
        keeps = bool(form.values[left_out])
        self.sections[2].show_main(tuple(name for name in _REQUEST if keeps or name != left_out))


class _Section(QWidget):
    """Fields under a heading; those that are seldom needed come when they are wanted."""

    def __init__(
        self, title: str, entries: Mapping[str, RecipeEntry], main: Iterable[str], more: Iterable[str]
    ) -> None:
        super().__init__()
        self._main = [entries[name] for name in main]
        self._more = [entries[name] for name in more]
        self._columns, self._others = TwoColumns(), TwoColumns()
        self.toggle = QToolButton()
        self.toggle.setText("More…")
        self.toggle.setObjectName("Action")
        self.toggle.setCheckable(True)
        self.toggle.setAccessibleName(f"More fields: {title}")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        layout.addWidget(words(title, bold=True))
        layout.addWidget(self._columns)
        layout.addLayout(row_of(self.toggle))
        layout.addWidget(self._others)
        self.show_main(tuple(entry.name for entry in self._main))
        self._others.lay(self._more, tuple(entry.name for entry in self._more))
        self._others.hide()
        self.toggle.setVisible(bool(self._more))
        self.toggle.toggled.connect(self._others.setVisible)

    def show_main(self, names: tuple[str, ...]) -> None:
        """Of the first fields, these alone."""
        self._columns.lay(self._main, names)

    def open_for(self, entry: RecipeEntry) -> None:
        """Show that field, if it is one of those that are seldom needed."""
        if entry in self._more:
            self.toggle.setChecked(True)

    def open_faulty(self) -> None:
        """No fault is hidden."""
        if any(entry.field.error for entry in self._more):
            self.toggle.setChecked(True)


_ASKED = ("base_url", "auth.header", "auth.scheme", *(name for name in LABELS if name.startswith("request.")))
_SERVICE = ("name", "id", "base_url")
_MORE_SERVICE = ("summary", "icon", "key_help", "dashboard", "env_keys", "currency", "every_minutes")
_KEY = ("auth.header", "auth.scheme")
_MORE_KEY = ("auth.placeholder", "auth.refused", "auth.forbidden")
_REQUEST = ("request.method", "request.path", *_SENT_AS)
_MORE_REQUEST = ("request.headers",)
_ANSWER = ("answer.ok", "answer.ok_values", "answer.error", "answer.plan")
_MORE_ANSWER = ("answer.code", "answer.refused_codes")
