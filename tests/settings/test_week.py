from __future__ import annotations

import pytest

from aimonitor.settings.week import FRIDAY, MONDAY, SATURDAY, SUNDAY, first_weekday

PLACES = {
    "de_DE.UTF-8": MONDAY,
    "en_US.UTF-8": SUNDAY,
    "en-US": SUNDAY,
    "en_GB": MONDAY,
    "pt_BR": SUNDAY,
    "ar_EG.UTF-8": SATURDAY,
    "dv_MV": FRIDAY,
    "C": MONDAY,
    "C.UTF-8": MONDAY,
    "en": MONDAY,
    "": MONDAY,
}


@pytest.mark.parametrize(("locale", "weekday"), PLACES.items())
def test_a_week_starts_as_the_locale_has_it(locale: str, weekday: int) -> None:
    assert first_weekday({"LANG": locale}) == weekday


def test_the_time_locale_beats_the_language_and_all_beats_both() -> None:
    assert first_weekday({"LANG": "de_DE", "LC_TIME": "en_US"}) == SUNDAY
    assert first_weekday({"LC_ALL": "de_DE", "LC_TIME": "en_US", "LANG": "en_US"}) == MONDAY
    assert first_weekday({"LC_ALL": "", "LANG": "en_US"}) == SUNDAY
    assert first_weekday({}) == MONDAY
