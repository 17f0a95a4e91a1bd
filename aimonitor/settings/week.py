"""On which day a week starts where the user lives, from the locale's territory (Unicode CLDR, weekData)."""

from __future__ import annotations

import re
from collections.abc import Mapping

MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6

_STARTS = {
    SUNDAY: "AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX MZ "
    "NI NP PA PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW",
    SATURDAY: "AE AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY",
    FRIDAY: "MV",
}
"""Everywhere else it is Monday."""

_TERRITORY = re.compile(r"[a-z]{2,3}[_-]([A-Z]{2})\b")


def first_weekday(environ: Mapping[str, str]) -> int:
    """The weekday (Monday 0) on which a week starts, as LC_ALL, else LC_TIME, else LANG say.

    Monday where they say nothing.
    """
    named = next((environ[name] for name in ("LC_ALL", "LC_TIME", "LANG") if environ.get(name)), "")
    found = _TERRITORY.match(named)
    territory = found[1] if found else "none"
    return next((day for day, places in _STARTS.items() if territory in places.split()), MONDAY)
