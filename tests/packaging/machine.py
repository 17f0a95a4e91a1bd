"""A made-up machine for the bootstrap script to run on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace

SCRIPT = Path(__file__).parents[2] / "packaging" / "bootstrap.py"


class Machine:
    """A made-up Debian: what it has installed, what it offers, and every command that was run on it."""

    def __init__(self) -> None:
        self.installed: set[str] = set()
        self.offers: set[str] = set()
        self.programs = {"dpkg-query", "apt-get"}
        self.fails: tuple[str, ...] = ()
        self.broken: set[str] = set()
        self.calls: list[list[str]] = []
        self.effect: Callable[[list[str]], None] = lambda _: None

    def which(self, name: str) -> str | None:
        return f"/usr/bin/{name}" if name in self.programs else None

    def call(self, command: Sequence[str], **_: object) -> int:
        self.calls.append(list(command))
        if any(part in self.fails for part in command):
            return 1
        self.effect(list(command))
        return 0

    def run(self, command: Sequence[str], **_: object) -> SimpleNamespace:
        name, code, told = command[0], 0, ""
        if name == "dpkg-query":
            here = [each for each in command[3:] if each in self.installed]
            told = "".join(f"{each} install ok installed\n" for each in here)
            code = int(len(here) < len(command[3:]))
        elif name == "apt-cache":
            candidate = "1.0" if command[2] in self.offers else "(none)"
            told = f"{command[2]}:\n  Installed: (none)\n  Candidate: {candidate}\n"
        elif name in self.broken:
            code = 127
        elif name == "sudo" or "import pip" in command:
            code = int("sudo" in self.fails if name == "sudo" else not Path(name).exists())
        return SimpleNamespace(returncode=code, stdout=told)

    def asked_for(self) -> list[str]:
        """The packages that apt-get was told to install."""
        [command] = [each for each in self.calls if "install" in each and "apt-get" in each]
        return command[command.index("--no-install-recommends") + 1 :]


def with_python(module: ModuleType) -> Path:
    python: Path = module.program("python")
    python.parent.mkdir(parents=True)
    python.touch()
    return python
