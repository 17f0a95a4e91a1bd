"""A key where a setting belongs is refused in words that do not repeat it; other values are repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from aimonitor.errors import ConfigError
from aimonitor.settings.load import load_settings, to_stored

KEY = "sk-proj-TESTabc123TESTabc123"


@pytest.mark.parametrize(
    ("value", "is_told"), [(KEY, False), ("Qx7Rt2Yw9Kp3mB9vN2xLcD5f", False), ("red", True)]
)
@pytest.mark.parametrize("name", ["revoked", "theme", "interval"])
def test_a_value_that_cannot_be_used(name: str, value: str, is_told: bool) -> None:  # noqa: FBT001  a case
    with pytest.raises(ConfigError, match="cannot be used") as caught:
        to_stored({name: value})
    assert (value in caught.value.message) is is_told


@pytest.mark.parametrize(("name", "is_told"), [(KEY, False), ("thema", True)])
def test_a_name_that_nobody_knows(tmp_path: Path, name: str, is_told: bool) -> None:  # noqa: FBT001  a case
    config = tmp_path / "config.toml"
    config.write_text(f'[general]\n{name} = "light"\n')
    (told,) = load_settings(flags={}, environ={}, config_file=config, stored={}).warnings
    assert f"{config}, line 2: " in told
    assert (name in told) is is_told
