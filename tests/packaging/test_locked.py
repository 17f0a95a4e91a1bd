"""What a packaged build holds: pinned, hashed, listed with its licence, and looked up where possible."""

from __future__ import annotations

import importlib.util
import json
import operator
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "packaging" / "locked").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
_LINE = re.compile(r"([a-z0-9-]+)==([0-9][0-9a-z.]*) --hash=sha256:[0-9a-f]{64}")
_COMPARED = {">=": operator.ge, "<": operator.lt, "==": operator.eq}


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{name}_under_test", ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))


def applies(marker: str, python: str) -> bool:
    """Whether a requirement counts on Linux with that Python; our own two kinds of marker."""
    if not marker:
        return True
    found = re.fullmatch(r"(python_version|sys_platform) (>=|<|==) '([\w.]+)'", marker.strip())
    assert found is not None, marker
    if found[1] == "sys_platform":
        return found[3] == "linux"
    return bool(_COMPARED[found[2]](numbers(python), numbers(found[3])))


def wanted(lock: Path) -> list[str]:
    """The requirements of the project's that a lock is for."""
    if lock.stem == "build":
        return list(PROJECT["build-system"]["requires"])
    python = re.sub(r".*-py3(\d+)$", r"3.\1", lock.stem)
    lines = [line.partition(";") for line in PROJECT["project"]["dependencies"]]
    return [line for line, _, marker in lines if applies(marker, python)]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_pins_all_that_the_project_needs_to_a_version_that_it_allows(lock: Path) -> None:
    head, *lines = lock.read_text("utf-8").splitlines()
    assert head.startswith("#")
    assert all(_LINE.fullmatch(line) for line in lines), "a version and a hash, and no word of where it was"
    assert lines == sorted(lines)
    pinned = {found[1]: found[2] for line in lines if (found := _LINE.fullmatch(line))}
    assert len(pinned) == len(lines)
    for requirement in wanted(lock):
        name, bounds = re.fullmatch(r"([\w.-]+)(.*)", requirement.strip()).groups()  # type: ignore[union-attr]
        for bound in filter(None, bounds.split(",")):
            sign, version = re.fullmatch(r"(>=|<|==)([\d.]+)", bound.strip()).groups()  # type: ignore[union-attr]
            assert _COMPARED[sign](numbers(pinned[plain(name)]), numbers(version)), requirement


def test_there_is_a_lock_for_more_than_one_python_and_for_the_build() -> None:
    assert len([lock for lock in LOCKS if "-py3" in lock.stem]) > 1
    assert "build" in [lock.stem for lock in LOCKS]


def test_a_lock_says_nothing_of_where_it_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    lock = script("lock")
    report = {
        "install": [
            {
                "metadata": {"name": name, "version": "1.2"},
                "download_info": {
                    "url": f"file:///secret/{name}.whl",
                    "archive_info": {"hashes": {"sha256": "a" * 64}},
                },
            }
            for name in ("Some.Thing", "other_one")
        ]
    }
    asked: list[list[str]] = []

    def run(command: list[str], **_: object) -> SimpleNamespace:
        asked.append(command)
        return SimpleNamespace(returncode=0, stdout=json.dumps(report))

    monkeypatch.setattr("subprocess.run", run)
    told = lock.text(lock.resolved(["some-thing>=1"]))
    assert told.splitlines()[1:] == [
        f"{name}==1.2 --hash=sha256:{'a' * 64}" for name in ("other-one", "some-thing")
    ]
    assert "secret" not in told
    assert {"--dry-run", "--ignore-installed", "--only-binary=:all:", "some-thing>=1"} <= set(asked[0])
    monkeypatch.setattr("subprocess.run", lambda *_, **__: SimpleNamespace(returncode=1, stdout=""))
    assert lock.resolved(["no-such"]) is None


