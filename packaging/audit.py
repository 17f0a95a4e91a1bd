"""Looks the locked versions up in a list of known vulnerabilities, with pip-audit, where that can be done.

    python3 packaging/audit.py [--where-possible] [lock file ...]

Ends with 0: none is known; 1: some are, and are named; 2: it could not be looked up, and why (0 with
`--where-possible`, as among the checks). It needs the network and pip-audit (`pip install pip-audit`), which
the checks do not install. Some mirrors know of no vulnerability at all, so a version that is known to have
one is looked up first.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "locked"
FINE, KNOWN, IN_VAIN = 0, 1, 2
WHERE_POSSIBLE = "--where-possible"
_BAD = f"idna==3.4 --hash=sha256:{'0' * 64}\n"
"""PYSEC-2024-60, mended in 3.7. Only its name and version are looked up."""


def main(arguments: Sequence[str]) -> int:
    """Look up each lock file."""
    codes = look_up_all([one for one in arguments if one != WHERE_POSSIBLE])
    if WHERE_POSSIBLE in arguments:
        return KNOWN if KNOWN in codes else FINE
    return max(codes, default=IN_VAIN)


def look_up_all(arguments: Sequence[str]) -> list[int]:
    """What came of each."""
    places = [Path(place) for place in arguments] or sorted(FOLDER.glob("*.txt"))
    beside = Path(sys.executable).with_name("pip-audit")
    tool = str(beside) if beside.is_file() else shutil.which("pip-audit")
    if tool is None:
        print("Not looked up: pip-audit is not installed. Install it with: pip install pip-audit")
        return [IN_VAIN]
    if not knows_anything(tool):
        return [IN_VAIN]
    return [look_up(tool, place) for place in places]


def knows_anything(tool: str) -> bool:
    """Whether a version that everybody knows to be bad is found to be."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "known-bad.txt"
        place.write_text(_BAD, "utf-8")
        told = answer(tool, place)
    if told is not None and not any(vulnerable(told)):
        print("Not looked up: the list that pip-audit asks here knows of no vulnerability at all.")
    return told is not None and any(vulnerable(told))


def answer(tool: str, place: Path) -> list[dict[str, Any]] | None:
    """What pip-audit says of each package in a lock; None where it said nothing, which is printed."""
    how = ["--require-hashes", "--disable-pip", "--progress-spinner=off", "--format=json"]
    done = subprocess.run([tool, *how, "-r", str(place)], capture_output=True, text=True, check=False)
    try:
        told = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        told = None
    if isinstance(told, list):
        return told
    last = (done.stderr.strip().splitlines() or ["it gave no answer"])[-1]
    print(f"{place.name}: not looked up: {last}")
    return None


def look_up(tool: str, place: Path) -> int:
    """What is known of one lock file, printed."""
    told = answer(tool, place)
    if told is None:
        return IN_VAIN
    found = list(vulnerable(told))
    print(f"{place.name}: {len(told)} packages, {len(found)} known vulnerabilities")
    for line in found:
        print(f"  {line}")
    return KNOWN if found else FINE


def vulnerable(told: Sequence[dict[str, Any]]) -> Iterator[str]:
    """A line for each vulnerability: the package, its name, and the version that mends it."""
    for one in told:
        for fault in one.get("vulns", ()):
            mended = ", ".join(fault.get("fix_versions", ())) or "no version yet"
            yield f"{one['name']} {one['version']}: {fault['id']} (mended in {mended})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
