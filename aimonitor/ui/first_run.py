"""The page that stands where the table will be, until there is a provider."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QShowEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from aimonitor import resources
from aimonitor.providers.manifest import ProviderManifest
from aimonitor.providers.registry import Registry
from aimonitor.ui.dialogs.field import set_tone, words
from aimonitor.ui.dialogs.scrolled import scrolled
from aimonitor.ui.dialogs.sizes import scaled_px
from aimonitor.ui.theme import scaled
from aimonitor.ui.tokens import ROW_HEIGHT, SPACE_1, SPACE_2, SPACE_3, SPACE_4

SENTENCE = "Add a key of an AI service to see what it costs, how much is left, and when it runs out."
_WIDTH = 620
_BUTTON_WIDTH = 320


class FoundKey(Struct, frozen=True, kw_only=True):
    """A variable that seems to hold a key. The key itself is not kept."""

    manifest: ProviderManifest
    variable: str
    kind: str
    advice: str

    @property
    def is_useful(self) -> bool:
        """Whether it seems to be a key of the service that can read something."""
        return bool(self.kind)


def _looked_at(registry: Registry, environ: Mapping[str, str]) -> Iterator[ProviderManifest]:
    """The services whose variables are looked at: where others' keys would go, only the user can say."""
    for manifest in registry.manifests():
        is_known = manifest.base_url or environ.get(manifest.base_url_env)
        if is_known and not manifest.consent:
            yield manifest


def found_keys(registry: Registry, environ: Mapping[str, str]) -> Iterator[FoundKey]:
    """Each service's variables that are set, best first; of a key that stands twice only the first."""
    seen: set[str] = set()
    for manifest in _looked_at(registry, environ):
        for variable in manifest.env_keys:
            key = environ.get(variable, "").strip()
            if not key or key in seen:
                continue
            seen.add(key)
            yield _found(registry, manifest, variable, key)


def _found(registry: Registry, manifest: ProviderManifest, variable: str, key: str) -> FoundKey:
    guess = registry.recognise(key, manifest.type)
    if guess is None and not any(kind.prefixes for kind in manifest.key_kinds):
        return FoundKey(manifest=manifest, variable=variable, kind=manifest.key_kinds[0].name, advice="")
    if guess is None:
        advice = f"This does not look like a key of {manifest.name}."
        return FoundKey(manifest=manifest, variable=variable, kind="", advice=advice)
    if guess.manifest is not manifest:
        advice = f"This looks like a key of {guess.manifest.name}, not of {manifest.name}."
        return FoundKey(manifest=manifest, variable=variable, kind="", advice=advice)
    return FoundKey(
        manifest=manifest,
        variable=variable,
        kind=guess.kind.name if guess.kind.can else "",
        advice=guess.kind.advice,
    )


