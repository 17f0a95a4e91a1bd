"""The two commands of the README, with nothing but Python's standard library.

    python3 packaging/bootstrap.py run [--demo] [any option of aimonitor]
    python3 packaging/bootstrap.py test [any option of pytest]

`run` installs the system libraries that are missing (or prints the exact command, where it may not),
makes an environment in `.venv`, installs the app into it and starts it. `test` does the same with what
the checks need, and runs every check that CI runs.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST, NEWEST = (3, 11), (3, 14)

# A tuple holds names of one library in different releases: the first that is known is taken.
WINDOW_LIBRARIES: tuple[tuple[str, ...], ...] = (
    ("libegl1",),
    ("libgl1",),
    ("libxkbcommon0",),
    ("libdbus-1-3",),
    ("libfontconfig1",),
    ("libglib2.0-0t64", "libglib2.0-0"),
    ("fonts-dejavu-core",),
    ("libxcb-cursor0",),
    ("libxkbcommon-x11-0",),
    ("libxcb-icccm4",),
    ("libxcb-keysyms1",),
    ("libxcb-shape0",),
)
TEST_PROGRAMS: tuple[tuple[str, ...], ...] = (
    ("dbus-daemon",),
    ("dbus-bin",),
    ("xvfb",),
    ("openbox",),
    ("x11-utils",),
    ("xdotool",),
    ("xfce4-panel",),
    ("dunst",),
    ("gnome-keyring",),
    ("libsecret-tools",),
    ("imagemagick",),
    ("desktop-file-utils",),
)


def main(arguments: Sequence[str]) -> int:
    """Run the named command; its exit code."""
    commands = {"run": run, "test": test}
    if not arguments or arguments[0] not in commands:
        print(__doc__)
        return 2
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return with_another_python(arguments)
    return commands[arguments[0]](list(arguments[1:]))


def with_another_python(arguments: Sequence[str]) -> int:
    """Start over with a Python that fits, if there is one."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            return subprocess.call([found, __file__, *arguments])
    have = ".".join(map(str, sys.version_info[:2]))
    print(f"AIMonitor needs Python 3.11 to 3.14; this is {have}. Install one of those and try again.")
    return 1


def run(arguments: list[str]) -> int:
    """Install what is missing, then start the app with these arguments."""
    if not system_packages(WINDOW_LIBRARIES):
        return 1
    install(".", ())
    return subprocess.call([str(program("python")), "-m", "aimonitor", *arguments])


def test(arguments: list[str]) -> int:
    """Install what the checks need and run them all; with arguments, only pytest with those."""
    if not system_packages((*WINDOW_LIBRARIES, *TEST_PROGRAMS)):
        return 1
    install(".[dev]", ("dev",))
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    pytest = [str(program("pytest"))]
    if arguments:
        return subprocess.call([*pytest, *arguments], cwd=ROOT, env=environment)
    for name, command in checks(pytest):
        print(f"\n== {name}: {' '.join(Path(part).name for part in command)}", flush=True)
        code = subprocess.call(command, cwd=ROOT, env=environment)
        if code:
            print(f"\n{name} failed.")
            return code
    return 0


def checks(pytest: list[str]) -> list[tuple[str, list[str]]]:
    """All checks in order, the quick ones first."""
    workers = str(min(os.cpu_count() or 1, 4))
    return [
        ("lint", [str(program("ruff")), "check", "."]),
        ("format", [str(program("ruff")), "format", "--check", "."]),
        ("floors", [str(program("lint-imports"))]),
        ("dependencies", [str(program("deptry")), "."]),
        ("types", [str(program("mypy"))]),
        ("tests", [*pytest, "-n", workers, "--cov", "--cov-report=term", "--cov-fail-under=90"]),
    ]


def install(what: str, extras: tuple[str, ...]) -> None:
    """Make the environment and install the project, unless that was done for this very pyproject.toml."""
    stamp = VENV / "aimonitor-installed"
    place = repr((sys.version, ROOT)).encode()
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + place).hexdigest()
    done = stamp.read_text().split() if stamp.is_file() else []
    if done[:1] == [wanted] and set(extras) <= set(done[1:]):
        return
    if not program("python").exists():
        print("Making an environment in .venv ...", flush=True)
        subprocess.check_call([sys.executable, "-m", "venv", str(VENV)])
    print("Installing AIMonitor (the first time takes a minute or two) ...", flush=True)
    subprocess.check_call(
        [
            str(program("python")),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "-e",
            what,
        ],
        cwd=ROOT,
    )
    stamp.write_text("\n".join([wanted, *extras]))


def program(name: str) -> Path:
    """A program of the environment."""
    return VENV / "Scripts" / f"{name}.exe" if os.name == "nt" else VENV / "bin" / name


def system_packages(wanted: Sequence[tuple[str, ...]]) -> bool:
    """Install the Debian packages that are missing, or print the command that does."""
    if not sys.platform.startswith("linux"):
        return True
    if not shutil.which("dpkg-query") or not shutil.which("apt-get"):
        names = " ".join(names[-1] for names in wanted)
        print(
            f"This is not Debian or Ubuntu. If the app does not start, install what these are here: {names}"
        )
        return True
    missing = [names for names in wanted if not any(map(installed, names))]
    python = f"python3.{sys.version_info[1]}-venv"
    if importlib.util.find_spec("ensurepip") is None:
        missing.append((python, "python3-venv"))
    return not missing or fetch(missing)


def fetch(missing: Sequence[tuple[str, ...]]) -> bool:
    """Install packages as root, else through sudo where it asks nothing, else say how."""
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if root and not (shutil.which("sudo") and answer([*root, "true"]) is not None):
        names = " ".join(known(each) for each in missing)
        print("Some system libraries are missing. Install them with this command, then try again:")
        print(f"\n    sudo apt-get update && sudo apt-get install -y --no-install-recommends {names}\n")
        return False
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    subprocess.call([*root, *environment, "apt-get", "update", "-qq"])
    names_now = [known(each) for each in missing]
    print(f"Installing system libraries: {' '.join(names_now)}", flush=True)
    command = [*root, *environment, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *names_now]
    return subprocess.call(command, stdout=subprocess.DEVNULL) == 0


def installed(package: str) -> bool:
    """Whether dpkg has it."""
    return answer(["dpkg-query", "-W", "-f=${Status}", package]) == "install ok installed"


def known(names: tuple[str, ...]) -> str:
    """The first of the names that this release has."""
    for name in names:
        policy = answer(["apt-cache", "policy", name]) or ""
        if "Candidate:" in policy and "Candidate: (none)" not in policy:
            return name
    return names[-1]


def answer(command: list[str]) -> str | None:
    """What a command prints; None when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
