"""A disk of our own, small enough to be filled: a file system in memory, in a name space of the child's."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SIZE = 3 * 1024 * 1024

_WAYS = (("unshare", "--mount"), ("unshare", "--map-root-user", "--mount"))


def in_child(place: Path, *scenarios: str, may_mount: bool = True) -> dict[str, list[str]]:
    """Run scenarios of `disk_scenarios`; the lines that each wrote. Raises AssertionError where one fails."""
    place.mkdir()
    way = next((way for way in _WAYS if may_mount and _works(way, place)), ())
    program = (sys.executable, "-m", "tests.machine.disk_scenarios", "mounted" if way else "limited")
    done = subprocess.run(  # noqa: S603  our own code
        [*way, *_as_anybody(), *program, str(place), *scenarios],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = (part.splitlines() for part in done.stdout.replace(str(place), "PLACE").split("== ")[1:])
    return {lines[0]: lines[1:] for lines in told}


def _as_anybody() -> tuple[str, ...]:
    """Without the right of the superuser to read and write what is closed to him."""
    rights = "-dac_override,-dac_read_search"
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        return ()
    return ("setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}")


def _works(way: tuple[str, ...], place: Path) -> bool:
    if shutil.which(way[0]) is None or shutil.which("mount") is None:
        return False
    tried = subprocess.run(  # noqa: S603  fixed commands
        [*way, "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)],
        capture_output=True,
        check=False,
    )
    return tried.returncode == 0


class SmallDisk:
    """In the child. Where nothing can be mounted, files can be kept from growing: the same to who writes."""

    def __init__(self, place: Path, *, is_real: bool) -> None:
        self.place = place
        self.is_real = is_real
        self._ballast = place / "ballast"
        place.mkdir()
        if self.is_real:
            self._mount("-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs")

    def fill(self) -> None:
        """Leave no room for a single byte."""
        if not self.is_real:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
            return
        with self._ballast.open("wb", buffering=0) as file:
            size = 1 << 16
            while size:
                try:
                    file.write(bytes(size))
                except OSError:
                    size //= 2

    def free(self) -> None:
        """Somebody tidied up."""
        if self.is_real:
            self._ballast.unlink()
        else:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def make_read_only(self) -> None:
        """Only where it could be mounted, and nothing is open for writing."""
        self._mount("-o", "remount,ro")

    def make_writable(self) -> None:
        self._mount("-o", "remount,rw")

    def _mount(self, *arguments: str) -> None:
        subprocess.run(["mount", *arguments, str(self.place)], check=True)  # noqa: S603, S607  fixed commands
