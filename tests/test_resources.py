from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from aimonitor import resources


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package beside a checkout; the installed files come first."""
    package, checkout = tmp_path / "aimonitor" / "_resources", tmp_path / "resources"
    for home, words in ((package, "installed"), (checkout, "checkout")):
        (home / "providers").mkdir(parents=True)
        (home / "providers" / "generic.svg").write_text(words, encoding="utf-8")
    (checkout / "only-here").write_text("x", encoding="utf-8")
    monkeypatch.setattr(resources, "_HOMES", (package, checkout))
    return tmp_path


def test_the_generic_icon_is_there_and_is_an_image() -> None:
    root = ET.fromstring(resources.provider_icon("generic").read_text(encoding="utf-8"))  # noqa: S314  ours
    assert root.tag.endswith("svg")
    assert root.get("viewBox") == "0 0 32 32"


def test_installed_files_are_found_first(installed: Path) -> None:
    assert resources.path("providers", "generic.svg").read_text(encoding="utf-8") == "installed"
    assert resources.path("only-here") == installed / "resources" / "only-here"


def test_a_file_that_is_not_there_is_no_error() -> None:
    assert not resources.path("no", "such", "file").exists()


def test_a_type_with_an_icon_gets_its_own(installed: Path) -> None:
    own = installed / "resources" / "providers" / "my_service-2.svg"
    own.write_text("own", encoding="utf-8")
    assert resources.provider_icon("my_service-2") == own


@pytest.mark.parametrize("name", ["no-such-service", "", "../../etc/passwd", "a/b", "Über", "."])
def test_any_other_name_gets_the_generic_icon(name: str) -> None:
    assert resources.provider_icon(name) == resources.path("providers", "generic.svg")
