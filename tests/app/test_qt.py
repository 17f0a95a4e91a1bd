"""Qt is imported without what PySide6 would do besides, and nobody can tell the difference."""

from __future__ import annotations

import subprocess
import sys

import pytest

from aimonitor.app import qt_signatures
from tests.bench.processes import ROOT, environment

OURS = "from aimonitor.app.qt import import_qt; import_qt()\n"
FAULTS = """
from PySide6.QtCore import QObject, Qt, QTimer
import PySide6.QtGui
def fault(call, *arguments, **options):
    try:
        call(*arguments, **options)
    except Exception as error:
        print(type(error), error)
fault(QObject, 3.5, 4)
fault(QObject().setObjectName, 5)
fault(QObject, parent=None, none=3)
fault(QTimer.singleShot, "x")
print(QObject.setObjectName.__doc__, QObject().objectName())
import pickle
print(pickle.loads(pickle.dumps(Qt.AlignmentFlag.AlignLeft)))
"""
ENUMERATIONS = """
import enum
from PySide6 import QtCore, QtGui, QtWidgets
def told(what):
    if isinstance(what, enum.Enum):
        return [type(what), what.name, what.value, repr(what), str(what), sorted(vars(what))]
    if isinstance(what, dict):
        return [(told(key), told(value)) for key, value in what.items()]
    return what if isinstance(what, (str, int, list, type(None))) else type(what)
def tell(scope):
    for name in sorted(vars(scope)):
        kind = vars(scope)[name]
        if isinstance(kind, enum.EnumType) and kind.__module__.startswith("PySide6"):
            members = list(kind.__members__.items())
            print(kind.__module__, kind.__qualname__, type(kind), kind.__mro__, list(kind), len(kind))
            for name, value in sorted(vars(kind).items()):
                print(" ", name, told(value))
            print(all(kind(member.value) is member is kind[name] for name, member in members))
for module in (QtCore, QtGui, QtWidgets):
    tell(module)
    for name in sorted(dir(module)):
        scope = getattr(module, name)
        if isinstance(scope, type) and not isinstance(scope, enum.EnumType):
            tell(scope)
Align = QtCore.Qt.AlignmentFlag
print(Align.AlignLeft | Align.AlignTop, Align(0x41), Align(1 << 20), Align.AlignLeft in Align.AlignCenter)
print(QtCore.Qt.Key(123456), QtCore.QEvent(QtCore.QEvent.Type.User).type())
"""
LAZILY = """
import enum
from PySide6.QtCore import QEvent, QLocale, Qt
def made(): return [type(kind) is enum.EnumType for kind in (Qt.Key, QEvent.Type, QLocale.Script)]
print(made(), Qt.Key.Key_A.name, QEvent(QEvent.Type.User).type().value, made())
print(issubclass(QLocale.Script, enum.Enum))
"""
FIRST = {
    "a fault": "",
    "a text": "from PySide6.QtCore import QObject; print(QObject.setParent.__doc__)\n",
}


def said(program: str) -> str:
    done = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment(),
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_pythons_own_import_stays_in_place() -> None:
    program = f"import builtins; own = builtins.__import__, compile\n{OURS}import PySide6.QtWidgets\n{FAULTS}"
    assert said(f"{program}print((builtins.__import__, compile) == own)").splitlines()[-1] == "True"


def test_signatures_are_not_read_at_the_start() -> None:
    program = f"import sys\n{OURS}import PySide6.QtWidgets\nprint(*sys.modules)"
    assert not any(name.startswith("shibokensupport.signature.pars") for name in said(program).split())


def test_enumerations_are_made_when_they_are_looked_at() -> None:
    before, after = "[False, False, False]", "[True, True, False]"
    assert said(f"{OURS}{LAZILY}").splitlines() == [f"{before} Key_A 1000 {after}", "True"]


def test_an_enumeration_is_what_it_would_be() -> None:
    plain = said(f"import PySide6.QtCore\n{ENUMERATIONS}").splitlines()
    assert len(plain) > 10_000
    assert said(f"{OURS}{ENUMERATIONS}").splitlines() == plain


@pytest.mark.parametrize("first", FIRST.values(), ids=FIRST.keys())
def test_a_wrong_call_is_told_in_pyside6s_own_words(first: str) -> None:
    plain = said(f"import PySide6.QtCore\n{first}{FAULTS}")
    assert "Supported signatures" in plain
    assert said(f"{OURS}{first}{FAULTS}") == plain


def test_a_version_that_nobody_looked_into_does_as_it_always_did() -> None:
    program = f"import sys, PySide6; PySide6.__version__ = '7.0.0'\n{OURS}print(*sys.modules)"
    assert "shibokensupport.signature.parser" in said(program).split()
    program = f"import PySide6; PySide6.__version__ = '7.0.0'\n{OURS}{LAZILY}"
    assert said(program).startswith("[True, True, True]")


def test_a_python_that_makes_them_otherwise_makes_them_with_their_class() -> None:
    other = (
        "from aimonitor.app import qt_enums\ndef other(kind): raise TypeError(kind)\nqt_enums._make = other\n"
    )
    assert said(f"{other}{OURS}{LAZILY}").startswith("[True, True, True]")
    assert "Supported signatures" in said(f"{other}{OURS}{FAULTS}")


def test_names_without_their_enumeration_are_found_once_a_call_was_refused() -> None:
    short = "from PySide6.QtWidgets import QListWidgetItem\nprint(repr(QListWidgetItem.Type))"
    assert said(f"{OURS}{FAULTS}{short}").splitlines()[-1] == "<ItemType.Type: 0>"


def test_a_name_that_every_module_may_have_or_lack_is_not_made_up() -> None:
    with pytest.raises(AttributeError, match="__path__"):
        qt_signatures.door("__path__")
