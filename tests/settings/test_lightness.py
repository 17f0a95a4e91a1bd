from __future__ import annotations

import subprocess
import sys

HEAVY = {
    "aiohttp",
    "pydantic",
    "keyring",
    "loguru",
    "peewee",
    "backoff",
    "asyncio",
    "platformdirs",
    "tomllib",
}


def test_reading_settings_before_the_first_paint_imports_nothing_heavy() -> None:
    program = (
        "import sys; from pathlib import Path; from aimonitor.settings.load import load_settings;"
        "from aimonitor.settings.paths import AppPaths; import aimonitor.resources, aimonitor.domain.state;"
        "p = AppPaths.resolve(Path('/nonexistent'), {});"
        "load_settings(flags={}, environ={}, config_file=p.config_file, stored={'theme': 'dark'});"
        "print(*sys.modules)"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=90, check=True
    )
    loaded = set(done.stdout.split())
    assert "aimonitor.settings.load" in loaded
    assert not HEAVY & loaded
