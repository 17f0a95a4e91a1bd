"""Showing folders and pages in the programs the user has for them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def open_folder(folder: Path) -> None:
    """Show a folder in the file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def open_page(url: str) -> None:
    """Show a web page in the browser; only https is opened."""
    if url.startswith("https://"):
        QDesktopServices.openUrl(QUrl(url))
