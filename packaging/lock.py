"""The versions and hashes of a packaged build, for the Python and the platform that run this.

    python3.13 packaging/lock.py

Writes `packaging/locked/<platform>-py313.txt` (what the app needs) and `packaging/locked/build.txt` (what
makes its wheel), from the index that pip is set up with. Where they came from does not stand in them.
Install with:

    pip install --require-hashes -r packaging/locked/<platform>-py313.txt
"""

from __future__ import annotations

import json
import platform
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "packaging" / "locked"
_PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]


def main() -> int:
    """Write both files; 1 where pip could not resolve."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = {tag(): project["project"]["dependencies"], "build": project["build-system"]["requires"]}
    FOLDER.mkdir(exist_ok=True)
    for name, requirements in wanted.items():
        found = resolved(requirements)
        if found is None:
            print("pip could not resolve what is needed; it says why above.")
            return 1
        place = FOLDER / f"{name}.txt"
        place.write_text(text(found), "utf-8")
        print(f"{place.relative_to(ROOT)}: {len(found)} packages")
    return 0


def tag() -> str:
    """The platform and Python that a lock is for: binary wheels differ between them."""
    system = {"darwin": "macos", "win32": "windows"}.get(sys.platform, sys.platform)
    return f"{system}-{platform.machine().lower()}-py{sys.version_info[0]}{sys.version_info[1]}"


def resolved(requirements: Sequence[str]) -> list[Mapping[str, Any]] | None:
    """What pip would install, wheels only: a source archive runs code of its own while it is built."""
    how = ["install", "--dry-run", "--ignore-installed", "--only-binary=:all:", "--report=-"]
    done = subprocess.run([*_PIP, *how, *requirements], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        return None
    return list(json.loads(done.stdout)["install"])


def text(found: Sequence[Mapping[str, Any]]) -> str:
    """The lock: one package and its hashes a line, in the order of their names."""
    lines = sorted(_lines(found))
    return "\n".join(["# Made by packaging/lock.py; do not edit.", *lines, ""])


def _lines(found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for one in found:
        name = re.sub(r"[-_.]+", "-", one["metadata"]["name"]).lower()
        hashes = one["download_info"]["archive_info"]["hashes"]
        yield f"{name}=={one['metadata']['version']} --hash=sha256:{hashes['sha256']}"


if __name__ == "__main__":
    sys.exit(main())
