"""A plugin that was written for another AIMonitor is left out with words that help."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aimonitor.errors import PluginError
from aimonitor.providers import interface
from aimonitor.providers.interface import check_version
from aimonitor.providers.registry import Registry


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty package `future_plugin` that can be imported."""
    folder = tmp_path / "future_plugin"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    for name in [name for name in sys.modules if name.split(".")[0] == folder.name]:
        del sys.modules[name]


def problem_of(reference: str) -> str:
    """Why the plugin at `reference` is left out."""
    registry = Registry({})
    registry.register("future", reference)
    assert registry.manifests() == ()
    (problem,) = registry.problems
    return problem.message


_IMPORT = "from aimonitor.providers.manifest import "
FAILING = [
    _IMPORT + "Hologram\nMANIFEST = dict(api_version=2)\n",
    _IMPORT + "ProviderManifest\nMANIFEST = ProviderManifest(type='future', hologram=1, api_version=2)\n",
]


@pytest.mark.parametrize("code", FAILING)
def test_code_that_fails_for_want_of_a_newer_interface_is_told_from_code_that_is_broken(
    package: Path, code: str
) -> None:
    (package / "__init__.py").write_text(code, "utf-8")
    words = problem_of("future_plugin:PLUGIN")
    assert words.startswith("The plugin future is left out: it was written for version 2 of the plugin")
    assert "Update AIMonitor" in words


def test_the_number_may_stand_in_a_file_beside(package: Path) -> None:
    (package / "__init__.py").write_text("from future_plugin.manifest import MANIFEST\n", "utf-8")
    (package / "manifest.py").write_text(FAILING[0], "utf-8")
    (package / "broken.py").write_text("this is not Python", "utf-8")
    assert "version 2" in problem_of("future_plugin:PLUGIN")
    assert "version 2" in problem_of("future_plugin.manifest:PLUGIN")


@pytest.mark.parametrize("code", ["1 / 0\n", "X = dict(api_version=1)\n1 / 0\n", "api_version = 2\n1 / 0\n"])
def test_code_that_is_broken_is_not_taken_for_code_of_another_version(package: Path, code: str) -> None:
    (package / "__init__.py").write_text(code, "utf-8")
    assert problem_of("future_plugin:PLUGIN").endswith("it failed while it was loaded; the log says where.")


def test_a_single_file_and_a_folder_without_init_are_read_too(package: Path) -> None:
    (package / "part.py").write_text(FAILING[1], "utf-8")
    assert "version 2" in problem_of("future_plugin.part:PLUGIN")
    package.with_suffix(".py").write_text(FAILING[1], "utf-8")
    shutil.rmtree(package)  # with what Python compiled of it
    assert "version 2" in problem_of("future_plugin:PLUGIN")


def test_all_versions_that_are_spoken_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interface, "API_VERSION", 4)
    monkeypatch.setattr(interface, "OLDEST_API_VERSION", 2)
    for fine in (2, 3, 4):
        check_version(fine)
    for told in (1, 5):
        with pytest.raises(PluginError, match="speaks versions 2 to 4"):
            check_version(told)
