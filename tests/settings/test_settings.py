from __future__ import annotations

from datetime import time

import pytest

from aimonitor.domain.notice import NoticeKind
from aimonitor.settings.declared import DECLARED
from aimonitor.settings.proxy import holds_password, masked
from aimonitor.settings.settings import Settings


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_each_kind_of_notice_has_its_switch(kind: NoticeKind) -> None:
    assert Settings().notifies(kind)
    only_off = Settings(**{f"notify_{kind.value}": False})  # type: ignore[arg-type]
    assert [other for other in NoticeKind if not only_off.notifies(other)] == [kind]


@pytest.mark.parametrize(
    ("first", "last", "quiet", "loud"),
    [
        (time(13), time(14), [time(13), time(13, 59)], [time(12, 59), time(14)]),
        (time(22), time(7), [time(22), time(0), time(6, 59)], [time(7), time(12), time(21, 59)]),
        (time(22), time(22), [], [time(22), time(0)]),
        (None, time(7), [], [time(3)]),
        (time(22), None, [], [time(23)]),
    ],
)
def test_quiet_hours(first: time | None, last: time | None, quiet: list[time], loud: list[time]) -> None:
    settings = Settings(quiet_from=first, quiet_to=last)
    assert all(settings.is_quiet(moment) for moment in quiet)
    assert not any(settings.is_quiet(moment) for moment in loud)


def test_the_page_says_that_quiet_hours_need_both_times() -> None:
    (until,) = (one for one in DECLARED if one.name == "quiet_to")
    assert until.help.endswith("With one of the two alone there are no quiet hours.")


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("", ""),
        ("http://proxy.example:3128", "http://proxy.example:3128"),
        ("http://ann:pw@proxy.example:3128", "http://…@proxy.example:3128"),
        ("https://token@proxy.example", "https://…@proxy.example"),
        ("http://ann:p@ss@proxy.example", "http://…@proxy.example"),
        ("ann:pw@proxy.example", "…@proxy.example"),
    ],
)
def test_a_proxys_user_and_password_are_masked(address: str, shown: str) -> None:
    assert masked(address) == shown
    assert holds_password(address) == (shown != address)
