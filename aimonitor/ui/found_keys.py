"""Keys found in the environment, to be ticked: variables by name, and what each seems to hold."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QPushButton, QVBoxLayout, QWidget

from aimonitor.providers.manifest import ProviderManifest
from aimonitor.providers.registry import Registry
from aimonitor.ui.dialogs.field import words
from aimonitor.ui.service_icon import service_icon
from aimonitor.ui.tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_4

HERE_ALREADY = "A provider reads this variable already."

Used = Collection[tuple[str, str]]
"""Provider type and variable of those that are providers already."""


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


def looked_at(registry: Registry, environ: Mapping[str, str]) -> Iterator[ProviderManifest]:
    """The services whose variables are looked at: where others' keys would go, only the user can say."""
    for manifest in registry.manifests():
        is_known = manifest.base_url or environ.get(manifest.base_url_env)
        if is_known and not manifest.consent:
            yield manifest


def found_keys(registry: Registry, environ: Mapping[str, str]) -> Iterator[FoundKey]:
    """Each service's variables that are set, best first; of a key that stands twice only the first."""
    seen: set[str] = set()
    for manifest in looked_at(registry, environ):
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


class FoundKeys(QFrame):
    """A tick a variable, and a button that takes those that are ticked.

    Signals:
        taken(list[tuple[str, str]]): provider type and variable of each that was ticked
    """

    taken = Signal(list)

    def __init__(self, registry: Registry, environ: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Panel")
        self._registry, self._environ = registry, environ
        self.ticks: list[tuple[QCheckBox, FoundKey]] = []
        self.take = QPushButton("Add &these")
        self.take.setProperty("primary", "true")
        self.take.clicked.connect(self._take)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        self._column.setSpacing(SPACE_2)

    def look(self, used: Used = ()) -> str:
        """List what is found now; where that is nothing, a sentence about where was looked.

        What is `used` already is listed, but cannot be ticked.
        """
        found = list(found_keys(self._registry, self._environ))
        self._clear()
        if not found:
            names = ", ".join(
                name for one in looked_at(self._registry, self._environ) for name in one.env_keys
            )
            return f"No keys were found. These variables were looked at: {names}."
        self._column.addWidget(words("Keys found in the environment", bold=True))
        self._column.addWidget(words("AIMonitor remembers the variables' names, never the keys.", "muted"))
        for one in found:
            self._column.addWidget(self._row(one, is_used=(one.manifest.type, one.variable) in used))
        self._column.addWidget(self.take, 0, Qt.AlignmentFlag.AlignTrailing)
        self.take.show()
        self._count()
        return ""

    def _row(self, one: FoundKey, *, is_used: bool) -> QWidget:
        row = QWidget()
        layout = QVBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        kind = f", {_within(one.kind)}" if one.kind else ""
        told = HERE_ALREADY if is_used else one.advice
        tick = QCheckBox(f"{one.variable}: {one.manifest.name}{kind}".replace("&", "&&"))
        tick.setIcon(service_icon(one.manifest))
        tick.setChecked(one.is_useful and not is_used)
        tick.setEnabled(not is_used)
        tick.setAccessibleDescription(told)
        tick.toggled.connect(self._count)
        layout.addWidget(tick)
        if told:
            advice = words(told, "muted" if one.is_useful or is_used else "warning")
            advice.setContentsMargins(SPACE_4 + SPACE_2, 0, 0, 0)
            layout.addWidget(advice)
        self.ticks.append((tick, one))
        return row

    def _count(self) -> None:
        self.take.setEnabled(any(tick.isChecked() for tick, _ in self.ticks))

    def _take(self) -> None:
        self.taken.emit([(one.manifest.type, one.variable) for tick, one in self.ticks if tick.isChecked()])

    def _clear(self) -> None:
        self.ticks = []
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is self.take:
                widget.hide()
            elif widget is not None:
                widget.deleteLater()


def _within(words: str) -> str:
    """Words as they stand within a sentence: "Admin key" is "admin key", "API key" stays."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]
