"""A recipe is written, tried and kept here. Nothing is computed: the recipes' room says all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from aimonitor.errors import AppError, ConfigError
from aimonitor.monitor.recipe_service import RecipeService
from aimonitor.monitor.recipe_shelf import Shelf, ShelvedRecipe
from aimonitor.monitor.recipes import CheckedRecipe
from aimonitor.providers.recipes.trial import Trial
from aimonitor.ui.dialogs.asking import AskingDialog, as_error
from aimonitor.ui.dialogs.field import Field, words
from aimonitor.ui.dialogs.following_area import FollowingArea
from aimonitor.ui.dialogs.question_bar import QuestionBar
from aimonitor.ui.dialogs.recipe_found import RecipeFound
from aimonitor.ui.dialogs.recipe_start import RecipeStart
from aimonitor.ui.dialogs.recipe_text import RecipeText
from aimonitor.ui.dialogs.recipe_try import RecipeTry
from aimonitor.ui.dialogs.scrolled import scrolled
from aimonitor.ui.dialogs.sizes import give_size, side_width
from aimonitor.ui.tokens import SPACE_3, SPACE_4

_SIZE = (900, 720)
_SIDE = 300
_NEW = ShelvedRecipe(shelf=Shelf.NEW, title="", text="")
_UNSAVED = "What you changed in this recipe is not saved."


class RecipeEditorDialog(AskingDialog[RecipeService]):
    """`provider_type`: that of a recipe to open; without one it begins with a new one.

    Signals:
        saved(str): the recipe of that provider type is kept, and in use
    """

    saved = Signal(str)

    def __init__(
        self,
        service: RecipeService,
        *,
        environ: Mapping[str, str],
        provider_type: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Recipe", service, parent)
        self._type = provider_type
        self._opened = _NEW
        self._checked = CheckedRecipe()
        self._check_token = 0
        self._focused: QWidget | None = None
        self.start = RecipeStart()
        self.text = RecipeText()
        self.attempt = RecipeTry(environ)
        self.found = RecipeFound()
        self.bar = QuestionBar()
        self.problem = words("", "error")
        self.problem.hide()
        self.remove = _button("Re&move recipe…")
        self.cancel = _button("&Close")
        self.save = _button("&Save")
        self.save.setProperty("primary", "true")
        self._lay_out()
        self._connect()
        self.wait_for(service.shelf(), "Looking for recipes…", self._hear_shelf)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SPACE_3)
        top.addWidget(Field("Start &from", self.start), 1)
        top.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignBottom)
        side = scrolled(self.attempt)
        side.setFixedWidth(side_width(self, _SIDE))
        self.middle = QWidget()
        middle = QHBoxLayout(self.middle)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(SPACE_4)
        middle.addWidget(self.text, 1)
        middle.addWidget(side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_3)
        layout.addLayout(top)
        layout.addWidget(FollowingArea(_splitter(self.middle, self.found)), 1)
        for widget in (self.problem, self.bar):
            layout.addWidget(widget)
        layout.addLayout(self.last_row(self.cancel, self.save))
        give_size(self, *_SIZE)

    def _connect(self) -> None:
        self.service.request_done.connect(self._hear_checked)
        self.start.picked.connect(self._pick)
        self.text.changed.connect(self._outdate)
        self.text.check_wanted.connect(self._check)
        self.text.asked_anew.connect(lambda: self.found.values.show_tree(None))
        self.text.figures_shown.connect(self.found.values.show_figures)
        self.found.values.wanted.connect(self.text.use)
        self.attempt.wanted.connect(self._test)
        self.remove.clicked.connect(self._ask_to_remove)
        self.cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self._save)
        self.finished.connect(lambda _result: self.attempt.key.forget())
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self.save.click)

    @property
    def changed(self) -> bool:
        """Whether something would be lost."""
        return self.text.text != self._opened.text

    def show_busy_state(self) -> None:
        """As `AskingDialog`: what is written rests meanwhile, Close has the focus, and gives it back."""
        focused = self.focusWidget()
        for widget in (self.start, self.middle):
            widget.setEnabled(not self.busy)
        self._show_ways()
        if self.busy:
            self._focused = focused
            self.cancel.setFocus()
        elif self._focused is not None:
            self._focused.setFocus()
            self._focused = None

    def reject(self) -> None:
        """Escape and Close end the question or the wait, then ask whether changes may be lost, then close."""
        if self.bar.asks:
            self.bar.take_back()
        elif self.busy or not self.changed:
            super().reject()
        else:
            self.bar.ask(_UNSAVED, "&Discard", self._discard)

    def _discard(self) -> None:
        self._opened = ShelvedRecipe(shelf=Shelf.NEW, title="", text=self.text.text)
        self.reject()

    # --- what it begins from --------------------------------------------------------------------

    def _hear_shelf(self, answer: object) -> None:
        if not isinstance(answer, tuple):
            self._complain(answer)
            return
        self.start.show_shelf(answer)
        chosen = self.start.of_type(self._type)
        if chosen is not None:
            self._open(chosen)

    def _pick(self, text: ShelvedRecipe) -> None:
        if self.changed:
            back = self._opened
            self.bar.ask(_UNSAVED, "&Discard", lambda: self._open(text), lambda: self.start.show_chosen(back))
        else:
            self._open(text)

    def _open(self, text: ShelvedRecipe) -> None:
        self._opened = text
        self.start.show_chosen(text)
        self.problem.hide()
        self.found.outdate()
        self.text.show_text(text.text)
        self._opened = _as_shown(text, self.text.text)
        self.remove.setVisible(text.shelf is Shelf.OWN)
        used = f"Used by {', '.join(text.used_by)}." if text.used_by else "Delete the file."
        self.remove.setToolTip(used)
        self.text.begin()

    # --- whether it is one ----------------------------------------------------------------------

    def _outdate(self) -> None:
        self._checked, self._check_token = CheckedRecipe(), 0
        self.problem.hide()
        self.found.outdate()
        self._show_ways()

    def _check(self) -> None:
        self._check_token = self.service.check(self.text.text, self._opened.file)

    def _hear_checked(self, token: int, answer: object) -> None:
        if token != self._check_token:
            return
        if not isinstance(answer, CheckedRecipe):
            self.text.say((as_error(answer) or ConfigError("")).message)
            return
        self._checked = answer
        self.text.show_checked(answer)
        self.attempt.show_service(answer.manifest)
        self._show_ways()

    def _show_ways(self) -> None:
        """What can be done with the text as far as it was checked."""
        is_one = self._checked.manifest is not None and not self.busy
        self.attempt.test_button.setEnabled(is_one)
        self.save.setEnabled(is_one and not self._checked.taken)
        self.remove.setEnabled(not self.busy and not self._opened.used_by)

    # --- what it makes of an answer -------------------------------------------------------------

    def _test(self) -> None:
        self.problem.hide()
        self.found.outdate()
        manifest = self._checked.manifest
        if manifest is not None and not self.busy and self.attempt.check():
            request = self.attempt.request(self.text.text, self._checked.file)
            self.wait_for(self.service.test(request), f"Asking {manifest.name}…", self._hear_trial)

    def _hear_trial(self, answer: object) -> None:
        if isinstance(answer, Trial):
            self.found.show_trial(answer, by_value=self.text.shows_fields)
            self.text.fields.figures.show_told(answer.figures)
        else:
            self._complain(answer)

    # --- keeping it -----------------------------------------------------------------------------

    def _save(self) -> None:
        checked, opened = self._checked, self._opened
        self.problem.hide()
        if checked.manifest is None or checked.taken or self.busy:
            return
        if fault := self.attempt.key_in(self.text.text):
            self._complain(fault)
            return
        is_same = checked.file == opened.file
        if checked.exists and not is_same:
            self.bar.ask(f"There is already a recipe in {checked.file}.", "R&eplace it", self._keep)
        elif is_same and opened.used_by and checked.manifest.agreement != opened.agreement:
            self.bar.ask(_moved(opened, checked.manifest.agreement), "Sa&ve it", self._keep)
        else:
            self._keep()

    def _keep(self) -> None:
        replacing = self._checked.file if self._checked.exists else ""
        token = self.service.save(self.text.text, replacing)
        self.wait_for(token, "Saving…", self._hear_saved)

    def _hear_saved(self, answer: object) -> None:
        provider_type = getattr(answer, "type", None)
        if as_error(answer) is not None or provider_type is None:
            self._complain(answer)
            return
        self.accept()
        self.saved.emit(provider_type)

    def _ask_to_remove(self) -> None:
        file = self._opened.file
        question = f"{file} will be deleted. No provider uses it."
        self.bar.ask(question, "&Delete it", self._removing(file))

    def _removing(self, file: str) -> Callable[[], None]:
        return lambda: self.wait_for(self.service.remove(file), "Removing…", self._hear_removed)

    def _hear_removed(self, answer: object) -> None:
        if as_error(answer) is not None:
            self._complain(answer)
            return
        self._type = ""
        self.wait_for(self.service.shelf(), "Looking for recipes…", self._hear_shelf)

    def _complain(self, answer: object) -> None:
        error: AppError = as_error(answer) or ConfigError("The answer was not understood.")
        self.problem.setText(error.message)
        self.problem.show()


def _splitter(upper: QWidget, lower: QWidget) -> QSplitter:
    """One above the other; the user moves what is between."""
    splitter = QSplitter(Qt.Orientation.Vertical)
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(SPACE_3)
    for widget, share in ((upper, 3), (lower, 1)):
        splitter.addWidget(widget)
        splitter.setStretchFactor(splitter.count() - 1, share)
    splitter.setSizes([3000, 1000])
    return splitter


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    return button


def _as_shown(text: ShelvedRecipe, shown: str) -> ShelvedRecipe:
    """With the text as the editor has it: it may have other ends of lines."""
    return replace(text, text=shown)


def _moved(opened: ShelvedRecipe, agreement: str) -> str:
    users = ", ".join(opened.used_by)
    return (
        f"The key of {users} would go to {agreement}. Nothing is sent there until you agree: "
        "each needs you until then."
    )
