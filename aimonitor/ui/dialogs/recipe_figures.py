"""The figures of a recipe: all of them in a list, and the fields of the one that is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHeaderView,
    QMenu,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from aimonitor.providers.recipes.form import FIGURE_DEFAULTS, FIGURE_FIELDS, ROLE
from aimonitor.providers.recipes.told import Told
from aimonitor.qtmodels.shown_text import plain_tooltip, printable
from aimonitor.ui.dialogs.field import set_tone, words
from aimonitor.ui.dialogs.recipe_entry import TwoColumns, entries_of, row_of
from aimonitor.ui.dialogs.recipe_faults import figure_at
from aimonitor.ui.dialogs.recipe_labels import FIGURE_LABELS, ROLES, role_of
from aimonitor.ui.tokens import SPACE_2

_HEAD = ("Figure", "Place", "In the last test")
_PLACES = ("path", "used", "limit", "remaining", "used_percent", "remaining_percent")
_ROWS = 4
_LONGEST = 300
_UNTESTED = "Not tested since it was changed."


class RecipeFigures(QWidget):
    """Changes nothing by itself: it says what the user wants, and shows what became of the text.

    Signals:
        edited(int, str, str): the field of that name, of the figure in that row, was typed
        added(str): a figure of that role is wanted
        removed(int), moved(int, int): a figure is to go, or to change places with another
        shown(object, int): all of them, and the row of the one that is chosen
    """

    edited = Signal(int, str, str)
    added = Signal(str)
    removed = Signal(int)
    moved = Signal(int, int)
    shown = Signal(object, int)

    def __init__(self) -> None:
        super().__init__()
        self._figures: Sequence[Mapping[str, str]] = ()
        self._items: list[QTreeWidgetItem] = []
        self._tested: list[tuple[Mapping[str, str], Told]] = []
        self._faults: dict[int, dict[str, str]] = {}
        self.list = _tree()
        self.title = words("Fi&gures", bold=True)
        self.title.setBuddy(self.list)
        self.list.setAccessibleName("Figures of the recipe")
        self.add = QPushButton("&Add a figure")
        self.remove = _button("Re&move it", "Take this figure out of the recipe")
        self.up = _button("&Up", "Put this figure before the one above")
        self.down = _button("Dow&n", "Put this figure behind the one below")
        self.entries = entries_of(FIGURE_LABELS)
        self.gave = words()
        self.whole = words("", "error")
        self.columns = TwoColumns()
        self._lay_out()
        self._connect()
        self.show_figures(())

    def _lay_out(self) -> None:
        menu = QMenu(self.add)
        for role, said in ROLES.items():
            menu.addAction(said).triggered.connect(lambda _checked=False, role=role: self.added.emit(role))
        self.add.setMenu(menu)
        self.add.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_2)
        layout.addWidget(self.title)
        layout.addWidget(self.list)
        layout.addLayout(row_of(self.add, self.remove, self.up, self.down))
        for widget in (self.gave, self.whole, self.columns):
            layout.addWidget(widget)

    def _connect(self) -> None:
        for entry in self.entries.values():
            entry.edited.connect(lambda name, text: self.edited.emit(self.row, name, text))
        self.list.currentItemChanged.connect(self._show_chosen)
        self.remove.clicked.connect(lambda: self.removed.emit(self.row))
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))

    @property
    def row(self) -> int:
        """The chosen figure; -1 where there is none."""
        item = self.list.currentItem()
        return self.list.indexOfTopLevelItem(item) if item is not None else -1

    def choose(self, row: int) -> None:
        """Choose the figure in that row; the last one where there are not so many."""
        if self._items:
            self.list.setCurrentItem(self._items[min(max(row, 0), len(self._items) - 1)])

    def show_figures(self, figures: Sequence[Mapping[str, str]]) -> None:
        """Show what the text says now. The same row stays chosen."""
        row = self.row
        self._figures = figures
        self.list.blockSignals(True)  # noqa: FBT003  Qt's own
        while len(self._items) > len(figures):
            self.list.takeTopLevelItem(len(self._items) - 1)
            self._items.pop()
        while len(self._items) < len(figures):
            self._items.append(QTreeWidgetItem(self.list))
        for number in range(len(figures)):
            self._fill(number)
        self.list.blockSignals(False)  # noqa: FBT003  Qt's own
        self.choose(row)
        self._show_chosen()

    def show_faults(self, faults: Mapping[int, Mapping[str, str]]) -> None:
        """What the check says, by row and field; "" is the figure as a whole."""
        self._faults = {row: dict(one) for row, one in faults.items()}
        self._show_chosen_faults()

    def show_told(self, told: Sequence[Told]) -> None:
        """What each figure gave in a test."""
        self._tested = list(zip(self._figures, told, strict=False))
        for number in range(len(self._figures)):
            self._fill(number)
        self._show_gave()

    def outdate(self) -> None:
        """The service is asked in another way now: what was told holds no more."""
        self.show_told(())

    def go_to(self, place: str) -> bool:
        """Choose the figure that a fault is in, and give the keyboard to its field."""
        found = figure_at(place)
        if found is None or found[0] >= len(self._figures):
            return False
        self.choose(found[0])
        entry = self.entries.get(found[1] or ROLE)
        is_there = entry is not None and not entry.isHidden()
        (entry.editor if entry is not None and is_there else self.list).setFocus()
        return True

    def refuse(self, row: int, name: str, words: str) -> None:
        """What is typed there cannot be written down."""
        if row == self.row:
            self.entries[name].refuse(words)

    def told(self, row: int) -> Told | None:
        """What the figure gave, if it is the one that was tested."""
        wanted = self._figures[row] if 0 <= row < len(self._figures) else None
        at_home = self._tested[row : row + 1] if row >= 0 else []
        return next((told for figure, told in (*at_home, *self._tested) if figure == wanted), None)

    def _move(self, by: int) -> None:
        row = self.row
        self.moved.emit(row, row + by)
        self.choose(row + by)

    def _fill(self, row: int) -> None:
        figure, told = self._figures[row], self.told(row)
        places = ", ".join(figure[name] for name in _PLACES if figure.get(name))
        name = figure.get("name", "") or role_of(figure.get(ROLE, ""))
        item = self._items[row]
        for column, text in enumerate((name, places, told.text if told is not None else "")):
            item.setText(column, printable(text.replace("\n", " "), _LONGEST))
            item.setToolTip(column, plain_tooltip(text))

    def _show_chosen(self) -> None:
        row = self.row
        figure = self._figures[row] if 0 <= row < len(self._figures) else None
        role = figure.get(ROLE, "") if figure is not None else ""
        self.remove.setEnabled(figure is not None)
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < len(self._figures) - 1)
        shown = (ROLE, *FIGURE_FIELDS.get(role, ())) if figure is not None else ()
        self.columns.lay(self.entries.values(), sorted(shown, key=_ORDER.index))
        for name, entry in self.entries.items():
            default = FIGURE_DEFAULTS.get(role, {}).get(name, "")
            entry.show_text((figure or {}).get(name, ""), default)
        self._show_gave()
        self._show_chosen_faults()
        self.shown.emit(self._figures, row)

    def _show_gave(self) -> None:
        told = self.told(self.row)
        text = told.text if told is not None else _UNTESTED if self._tested and self.row >= 0 else ""
        self.gave.setText(text)
        self.gave.setVisible(bool(text))
        set_tone(
            self.gave, "error" if told is not None and told.is_fault else "muted" if told is None else ""
        )

    def _show_chosen_faults(self) -> None:
        faults = self._faults.get(self.row, {})
        for name, entry in self.entries.items():
            entry.show_fault(faults.get(name, ""))
        self.whole.setText(faults.get("", ""))
        self.whole.setVisible(bool(self.whole.text()))


_ORDER = tuple(FIGURE_LABELS)


def _tree() -> QTreeWidget:
    tree = QTreeWidget()
    tree.setObjectName("Choices")
    tree.setHeaderLabels(_HEAD)
    tree.setRootIsDecorated(False)
    tree.setUniformRowHeights(True)
    tree.setAllColumnsShowFocus(True)
    tree.setTabKeyNavigation(False)
    tree.setTextElideMode(Qt.TextElideMode.ElideRight)
    tree.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    tree.header().setSectionsMovable(False)
    tree.setFixedHeight(tree.fontMetrics().lineSpacing() * (_ROWS + 2) + 4 * SPACE_2)
    return tree


def _button(text: str, told: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.setToolTip(told)
    return button
