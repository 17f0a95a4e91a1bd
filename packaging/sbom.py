"""What the app is made of (CycloneDX 1.6, JSON): each package with its version, licence and what it needs.

    .venv/bin/python packaging/sbom.py [lock file] > sbom.json

It reads what is installed beside the Python that runs it, and looks nothing up. With a lock file it adds
the hashes, and ends with 1 where what is installed is not what is locked. The same environment gives the
same text.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

APP = "aimonitor"
_LINE = re.compile(r"([a-z0-9-]+)==(\S+) --hash=sha256:([0-9a-f]{64})")
Locked = Mapping[str, tuple[str, str]]
"""Version and SHA-256 by name."""


def main(arguments: Sequence[str]) -> int:
    """Print the document."""
    locked = read_lock(Path(arguments[0])) if arguments else {}
    needs = closure()
    others = [f"{name} {metadata.version(name)}" for name in needs if not _fits(name, locked)]
    if locked and others:
        print(f"Not what {arguments[0]} says: {', '.join(others)}.", file=sys.stderr)
        return 1
    print(json.dumps(document(needs, locked), indent=1))
    return 0


def read_lock(place: Path) -> Locked:
    """What a lock file holds."""
    return {found[1]: (found[2], found[3]) for found in _LINE.finditer(place.read_text("utf-8"))}


def closure() -> dict[str, list[str]]:
    """The app and all it needs here, by name, each with what it needs itself."""
    found: dict[str, list[str]] = {}
    waiting = [APP]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = sorted(_needed_by(name))
            waiting += found[name]
    return dict(sorted(found.items()))


def document(needs: Mapping[str, Sequence[str]], locked: Locked) -> dict[str, Any]:
    """The SBOM."""
    components = {name: _component(name, locked) for name in needs}
    links = [
        {"ref": components[name]["bom-ref"], "dependsOn": [components[one]["bom-ref"] for one in ones]}
        for name, ones in needs.items()
    ]
    number = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps([components, links], sort_keys=True))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {"component": {**components[APP], "type": "application"}},
        "components": [component for name, component in components.items() if name != APP],
        "dependencies": links,
    }


def _needed_by(name: str) -> Iterator[str]:
    """Markers are read by pip's own reader, so that the answer is pip's."""
    read = importlib.import_module("pip._vendor.packaging.requirements").Requirement
    for line in metadata.requires(name) or ():
        wanted = read(line)
        if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
            yield _plain(wanted.name)


def _component(name: str, locked: Locked) -> dict[str, Any]:
    told = metadata.metadata(name)
    version = metadata.version(name)
    purl = f"pkg:pypi/{name}@{version}"
    made: dict[str, Any] = {"type": "library", "bom-ref": purl, "name": name, "version": version}
    made |= {"purl": purl, "licenses": [_licence(name, told.json)]}
    if name in locked:
        made["hashes"] = [{"alg": "SHA-256", "content": locked[name][1]}]
    return made


def _licence(name: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """An SPDX expression where the package states one, else its own words, else the text it brings."""
    if told.get("license_expression"):
        return {"expression": told["license_expression"]}
    named = [
        line.rpartition(" :: ")[2] for line in told.get("classifier", ()) if line.startswith("License ::")
    ]
    words = " AND ".join(named) or str(told.get("license", "")).strip().partition("\n")[0]
    if words:
        return {"license": {"name": words}}
    texts = [file.read_text("utf-8") for file in metadata.files(name) or () if "LICEN" in file.name.upper()]
    return {"license": {"name": "see its text", "text": {"content": "\n".join(texts)}}}


def _fits(name: str, locked: Locked) -> bool:
    return name == APP or locked.get(name, ("",))[0] == metadata.version(name)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
