"""The documentation is held to the code: links, commands, pages, shortcuts, formulas."""

from __future__ import annotations

import doctest
import itertools
import re
import shlex
import tomllib
from pathlib import Path
from runpy import run_path

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication

from aimonitor import resources
from aimonitor.cli.arguments import parse
from aimonitor.providers.manifest import ProviderManifest
from aimonitor.providers.registry import Registry
from aimonitor.ui.menus import Actions

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "packaging").rglob("*.md")])
MANIFESTS = Registry().manifests()
_FOLDERS = ("aimonitor", "docs", "packaging", "resources", "tests")
_TEXTS = {".py", ".md", ".toml", ".svg", ".xml", ".desktop", ".json", ".sql"}


def test_the_forecast_of_the_page_is_the_one_that_is_computed() -> None:
    failed, tried = doctest.testfile(str(ROOT / "docs" / "forecast.md"), module_relative=False)
    assert tried > 5
    assert failed == 0


# --- links, names, commands ---------------------------------------------------------------------


@pytest.fixture(params=PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def page(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def prose(page: Path) -> str:
    """The page without its blocks and pieces of code."""
    text = re.sub(r"^( *)```.*?^\1```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`", "", text)


def targets(page: Path) -> list[str]:
    """What a page links to on this disk, pictures included."""
    text = prose(page)
    found = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'(?:src|srcset|href)="([^"]+)"', text)
    return [target for target in found if not target.startswith(("https://", "http://", "mailto:"))]


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings make."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_links_lead_somewhere(page: Path) -> None:
    for target in targets(page):
        name, _, anchor = target.partition("#")
        place = (page.parent / name).resolve() if name else page
        assert place.is_file(), f"{target} is not there"
        assert not anchor or anchor in anchors(place), f"{target} has no such heading"


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached = {ROOT / "README.md"}
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        linked = {(page.parent / target.partition("#")[0]).resolve() for target in targets(page)}
        fresh = {place for place in linked if place.suffix == ".md" and place.is_file()} - reached
        reached |= fresh
        waiting += fresh
    assert set(PAGES) - reached == set()


def test_no_page_names_a_machine_or_a_key(page: Path) -> None:
    text = page.read_text("utf-8")
    for stain in ("/home/", "/tmp/", "C:\\Users"):  # noqa: S108 looked for, not used
        assert stain not in text, f"{stain} stands in {page.name}"
    assert not re.search(r"\bsk-[a-z0-9-]*[A-Za-z0-9]{20,}", text)


def commands(page: Path) -> list[list[str]]:
    """The `aimonitor ...` lines of a page's shell blocks, and those in its pieces of code."""
    text = page.read_text("utf-8")
    lines = [
        line.partition(" #")[0].strip()
        for block in re.findall(r"^ *```sh\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    ]
    lines += re.findall(r"`(aimonitor [^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return [before_the_shell(shlex.split(line)[1:]) for line in lines if line.startswith("aimonitor ")]


def before_the_shell(words: list[str]) -> list[str]:
    """The words of the command itself: what follows a redirection or a pipe is the shell's."""
    return list(itertools.takewhile(lambda word: word not in {">", ">>", "<", "|", "&&"}, words))


def stands_for_something(word: str) -> bool:
    """Whether a word of a command is a placeholder: `DIR`, `[ID|NAME]`, `...`."""
    return word.startswith(("[", "<")) or word.endswith(("]", "...", "…", "|")) or word.isupper()


def test_commands_of_the_pages_exist(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in commands(page):
        if any(map(stands_for_something, words)):
            continue
        try:
            parse(words)
        except SystemExit as ended:
            told = capsys.readouterr().err
            incomplete = "required" in told  # `aimonitor export`, named in a sentence
            assert ended.code == 0 or incomplete, f"aimonitor {' '.join(words)}: {told}"  # noqa: PT017


def test_commands_of_the_readme_exist() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"python3 (packaging/bootstrap\.py) (\w+)", readme))
    assert named == {("packaging/bootstrap.py", "run"), ("packaging/bootstrap.py", "test")}
    bootstrap = run_path(str(ROOT / "packaging" / "bootstrap.py"))
    assert all(callable(bootstrap[command]) for _, command in named)
    assert len(commands(ROOT / "README.md")) >= 4
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert "aimonitor" in project["scripts"]


def test_the_readme_names_what_is_supported() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    bootstrap = run_path(str(ROOT / "packaging" / "bootstrap.py"))
    oldest, newest = (".".join(map(str, bootstrap[name])) for name in ("OLDEST", "NEWEST"))
    assert f"Python {oldest} to {newest}" in readme


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda manifest: manifest.type)
def test_every_provider_type_has_an_icon_a_page_and_its_hosts_in_the_readme(
    manifest: ProviderManifest,
) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert resources.provider_icon(manifest.type).name == f"{manifest.type}.svg"
    assert (ROOT / "docs" / "providers" / f"{manifest.type}.md").is_file()
    assert f"docs/providers/{manifest.type}.md" in readme
    assert f"({manifest.type}.md)" in (ROOT / "docs" / "providers" / "README.md").read_text("utf-8")
    for host in manifest.hosts:
        assert f"`{host}`" in readme
        assert f"`{host}`" in (ROOT / "docs" / "security.md").read_text("utf-8")


def test_the_shortcuts_of_the_guide_are_those_of_the_window(qapp: QApplication) -> None:
    assert qapp is not None
    guide = (ROOT / "docs" / "user-guide.md").read_text("utf-8").partition("## Keys of the keyboard")[2]
    actions = Actions()
    wanted = {
        key.toString(QKeySequence.SequenceFormat.PortableText)
        for action in actions.findChildren(QAction)
        for key in action.shortcuts()
    }
    other_names = {"Return": "Enter"}
    missing = {key for key in wanted if other_names.get(key, key) not in guide}
    assert missing == set()


def test_no_file_names_the_machine_it_was_written_on() -> None:
    files = [file for folder in _FOLDERS for file in (ROOT / folder).rglob("*") if file.suffix in _TEXTS]
    stains = tuple(f"/{name}/" for name in ("work", "root"))
    stained = [
        str(file.relative_to(ROOT))
        for file in [*files, *ROOT.glob("*.*")]
        if file.suffix in _TEXTS and any(stain in file.read_text("utf-8") for stain in stains)
    ]
    assert len(files) > 100
    assert stained == []
