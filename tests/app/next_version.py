"""The program as it may be after an update: a copy of ours with the next version and a further migration.

It is run as any program is, from a folder of its own: two programs, not one with a changed number.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import aimonitor
from aimonitor import resources
from aimonitor.db.prepare import SCHEMA_VERSION

VERSION, SCHEMA = "99.0.0", SCHEMA_VERSION + 1
_STATEMENTS = (
    "CREATE TABLE of_the_next_version (what TEXT NOT NULL)",
    "INSERT INTO of_the_next_version VALUES ('kept')",
    "ALTER TABLE polls ADD COLUMN of_the_next_version INTEGER NOT NULL DEFAULT 1",
)
_STEP = f"""from aimonitor.db.migrations.step import Step

STEP = Step(version={SCHEMA}, statements={_STATEMENTS!r})
"""


def next_version(folder: Path) -> Path:
    """The folder from which `python -m aimonitor` is that program."""
    package = Path(aimonitor.__file__).parent
    copy = folder / package.name
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__", "_resources"))
    shutil.copytree(resources.path(), copy / "_resources")
    _change(copy / "__init__.py", f'"{aimonitor.__version__}"', f'"{VERSION}"')
    migrations = copy / "db" / "migrations"
    (migrations / f"step_{SCHEMA:04}.py").write_text(_STEP, "utf-8")
    last = f"step_{SCHEMA - 1:04}"
    _change(migrations / "__init__.py", f"    {last},\n", f"    {last},\n    step_{SCHEMA:04},\n")
    _change(
        migrations / "__init__.py", f"    {last}.STEP,\n", f"    {last}.STEP,\n    step_{SCHEMA:04}.STEP,\n"
    )
    return folder


def _change(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(before) == 1, f"{before!r} in {file.name}"
    file.write_text(text.replace(before, after), "utf-8")
