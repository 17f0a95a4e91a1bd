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
WINDOWS = os.name == "nt"
OLDEST, NEWEST = (3, 11), (3, 14)

# A tuple holds names of one thing in different releases: the first that is known is taken.
WINDOW_LIBRARIES: tuple[tuple[str, ...], ...] = (
    ("libegl1",),
    ("libgl1",),
    ("libxkbcommon0",),
    ("libdbus-1-3",),
    ("libgssapi-krb5-2",),
    ("libfontconfig1",),
    ("libglib2.0-0t64", "libglib2.0-0"),
    ("fonts-dejavu-core",),
    ("libxcb-cursor0",),
    ("libxkbcommon-x11-0",),
    ("libxcb-icccm4",),
    ("libxcb-keysyms1",),
    ("libxcb-shape0",),
    ("libwayland-cursor0",),
    ("libwayland-egl1",),
)
TEST_PROGRAMS: tuple[tuple[str, ...], ...] = (
    ("dbus-daemon",),
    ("dbus-bin",),
    ("xvfb",),
    ("openbox",),
    ("x11-utils",),
    ("xdotool",),
    ("xfce4-panel",),
    ("trayer", "stalonetray"),
    ("dunst",),
    ("at-spi2-core",),
    ("gnome-keyring",),
    ("gcr",),
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
        if found and answer([found, "--version"]) is not None:  # pyenv's are there and do not run
            return subprocess.call([found, __file__, *arguments])
    have = ".".join(map(str, sys.version_info[:2]))
    print(f"AIMonitor needs Python 3.11 to 3.14; this is {have}. Install one of those and try again.")
    return 1


def run(arguments: list[str]) -> int:
    """Install what is missing, then become the app with these arguments."""
    if not (system_packages(WINDOW_LIBRARIES) and install(())):
        return 1
    command = [str(program("python")), "-m", "aimonitor", *arguments]
    if not WINDOWS:
        os.execv(command[0], command)  # noqa: S606  no shell: that is the point
    return subprocess.call(command)


def test(arguments: list[str]) -> int:
    """Install what the checks need and run them all; with arguments, only pytest with those."""
    if not (system_packages((*WINDOW_LIBRARIES, *TEST_PROGRAMS)) and install(("dev",))):
        return 1
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
        ("known vulnerabilities", [str(program("python")), "packaging/audit.py", "--where-possible"]),
        ("tests", [*pytest, "-n", workers, "--cov", "--cov-report=term", "--cov-fail-under=90"]),
    ]


def install(extras: tuple[str, ...]) -> bool:
    """Make the environment and install the project, unless that was done for this very pyproject.toml."""
    stamp = VENV / "aimonitor-stamp"
    place = digest(repr((sys.version_info[:2], str(ROOT))).encode())
    project = digest((ROOT / "pyproject.toml").read_bytes())
    done = stamp.read_text("utf-8").split() if stamp.is_file() and program("python").exists() else []
    if done[:2] == [place, project] and set(extras) <= set(done[2:]):
        return True
    if not (is_usable(done, place) or make_environment()):
        return False
    print("Installing AIMonitor (the first time takes a minute or two) ...", flush=True)
    what = f".[{','.join(extras)}]" if extras else "."
    pip = [str(program("python")), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.call([*pip, "-e", what], cwd=ROOT):
        print("AIMonitor could not be installed; pip says why above. Mend that and try again.")
        return False
    stamp.write_text("\n".join([place, project, *extras]), "utf-8")
    return True


def digest(content: bytes) -> str:
    """A name for this very content."""
    return hashlib.sha256(content).hexdigest()


def is_usable(done: list[str], place: str) -> bool:
    """Whether the environment has pip, and was not made in another folder or for another Python."""
    moved = bool(done) and done[0] != place
    return not moved and answer([str(program("python")), "-c", "import pip"]) is not None


def make_environment() -> bool:
    """Make `.venv` anew; what is left of an older one goes."""
    print("Making an environment in .venv ...", flush=True)
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        print("The environment could not be made; Python says why above. Mend that and try again.")
        return False
    return True


def program(name: str) -> Path:
    """A program of the environment."""
    return VENV / "Scripts" / f"{name}.exe" if WINDOWS else VENV / "bin" / name


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
    here = installed([name for names in wanted for name in names])
    missing = [names for names in wanted if here.isdisjoint(names)]
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
    if subprocess.call(command, stdout=subprocess.DEVNULL):
        print("They could not be installed; apt-get says why above. Mend that and try again.")
        return False
    return True


def installed(packages: Sequence[str]) -> set[str]:
    """Those that dpkg has, of whatever architecture."""
    command = ["dpkg-query", "-W", "-f=${Package} ${Status}\n", *packages]
    # It fails as soon as it knows one of them not, and answers for the others all the same
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return {line.split()[0] for line in told.splitlines() if line.endswith(" install ok installed")}


def known(names: tuple[str, ...]) -> str:
    """The first of the names that this release has."""
    for name in names:
        policy = answer(["apt-cache", "policy", name]) or ""
        if "Candidate:" in policy and "Candidate: (none)" not in policy:
            return name
    return names[-1]


def answer(command: list[str]) -> str | None:
    """What a command prints; None when it fails or is not there."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
