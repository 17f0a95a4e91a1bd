"""What docs/security.md says is what the code does: hosts, the places of `reveal`, and the tests it names."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from aimonitor import APP_NAME
from aimonitor.logs import _FILES, _MAX_BYTES
from aimonitor.masking import PIECE
from aimonitor.monitor.channels import ADDRESS_ENTRY
from aimonitor.providers.child import DEADLINE
from aimonitor.providers.manifest import ProviderManifest
from aimonitor.providers.registry import Registry
from aimonitor.settings.settings import Settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
MANIFESTS = Registry().manifests()
REVEALED = {
    "aimonitor/keychain/service.py": "stored and read back",
    "aimonitor/keychain/faults.py": "searched for in what a back end said",
    "aimonitor/logs.py": "searched for in the log",
    "aimonitor/monitor/reader.py": "the header of a request; searched for in what is answered",
    "aimonitor/monitor/membership.py": "the form that a key must have",
    "aimonitor/monitor/recipes.py": "the header of a trial; hidden in what it shows",
    "aimonitor/monitor/pasted_keys.py": "searched for in other fields",
    "aimonitor/monitor/webhook_words.py": "the topic in an address",
    "aimonitor/net/hook.py": "the address of a message",
    "aimonitor/cli/add.py": "its kind, by its beginning",
    "aimonitor/ui/dialogs/key_form.py": "its kind, by its beginning",
    "aimonitor/demo/cast.py": "made-up keys",
}
"""Where a key leaves its `Secret`, and what for. A new place needs a reason as good."""


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading."""
    part = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def hosts_in(text: str) -> set[str]:
    return set(re.findall(r"`([a-z0-9.-]+\.[a-z]+)`", text))


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda manifest: manifest.type)
def test_a_service_has_a_row_with_its_hosts_and_no_others(manifest: ProviderManifest) -> None:
    name = re.split(r" \(|,", manifest.name)[0]
    mine = [row for row in rows("Which hosts are contacted") if name in row[0].split(", ")]
    assert [hosts_in(row[1]) for row in mine] == [set(manifest.hosts)]
    assert (mine[0][2] == "yes") is manifest.needs_key


def test_no_row_names_a_host_that_no_service_has() -> None:
    named = set.union(*(hosts_in(row[1]) for row in rows("Which hosts are contacted")))
    assert named == {host for manifest in MANIFESTS for host in manifest.hosts}


def test_the_code_names_no_host_but_of_services_of_pages_for_the_browser_and_examples() -> None:
    texts = [file.read_text("utf-8") for file in (ROOT / "aimonitor").rglob("*.py")]
    named = {urlsplit(url).hostname or "" for text in texts for url in re.findall(r"https?://[\w.-]+", text)}
    pages = {
        urlsplit(page).hostname
        for manifest in MANIFESTS
        for page in (
            manifest.key_help,
            manifest.dashboard,
            *re.findall(r"https://[\w./-]+", manifest.consent),
        )
    }
    services = {host for manifest in MANIFESTS for host in manifest.hosts}
    examples = {host for host in named if re.search(r"(^|\.)example(\.com)?\.?$", host)} | {"host", "ntfy.sh"}
    examples |= {"127.0.0.1", "json-schema.org"}  # this computer; the name of a standard
    assert named - services - pages - examples == set()


@pytest.mark.parametrize(
    "words",
    [
        f"service `{APP_NAME}`, user `{ADDRESS_ENTRY}`",
        f"as many days as you say ({Settings().keep_days})",
        f"with a deadline of {DEADLINE:.0f} seconds",
        f"every piece of {PIECE} characters of it",
        f"pieces shorter than {PIECE} characters",
        f"{('no', 'one', 'two', 'three', 'four', 'five')[_FILES]} files of {_MAX_BYTES // 2**20} MB",
    ],
)
def test_its_names_and_numbers_are_those_of_the_program(words: str) -> None:
    assert words in PAGE


def test_a_key_is_revealed_in_known_places_only() -> None:
    found = {
        str(file.relative_to(ROOT).as_posix())
        for file in (ROOT / "aimonitor").rglob("*.py")
        if ".reveal()" in file.read_text("utf-8")
    }
    assert found == set(REVEALED)


def test_the_tests_it_names_are_there() -> None:
    shown = rows("How to see it yourself")
    named = [path for row in shown for path in re.findall(r"`(tests/[\w/]+\.py)`", row[1])]
    assert len(shown) > 10
    assert [path for path in named if not (ROOT / path).is_file()] == []
    ours = {f"tests/secrets/{file.name}" for file in Path(__file__).parent.glob("test_*.py")}
    assert ours <= set(named), "none of this folder is forgotten"
