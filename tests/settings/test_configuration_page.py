from __future__ import annotations

from tests.settings.configuration_table import table, written


def test_the_page_of_settings_is_up_to_date() -> None:
    assert written() == table(), "run: python -m tests.settings.configuration_table"