def test_the_bill_of_materials_names_each_package_with_version_licence_and_what_it_needs() -> None:
    sbom = script("sbom")
    needs = sbom.closure()
    told: dict[str, Any] = sbom.document(needs, {})
    assert told == sbom.document(sbom.closure(), {}), "the same environment gives the same text"
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    assert told["metadata"]["component"]["licenses"] == [{"expression": PROJECT["project"]["license"]}]
    listed = {one["name"]: one for one in told["components"]}
    direct = {plain(re.split(r"[><=]", line)[0]) for line in wanted(Path(f"x-py3{sys.version_info[1]}.txt"))}
    assert direct <= set(listed)
    assert "pytest" not in listed
    for name, one in listed.items():
        assert one["version"] == metadata.version(name)
        assert one["purl"] == one["bom-ref"] == f"pkg:pypi/{name}@{one['version']}"
        (licence,) = one["licenses"]
        stated = licence.get("license", {})
        assert licence.get("expression") or (
            stated["name"] and stated.get("text", {"content": "-"})["content"]
        ), name
    links = {one["ref"]: one["dependsOn"] for one in told["dependencies"]}
    assert set(links) == {one["bom-ref"] for one in (*told["components"], told["metadata"]["component"])}
    assert all(ref in links for ones in links.values() for ref in ones)
    assert str(ROOT) not in json.dumps(told)


def test_the_bill_of_materials_tells_what_is_not_as_it_is_locked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sbom = script("sbom")
    lines = [
        f"{name}=={metadata.version(name)} --hash=sha256:{'b' * 64}"
        for name in sbom.closure()
        if name != "aimonitor"
    ]
    lock = tmp_path / "lock.txt"
    lock.write_text("\n".join(lines))
    assert sbom.main([str(lock)]) == 0
    components = json.loads(capsys.readouterr().out)["components"]
    assert all(one["hashes"] == [{"alg": "SHA-256", "content": "b" * 64}] for one in components)
    lock.write_text(re.sub(r"^qasync==\S+", "qasync==0.0.1", "\n".join(lines), flags=re.MULTILINE))
    assert sbom.main([str(lock)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert f"qasync {metadata.version('qasync')}" in captured.err


BAD = [{"name": "idna", "version": "3.4", "vulns": [{"id": "PYSEC-2024-60", "fix_versions": ["3.7"]}]}]
GOOD = [{"name": "idna", "version": "3.7", "vulns": []}]


@pytest.mark.parametrize(
    ("answers", "code", "words"),
    [
        ((BAD, GOOD), 0, "locked.txt: 1 packages, 0 known vulnerabilities"),
        ((BAD, BAD), 1, "idna 3.4: PYSEC-2024-60 (mended in 3.7)"),
        ((BAD, None), 2, "locked.txt: not looked up: ERROR: no way out"),
        ((None, GOOD), 2, "not looked up: ERROR: no way out"),
        (
            (GOOD, GOOD),
            2,
            "Not looked up: the list that pip-audit asks here knows of no vulnerability at all.",
        ),
    ],
)
def test_an_audit_tells_apart_what_is_known_and_what_could_not_be_looked_up(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answers: tuple[object, object],
    code: int,
    words: str,
) -> None:
    audit = script("audit")

    def run(command: list[str], **_: object) -> SimpleNamespace:
        told = answers["known-bad" not in command[-1]]
        out = "" if told is None else json.dumps({"dependencies": told})
        return SimpleNamespace(stdout=out, stderr="ERROR: no way out\n")

    monkeypatch.setattr("subprocess.run", run)
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/pip-audit")
    assert audit.main(["locked.txt"]) == code
    assert words in capsys.readouterr().out


def test_an_audit_without_its_tool_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    audit = script("audit")
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    assert audit.main([]) == 2
    assert audit.main(["--where-possible"]) == 0
    assert capsys.readouterr().out.count("pip install pip-audit") == 2


def test_among_the_checks_an_audit_fails_for_what_is_known_and_for_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    audit = script("audit")
    told = {"known-bad.txt": BAD, "bad.txt": BAD, "good.txt": GOOD, "silent.txt": None}

    def run(command: list[str], **_: object) -> SimpleNamespace:
        found = told[Path(command[-1]).name]
        out = "" if found is None else json.dumps({"dependencies": found})
        return SimpleNamespace(stdout=out, stderr="ERROR: no way out\n")

    monkeypatch.setattr("subprocess.run", run)
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/pip-audit")
    assert audit.main(["--where-possible", "good.txt", "silent.txt"]) == 0
    assert audit.main(["--where-possible", "bad.txt", "silent.txt"]) == 1
    assert audit.main(["bad.txt", "silent.txt"]) == 2
