"""No word is cut off, and none stands over another: with usual dots, twice as many, and in large letters."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.legible import faults

ROOT = Path(__file__).parents[2]
SCREENS = {"a small laptop": (1, 1280, 800), "twice the dots": (2, 1920, 1080)}
"""Dots for one, and the screen's dots."""


@pytest.mark.parametrize("larger", [1.0, 1.6], ids=["usual letters", "large letters"])
@pytest.mark.parametrize("screen", SCREENS)
def test_every_word_of_the_window_and_the_dialogs_can_be_read(
    screen: str, larger: float, tmp_path: Path
) -> None:
    scale, width, height = SCREENS[screen]
    about = {"name": "one", "x": 0, "y": 0, "width": width, "height": height, "dpr": 1}
    file = tmp_path / "screens.json"
    file.write_text(json.dumps({"screens": [{**about, "logicalDpi": 96, "logicalBaseDpi": 96}]}))
    done = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-m", "tests.ui.legible", str(larger)],
        cwd=ROOT,
        env={
            **os.environ,
            "QT_QPA_PLATFORM": f"offscreen:configfile={file}",
            "QT_SCALE_FACTOR": str(scale),
            "COVERAGE_PROCESS_START": "",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout.split("\n") == ["", ""], done.stdout + done.stderr
    assert done.returncode == 0


def test_what_cannot_be_read_would_be_found(qtbot: QtBot) -> None:
    top = QWidget()
    qtbot.addWidget(top)
    top.resize(400, 300)
    places = {
        "whole": (0, 0, 100, 30),
        "a label that is too narrow": (0, 40, 30, 30),
        "lines and lines and lines of words that are too low": (0, 80, 60, 20),
        "one over": (200, 0, 100, 30),
        "another one": (220, 10, 100, 30),
        "beyond the edge": (350, 200, 120, 30),
    }
    for words, place in places.items():
        label = QLabel(words, top)
        label.setWordWrap(words.startswith("lines"))
        label.setGeometry(*place)
    button = QPushButton("a button that is too narrow", top)
    button.setGeometry(0, 120, 30, 30)
    top.show()
    assert sorted(faults(top)) == [
        "cut: 'a button that is too narrow'",
        "cut: 'a label that is too narrow'",
        "cut: 'beyond the edge'",
        "cut: 'lines and lines and lines of words that are too low'",
        "over one another: 'one over' and 'another one'",
    ]


def test_what_can_be_scrolled_to_is_not_cut(qtbot: QtBot) -> None:
    area, inner = QScrollArea(), QWidget()
    qtbot.addWidget(area)
    column = QVBoxLayout(inner)
    for number in range(50):
        column.addWidget(QLabel(f"line {number}"))
    area.setWidget(inner)
    area.resize(100, 100)
    area.show()
    assert faults(area) == []
