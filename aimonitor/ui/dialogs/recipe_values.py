"""The values of an answer as a tree; the one that is chosen fills a field of the recipe with its path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from aimonitor.providers.recipes.answer_tree import AnswerNode
from aimonitor.providers.recipes.form import FIGURE_FIELDS, ROLE
from aimonitor.qtmodels.shown_text import isolated, plain_tooltip, printable
from aimonitor.ui.dialogs.field import words
from aimonitor.ui.dialogs.recipe_labels import FIGURE_LABELS, LABELS, ROLES, role_of
from aimonitor.ui.tokens import SPACE_1, SPACE_2

_NODE = Qt.ItemDataRole.UserRole
_OPEN_AT_FIRST = 60
_LONGEST = 80
_NONE = "Test it, and the values of the answer stand here. Each can fill a field with its place."
_BEFORE = "The answer to the test before your last changes."
_OF_ANSWER = ("answer.ok", "answer.error", "answer.code", "answer.plan")
_PLACES = (
    *("path", "used", "limit", "remaining", "used_percent", "remaining_percent", "resets_at"),
    "currency_path",
)
_NEW = {
    **{role: ("path",) for role in ROLES if role != "limit"},
    "limit": ("used", "limit", "remaining", "used_percent", "remaining_percent"),
}


class UseAs(Struct, frozen=True, kw_only=True):
    """A path is wanted in a field: of the figure in `row`, of a new figure of `role`, else of the service."""

    name: str
    path: str
    row: int | None = None
    role: str = ""


class RecipeValues(QWidget):
    """Filled with what is opened alone; all of it is plain text.

    Signals:
        wanted(UseAs): the path of the chosen value is wanted in a field
    """

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._figures: Sequence[Mapping[str, str]] = ()
        self._row = -1
        self.tree = _tree()
        self.by_value = QCheckBox("Find ro&ws by what they say")
        self.use = QPushButton("&Use as")
        self.use.setAutoDefault(False)
        self.menu = QMenu(self.use)
        self.use.setMenu(self.menu)
        self.note = words("", "muted")
        below = QHBoxLayout()
        below.setSpacing(SPACE_2)
        below.addWidget(self.use)
        below.addWidget(self.by_value)
        below.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACE_1, 0, 0)
        layout.setSpacing(SPACE_1)
        layout.addWidget(self.note)
        layout.addWidget(self.tree, 1)
        layout.addLayout(below)
        self.by_value.setChecked(True)
        self.by_value.setToolTip(
            "The order of a list may change: a row with a name of its own is found by it."
        )
        self.tree.itemExpanded.connect(_fill)
        self.tree.currentItemChanged.connect(self._show_ways)
        self.tree.itemActivated.connect(self._activate)
        self.menu.aboutToShow.connect(self._make_menu)
        self.show_tree(None)

    def show_tree(self, tree: AnswerNode | None) -> None:
        """Show the values of another answer; None: there are none."""
        self.note.setText("" if tree is not None else _NONE)
        self.note.setVisible(tree is None)
        self.tree.clear()
        if tree is not None:
            _add(self.tree.invisibleRootItem(), tree)
            self._open_some()
        self._show_ways()

    def outdate(self) -> None:
        """The recipe is another one now; the answer is still what this request got."""
        if self.tree.topLevelItemCount() > 0:
            self.note.setText(_BEFORE)
            self.note.show()

    def show_figures(self, figures: Sequence[Mapping[str, str]], row: int) -> None:
        """The figures that a path can go to; the one in `row` comes first."""
        self._figures, self._row = figures, row

    def node(self) -> AnswerNode | None:
        """What is chosen."""
        item = self.tree.currentItem()
        node = item.data(0, _NODE) if item is not None else None
        return node if isinstance(node, AnswerNode) else None

    def path(self) -> str:
        """Where the chosen value stands; "" where no figure can be."""
        node = self.node()
        if node is None or not node.is_value:
            return ""
        return node.by_value if self.by_value.isChecked() and node.by_value else node.path

    def _open_some(self) -> None:
        """A short answer is open at once."""
        waiting, opened = _below(self.tree.invisibleRootItem()), 0
        while waiting and opened < _OPEN_AT_FIRST:
            item = waiting.pop(0)
            item.setExpanded(True)
            opened += item.childCount()
            waiting += _below(item)

    def _show_ways(self) -> None:
        node = self.node()
        self.use.setEnabled(bool(self.path()))
        self.by_value.setVisible(node is not None and node.is_value and node.by_value not in {"", node.path})
        self.use.setToolTip(plain_tooltip(self.path()))

    def _activate(self) -> None:
        if self.use.isEnabled():
            self.use.showMenu()

    def _make_menu(self) -> None:
        """The chosen figure's fields, those of the others, a new figure, what the answer says beside."""
        self.menu.clear()
        rows = sorted(range(len(self._figures)), key=lambda row: row != self._row)
        for row in rows[:1]:
            self._offer(self.menu, self._fields_of(row), row=row, before=f"{self._named(row)}: ")
        if rows[1:]:
            others = self.menu.addMenu("Another figure")
            for row in rows[1:]:
                self._offer(others.addMenu(_entry(self._named(row))), self._fields_of(row), row=row)
        fresh = self.menu.addMenu("A new figure")
        for role, names in _NEW.items():
            if len(names) == 1:
                action = fresh.addAction(ROLES[role])
                action.triggered.connect(self._sender(UseAs(name=names[0], path=self.path(), role=role)))
            else:
                self._offer(fresh.addMenu(ROLES[role]), names, role=role)
        self._offer(self.menu.addMenu("What the answer says beside"), _OF_ANSWER)

    def _offer(
        self, menu: QMenu, names: Iterable[str], *, row: int | None = None, role: str = "", before: str = ""
    ) -> None:
        labels = FIGURE_LABELS if row is not None or role else LABELS
        for name in names:
            action = menu.addAction(_entry(f"{before}{labels[name].title.replace('&', '')}"))
            action.triggered.connect(self._sender(UseAs(name=name, path=self.path(), row=row, role=role)))

    def _sender(self, use: UseAs) -> Callable[[], None]:
        return lambda: self.wanted.emit(use)

    def _fields_of(self, row: int) -> list[str]:
        known = FIGURE_FIELDS.get(self._figures[row].get(ROLE, ""), ())
        return [name for name in _PLACES if name in known]

    def _named(self, row: int) -> str:
        figure = self._figures[row]
        return figure.get("name", "") or role_of(figure.get(ROLE, ""))


