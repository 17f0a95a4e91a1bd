"""A service that brings no icon is told apart by its letters; all others keep their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication

from aimonitor.providers.manifest import ProviderManifest
from aimonitor.providers.recipes.plugin import recipe_of
from aimonitor.ui.dialogs.service_list import ServiceList
from aimonitor.ui.service_icon import FILLS, INK, fill_of, letters_of, service_icon
from aimonitor.ui.tokens import DARK, LIGHT, contrast
from tests.providers.recipes.samples import WHOLE

SIZE = QSize(32, 32)


@pytest.fixture
def manifest(qapp: QApplication) -> ProviderManifest:
    assert qapp is not None
    return recipe_of(WHOLE, Path("acme.toml")).manifest


def colours(icon: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> set[str]:
    image = icon.pixmap(SIZE, 1.0, mode).toImage()
    return {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Acme", "A"),
        ("my service", "MS"),
        ("Two Of Three", "TO"),
        ("  (beta) 4 you ", "B4"),
        ("ß", "SS"),
        ("وكيل مزود", "وم"),
        ("<b>", "B"),
        ("— …", ""),
        ("", ""),
        ("x" * 10_000, "X"),
        ("\u202e\x00", ""),
    ],
)
def test_its_letters_begin_its_words(name: str, letters: str) -> None:
    assert letters_of(name) == letters


@pytest.mark.parametrize("fill", FILLS)
def test_letters_and_discs_can_be_told_apart_in_light_and_dark(fill: str) -> None:
    assert contrast(fill, INK) >= 4.5
    assert all(contrast(fill, scheme.surface) >= 1.9 for scheme in (LIGHT, DARK))


def test_a_recipe_without_an_icon_has_its_letters_as_they_are_when_it_is_chosen(
    manifest: ProviderManifest,
) -> None:
    icon = service_icon(manifest)
    drawn = colours(icon)
    assert {QColor(fill_of("acme")).name(), INK} <= drawn
    assert colours(icon, QIcon.Mode.Selected) == drawn
    other = service_icon(replace(manifest, name="Zebra"))
    assert other.pixmap(SIZE).toImage() != icon.pixmap(SIZE).toImage()


def test_an_icon_of_its_own_is_taken(manifest: ProviderManifest, tmp_path: Path) -> None:
    file = tmp_path / "acme.svg"
    drawing = '<rect width="8" height="8" fill="#102030"/>'
    file.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">{drawing}</svg>')
    assert colours(service_icon(replace(manifest, icon=str(file)))) == {"#102030"}
    assert INK not in colours(service_icon(replace(manifest, icon=str(file))))


def test_what_has_no_letters_has_the_general_icon(manifest: ProviderManifest) -> None:
    nameless = service_icon(replace(manifest, name="—"))
    assert "#6b7483" in colours(nameless)


def test_the_list_of_services_shows_it(manifest: ProviderManifest) -> None:
    services = ServiceList([manifest])
    assert QColor(fill_of("acme")).name() in colours(services.list.item(0).icon())
