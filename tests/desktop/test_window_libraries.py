"""Which library of the system the window misses."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from aimonitor.desktop.window_libraries import missing_library

_LOST = "libxcb-cursor.so.0: cannot open shared object file: No such file or directory"

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there they are missing")


@linux_only
def test_here_none_is_missing() -> None:
    assert missing_library(os.environ) == ""


@linux_only
@pytest.mark.parametrize(
    ("environ", "plugins"),
    [
        ({}, []),
        ({"DISPLAY": ":1"}, ["libqxcb.so"]),
        ({"WAYLAND_DISPLAY": "w", "DISPLAY": ""}, ["libqwayland.so"]),
    ],
)
def test_what_the_window_needs_here_is_tried(environ: dict[str, str], plugins: list[str]) -> None:
    tried: list[str] = []
    assert missing_library(environ, load=tried.append) == ""
    assert [Path(part).name for part in tried] == ["libQt6Widgets.so.6", *plugins]


@linux_only
def test_the_one_that_is_missing_is_named() -> None:
    def load(part: str) -> None:
        if part.endswith("libqxcb.so"):
            raise OSError(_LOST)

    assert missing_library({"DISPLAY": ":1"}, load=load) == "libxcb-cursor.so.0"
    assert missing_library({}, load=load) == ""


@linux_only
def test_a_library_that_is_there_and_does_not_fit_is_not_called_missing() -> None:
    def load(_part: str) -> None:
        raise OSError("/lib/libc.so.6: version `GLIBC_2.99' not found (required by libQt6Core.so.6)")

    assert missing_library({}, load=load) == ""


def test_elsewhere_qt_brings_its_own() -> None:
    def load(_part: str) -> None:
        raise OSError(_LOST)

    assert missing_library({"DISPLAY": ":1"}, platform="win32", load=load) == ""
