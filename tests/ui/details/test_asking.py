from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from aimonitor.domain.periods import PeriodKind, period
from aimonitor.ui.details.asking import Asked, Shown
from tests.ui.details.samples import picture_history
from tests.ui.factories import state
from tests.ui.histories import poll
from tests.ui.moments import TODAY

SHOWN = Shown.of(state(), period(PeriodKind.LAST_30_DAYS, TODAY))


def test_the_same_wish_is_asked_once_until_a_new_poll_or_other_days() -> None:
    asked = Asked()
    assert asked.history(SHOWN)
    assert not asked.history(SHOWN)
    polled = Shown.of(replace(state(), last_poll=poll(ago=timedelta(0))), period(PeriodKind.TODAY, TODAY))
    assert asked.history(polled)
    assert asked.history(replace(polled, provider_id="p1"))


def test_polls_do_not_depend_on_the_days() -> None:
    asked = Asked()
    assert asked.polls(SHOWN)
    assert not asked.polls(replace(SHOWN, first=TODAY))
    assert asked.polls(replace(SHOWN, polled_at=None))


def test_what_is_forgotten_is_asked_again() -> None:
    asked = Asked()
    asked.history(SHOWN)
    asked.polls(SHOWN)
    asked.forget_history()
    assert asked.history(SHOWN)
    assert not asked.polls(SHOWN)
    asked.forget_polls()
    assert asked.polls(SHOWN)


def test_a_history_belongs_to_its_provider_and_days() -> None:
    assert SHOWN.is_of(picture_history("p0"))
    assert not SHOWN.is_of(picture_history("p1"))
    assert not SHOWN.is_of(replace(picture_history("p0"), last=TODAY - timedelta(days=1)))


def test_only_other_days_or_providers_count_as_other() -> None:
    assert SHOWN.differs_in_days(None)
    assert not SHOWN.differs_in_days(replace(SHOWN, polled_at=None))
    assert SHOWN.differs_in_days(replace(SHOWN, first=TODAY))
