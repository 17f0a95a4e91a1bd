"""PySide6's descriptions of its signatures, read when they are asked for first instead of at each start.

PySide6 carries them as Python sources inside its library, compiles them at each start, takes them in through
two modules and asks these for functions by name. Here stand-ins of the two give out functions that read the
real ones when one of them is called: when a call to Qt is refused and its TypeError is to be worded, or when
`help()` is asked for. What the library asks for was looked up in the versions that `qt_enums` names; any
other version does as it always did.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any

from aimonitor.app.qt_enums import is_known_version, make_all

FILE = "shibokensupport/signature/loader.py"
"""The name under which PySide6 compiles the first of the two."""

_LOADER = "shibokensupport.signature.loader"
_MAPPING = "shibokensupport.signature.mapping"
_DOC = "make_helptext"
_HOMES = ("PySide6.", "Shiboken", "shiboken6")
_TOLD = frozenset({"post_init", "finish_import"})
"""What is only told to the loader; it hears of it when it is read."""

_unread: list[str | bytes] = []
_finders: list[Any] = []
_told: list[tuple[str, tuple[object, ...]]] = []
_mapping = ModuleType(_MAPPING)  # stays the same: PySide6 keeps what it holds


def stand_in(source: str | bytes) -> str | bytes:
    """What to compile in place of the loader's `source`, which is kept for later."""
    if not is_known_version():
        return source
    _unread[:] = [source]
    _finders[:] = sys.meta_path  # one knows the archive; PySide6 takes it away when it has what it wants
    _told.clear()
    vars(_mapping)["update_mapping"] = _update_mapping
    sys.modules[_MAPPING] = _mapping
    return f"from {__name__} import door as __getattr__"


@cache  # as for `_mapping`
def door(name: str) -> Callable[..., object]:
    """The loader's function of that name. Raises AttributeError for what is no function of its own."""
    if name.startswith("__"):
        raise AttributeError(name)

    def function(*arguments: object) -> object:
        if name in _TOLD and _unread:
            _told.append((name, arguments))
            return None
        if name == _DOC and not _is_qts(arguments[0]):
            return arguments[0].__doc__  # PySide6 is asked for the text of every function there is
        return _read()[name](*arguments)

    return function


def _is_qts(function: object) -> bool:
    owner = getattr(function, "__objclass__", None) or getattr(function, "__self__", None)
    homes = (function, owner, type(owner))
    return any(str(getattr(home, "__module__", None)).startswith(_HOMES) for home in homes)


def _update_mapping() -> object:
    _read()
    return _mapping.update_mapping()


def _read() -> dict[str, Any]:
    """What the real loader holds, once it has been told what it missed."""
    content = vars(sys.modules[_LOADER])
    if _unread:
        make_all()
        plain_import, plain_finders = builtins.__import__, sys.meta_path
        sys.meta_path = _finders
        try:
            _read_mapping()
            exec(compile(_unread.pop(), FILE, "exec"), content)  # noqa: S102  PySide6's own, as it would itself
            for name, arguments in _told:
                content[name](*arguments)
        finally:
            sys.meta_path = plain_finders
            builtins.__import__ = plain_import  # it puts its own there: see `import_qt`
    return content


def _read_mapping() -> None:
    found = (finder.find_spec(_MAPPING, None) for finder in _finders)
    spec = next(spec for spec in found if spec is not None)
    _mapping.__spec__ = spec
    spec.loader.exec_module(_mapping)