class FirstRunPage(QWidget):
    """One sentence and three ways to begin.

    Signals:
        add_wanted, demo_wanted
        environment_wanted(list[tuple[str, str]]): provider type and variable of each that was ticked
    """

    add_wanted = Signal()
    demo_wanted = Signal()
    environment_wanted = Signal(list)

    def __init__(self, registry: Registry, environ: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._registry = registry
        self._environ = environ
        self.ticks: list[tuple[QCheckBox, FoundKey]] = []
        self.sentence = words(SENTENCE)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.add = QPushButton("&Add a provider")
        self.add.setProperty("primary", "true")
        self.environment = QPushButton("Use keys found in the &environment")
        self.demo = QPushButton("&Look around with demo data")
        self.panel = QFrame()
        self.panel.setObjectName("Panel")
        self.take = QPushButton("Add &these")
        self.take.setProperty("primary", "true")
        self.outcome = words("", "muted")
        self._found = QVBoxLayout(self.panel)
        self._is_laid_out = False
        for part in (self.panel, self.outcome):
            part.hide()
        self.add.clicked.connect(self.add_wanted)
        self.demo.clicked.connect(self.demo_wanted)
        self.environment.clicked.connect(self.show_environment)
        self.take.clicked.connect(self._take)

    def showEvent(self, event: QShowEvent) -> None:
        """Lay the page out when it is first seen: with a provider, it never is."""
        super().showEvent(event)
        if not self._is_laid_out:
            self._is_laid_out = True
            self._lay_out()

    def _lay_out(self) -> None:
        icon = QLabel()
        icon.setPixmap(QIcon(str(resources.path("icons", "aimonitor.svg"))).pixmap(QSize(72, 72)))
        icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = words("Welcome to AIMonitor", bold=True)
        title.setFont(scaled(self.font(), 1.6, bold=True))
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        buttons = QVBoxLayout()
        buttons.setSpacing(SPACE_2)
        for button in (self.add, self.environment, self.demo):
            button.setMinimumSize(scaled_px(self, _BUTTON_WIDTH), scaled_px(self, ROW_HEIGHT))
            buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._found.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        self._found.setSpacing(SPACE_2)
        column = QWidget()
        column.setMaximumWidth(scaled_px(self, _WIDTH))
        inner = QVBoxLayout(column)
        inner.setSpacing(SPACE_3)
        inner.addStretch(1)
        for widget in (icon, title, self.sentence):
            inner.addWidget(widget)
        inner.addLayout(buttons)
        inner.addWidget(self.panel)
        inner.addWidget(self.outcome)
        inner.addStretch(2)
        holder = QWidget()
        middle = QHBoxLayout(holder)
        middle.addWidget(column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(holder))

    def show_environment(self) -> None:
        """List the variables that seem to hold keys; their values are never shown."""
        found = list(found_keys(self._registry, self._environ))
        self._clear()
        names = ", ".join(name for one in _looked_at(self._registry, self._environ) for name in one.env_keys)
        self.show_outcome("" if found else f"No keys were found. These variables were looked at: {names}.")
        self.panel.setVisible(bool(found))
        if not found:
            return
        self._found.addWidget(words("Keys found in the environment", bold=True))
        self._found.addWidget(words("AIMonitor remembers the variables' names, never the keys.", "muted"))
        for one in found:
            self._found.addWidget(self._row(one))
        self._found.addWidget(self.take, 0, Qt.AlignmentFlag.AlignTrailing)
        self.take.show()
        self._count()
        self.ticks[0][0].setFocus()

    def show_outcome(self, text: str, tone: str = "muted") -> None:
        """Say what came of it, below the buttons; "" says nothing."""
        self.outcome.setText(text)
        set_tone(self.outcome, tone)
        self.outcome.setVisible(bool(text))

    def _row(self, one: FoundKey) -> QWidget:
        row = QWidget()
        layout = QVBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        kind = f", {_within(one.kind)}" if one.kind else ""
        tick = QCheckBox(f"{one.variable}: {one.manifest.name}{kind}".replace("&", "&&"))
        tick.setIcon(QIcon(str(resources.provider_icon(one.manifest.type))))
        tick.setChecked(one.is_useful)
        tick.setAccessibleDescription(one.advice)
        tick.toggled.connect(self._count)
        layout.addWidget(tick)
        if one.advice:
            advice = words(one.advice, "muted" if one.is_useful else "warning")
            advice.setContentsMargins(SPACE_4 + SPACE_2, 0, 0, 0)
            layout.addWidget(advice)
        self.ticks.append((tick, one))
        return row

    def _count(self) -> None:
        self.take.setEnabled(any(tick.isChecked() for tick, _ in self.ticks))

    def _take(self) -> None:
        chosen = [(one.manifest.type, one.variable) for tick, one in self.ticks if tick.isChecked()]
        self.environment_wanted.emit(chosen)

    def _clear(self) -> None:
        self.ticks = []
        while (item := self._found.takeAt(0)) is not None:
            widget = item.widget()
            if widget is self.take:
                widget.hide()
            elif widget is not None:
                widget.deleteLater()


def _within(words: str) -> str:
    """Words as they stand within a sentence: "Admin key" is "admin key", "API key" stays."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]
