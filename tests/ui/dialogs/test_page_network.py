"""The network's page: a proxy of the user's own is set there from nothing, a file is chosen by hand."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from aimonitor.settings.settings import ProxyMode
from aimonitor.ui.dialogs.page_network import NetworkPage
from tests.ui.dialogs.samples import resolved

ADDRESS = "http://proxy.example:3128"
SYSTEM, NONE, CUSTOM = range(3)


@pytest.fixture
def page(qtbot: QtBot) -> NetworkPage:
    page = NetworkPage()
    qtbot.addWidget(page)
    page.show_settings(resolved({}))
    page.show()
    return page


@pytest.fixture
def wanted(page: NetworkPage) -> list[tuple[str, object]]:
    """What the page wants changed, in its order."""
    found: list[tuple[str, object]] = []
    page.change_wanted.connect(lambda name, value: found.append((name, value)))
    return found


def mode(page: NetworkPage) -> QComboBox:
    box = page.rows["proxy_mode"].editor.widget
    assert isinstance(box, QComboBox)
    return box


def address(page: NetworkPage) -> QLineEdit:
    line = page.rows["proxy_url"].editor.widget
    assert isinstance(line, QLineEdit)
    return line


def enter(page: NetworkPage, text: str) -> None:
    address(page).setText(text)
    address(page).editingFinished.emit()


def test_whoever_wants_a_proxy_of_their_own_is_asked_for_its_address_first(
    page: NetworkPage, wanted: list[tuple[str, object]]
) -> None:
    mode(page).setCurrentIndex(CUSTOM)
    assert wanted == [], "without an address there is nothing to use"
    assert not page.rows["proxy_url"].field.isHidden()
    assert page.rows["proxy_mode"].field._note.text().startswith("Enter the proxy's address below.")

    page.show_settings(resolved({}, decimals="3"))
    assert mode(page).currentIndex() == CUSTOM, "something else was changed meanwhile"
    assert not page.rows["proxy_url"].field.isHidden()

    enter(page, ADDRESS)
    assert wanted == [("proxy_url", ADDRESS)]
    page.show_settings(resolved({}, proxy_mode="system", proxy_url=ADDRESS))
    assert wanted[1:] == [("proxy_mode", ProxyMode.CUSTOM)]
    page.show_settings(resolved({}, proxy_mode="custom", proxy_url=ADDRESS))
    assert len(wanted) == 2
    assert mode(page).currentIndex() == CUSTOM
    assert page.rows["proxy_mode"].field._note.text().startswith("System uses HTTPS_PROXY")


def test_an_address_that_is_refused_can_be_put_right(
    page: NetworkPage, wanted: list[tuple[str, object]]
) -> None:
    mode(page).setCurrentIndex(CUSTOM)
    enter(page, "nonsense")
    page.rows["proxy_url"].field.set_error("Allowed: an address.")
    assert wanted == [("proxy_url", "nonsense")]
    assert not page.rows["proxy_url"].field.isHidden()
    enter(page, ADDRESS)
    assert wanted[1:] == [("proxy_url", ADDRESS)]


@pytest.mark.parametrize("other", [SYSTEM, NONE])
def test_who_thinks_better_of_it_is_asked_no_more(
    page: NetworkPage, wanted: list[tuple[str, object]], other: int
) -> None:
    mode(page).setCurrentIndex(CUSTOM)
    mode(page).setCurrentIndex(other)
    assert wanted == [("proxy_mode", list(ProxyMode)[other])]
    page.show_settings(resolved({}, proxy_mode=list(ProxyMode)[other].value))
    assert page.rows["proxy_url"].field.isHidden()


def test_without_its_address_a_proxy_is_used_no_more(
    page: NetworkPage, wanted: list[tuple[str, object]]
) -> None:
    """Else each start would say that the proxy is set to custom, with no address."""
    page.show_settings(resolved({}, proxy_mode="custom", proxy_url=ADDRESS))
    enter(page, "")
    assert wanted == [("proxy_mode", ProxyMode.SYSTEM), ("proxy_url", "")]


def test_with_an_address_the_proxy_is_chosen_at_once(
    page: NetworkPage, wanted: list[tuple[str, object]]
) -> None:
    page.show_settings(resolved({}, proxy_mode="none", proxy_url=ADDRESS))
    assert wanted == []
    mode(page).setCurrentIndex(CUSTOM)
    assert wanted == [("proxy_mode", ProxyMode.CUSTOM)]


def test_the_lists_of_revoked_certificates_are_chosen_by_hand_too(
    page: NetworkPage, wanted: list[tuple[str, object]], qtbot: QtBot
) -> None:
    page.choose.click()
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFile
    dialog.fileSelected.emit("/home/ann/lists.pem")
    dialog.reject()
    assert wanted == [("revoked", "/home/ann/lists.pem")]
    qtbot.waitUntil(lambda: page.findChild(QFileDialog) is None)


def test_what_is_set_elsewhere_is_not_chosen_here(page: NetworkPage) -> None:
    page.show_settings(resolved({"AIMONITOR_REVOKED": "/etc/lists.pem"}))
    assert not page.choose.isEnabled()
    page.show_settings(resolved({}))
    assert page.choose.isEnabled()


def test_the_address_can_be_typed_at_once(page: NetworkPage, qtbot: QtBot) -> None:
    with qtbot.waitActive(page):
        page.activateWindow()
    mode(page).setFocus()
    mode(page).setCurrentIndex(CUSTOM)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is address(page))
    QTest.keyClicks(address(page), ADDRESS)
    assert address(page).text() == ADDRESS
