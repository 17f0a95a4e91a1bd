"""Qt's enumerations, made when they are looked at first instead of with the class that they belong to.

PySide6 makes all enumerations of a class with it, member by member in Python, and `Qt` itself as one class:
some two hundred with 3,600 members before the window stands, of which a fifth are ever looked at. It asks
the module `enum` for the kind (Enum, Flag, ...) and calls that. Here a stand-in of the module gives out kinds
that only note what the members will be. What the library asks for was looked up in the versions named here,
and so was how Python makes an enumeration; any other version does as it always did, and so does a Python
that fails a trial.

Two things must be as they are here. Qt belongs to the window's thread, so no two threads make one
enumeration. And members are named in full, as Qt's stubs have them: the short names that PySide6 forgives
(`Qt.AlignLeft`) are found only once the enumeration was made.
"""

from __future__ import annotations

import enum
import sys
from enum import EnumType
from types import ModuleType
from typing import Any, ClassVar

_KNOWN = ("6.11.", "6.12.")
_KINDS = (enum.Enum, enum.IntEnum, enum.Flag, enum.IntFlag)
_PLAIN = frozenset(
    {"__class__", "__dict__", "__module__", "__mro__", "__name__", "__qualname__", "__bases__"}
)
"""What can be said of an enumeration without its members."""
_TARGET = "__target__"

_noted: dict[type, tuple[list[tuple[str, int]], dict[str, Any]]] = {}
"""The members to be of each enumeration that nobody has looked at, and how it treats unknown values."""


def is_known_version() -> bool:
    """Whether somebody looked into the version of PySide6 that is being imported."""
    return sys.modules["PySide6"].__version__.startswith(_KNOWN)  # type: ignore[no-any-return]


def stand_in() -> ModuleType:
    """A module in place of `enum`, for as long as PySide6 takes it in; the same until `note_members`."""
    module = ModuleType(enum.__name__)
    vars(module).update(vars(enum))
    return module


def note_members(module: ModuleType) -> None:
    """From now on, enumerations made by this stand-in are made when they are looked at."""
    _Kind.puts_off = sys.version_info < (3, 15) and is_known_version() and _works()
    for kind in _KINDS:
        setattr(module, kind.__name__, _Kind(kind))


def make_all() -> None:
    """Put nothing off any more: PySide6's own Python sources use short names."""
    _Kind.puts_off = False
    for target in list(_noted):
        _make(target)


class _Kind:
    """A kind of enumerations, as PySide6 uses it: asked whether it is a Flag, and called."""

    puts_off: ClassVar[bool] = False

    def __init__(self, kind: EnumType) -> None:
        self._kind = kind
        self.__bases__ = (kind,)  # what `issubclass` asks of what is no class

    def __call__(self, name: str, members: list[tuple[str, int]], **options: Any) -> type:  # noqa: ANN401  Enum's
        if not self.puts_off:
            return self._kind(name, members, **options)
        return _put_off(self._kind, name, members, options)


class _Unmade(EnumType):
    """The type of an enumeration that nobody has looked at; then it becomes `EnumType`, as any other's."""

    def __getattribute__(cls, name: str) -> Any:  # noqa: ANN401  whatever it is asked for
        if name not in _PLAIN:
            _make(cls)
        return type.__getattribute__(cls, name)


class _IntoTarget(type):
    """Where `type` would make a class, the one that is there already is filled."""

    def __new__(cls, _name: str, _bases: tuple[type, ...], namespace: dict[str, Any]) -> Any:  # noqa: ANN401
        target = namespace.pop(_TARGET)
        for name, value in namespace.items():
            type.__setattr__(target, name, value)
        for name, value in namespace.items():
            if hasattr(value, "__set_name__"):
                value.__set_name__(target, name)
        return target


class _Filling(EnumType, _IntoTarget):
    """Python's own way of making an enumeration, into one that is there."""


def _put_off(kind: EnumType, name: str, members: list[tuple[str, int]], options: dict[str, Any]) -> type:
    target = type.__new__(_Unmade, name, (kind,), {})
    _noted[target] = members, options
    return target


def _works() -> bool:
    """Whether this Python makes one like that: how it does so is its own business, and may change."""
    members = [("ONE", 1), ("TWO", 2), ("ALSO_TWO", 2)]
    trial: Any = _put_off(enum.IntFlag, "Trial", members, {"boundary": enum.KEEP})
    try:
        return (
            [one.name for one in trial] == ["ONE", "TWO"]
            and trial(2) is trial.ALSO_TWO
            and trial["ONE"] | trial.TWO == trial(3)
            and type(trial) is EnumType
        )
    except Exception:  # noqa: BLE001  whatever it is, Qt's are made as they always were
        _noted.clear()
        return False


def _make(target: type) -> None:
    members, options = _noted.pop(target)
    target.__class__ = EnumType
    namespace = EnumType.__prepare__(target.__name__, target.__bases__)
    namespace[_TARGET] = target
    for name, value in members:
        namespace[name] = value
    _Filling.__new__(_Filling, target.__name__, target.__bases__, namespace, **options)