def _add(item: QTreeWidgetItem, node: AnswerNode) -> None:
    for child in node.children:
        below = QTreeWidgetItem([isolated(child.name), isolated(child.value)])
        below.setData(0, _NODE, child)
        below.setToolTip(1, plain_tooltip(child.value))
        below.setToolTip(0, plain_tooltip(child.path))
        if child.children:
            below.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
        item.addChild(below)
    if node.left_out:
        rest = QTreeWidgetItem([f"… and {node.left_out} more", ""])
        rest.setFlags(Qt.ItemFlag.ItemIsEnabled)
        item.addChild(rest)


def _below(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    found = (item.child(number) for number in range(item.childCount()))
    return [one for one in found if one is not None]


def _fill(item: QTreeWidgetItem) -> None:
    """What is below, once it is wanted."""
    node = item.data(0, _NODE)
    if isinstance(node, AnswerNode) and item.childCount() == 0:
        _add(item, node)


def _entry(text: str) -> str:
    """A line of a menu, whoever wrote it."""
    return printable(text, _LONGEST).replace("\n", " ").replace("&", "&&")


def _tree() -> QTreeWidget:
    tree = QTreeWidget()
    tree.setObjectName("Choices")
    tree.setHeaderHidden(True)
    tree.setHeaderLabels(("Field", "Value"))
    tree.setUniformRowHeights(True)
    tree.setTabKeyNavigation(False)
    tree.setAccessibleName("Values of the answer")
    tree.setAccessibleDescription("Choose a value, then Use as puts its path into a field of the recipe.")
    tree.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    return tree
