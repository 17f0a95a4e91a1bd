from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest

from aimonitor.domain.periods import Period, PeriodKind
from aimonitor.errors import (
    AppError,
    AuthError,
    BillingError,
    NetworkError,
    RateLimitError,
    SchemaError,
    ServiceError,
    WrongKeyError,
)
from aimonitor.providers.base import Call
from aimonitor.providers.buckets import Days
from aimonitor.providers.notebook import Notebook
from aimonitor.providers.parts import PartReader
from aimonitor.providers.wire import WireModel
from tests.providers.calling import NOW, TODAY

_TODAY_LOST = "Invalid response format: today's figures cannot be read: costs."


class Row(WireModel):
    """A line of a report."""


class Service:
    """Answers what it is told, and counts."""

    def __init__(self) -> None:
        self.asked = 0

    async def give(self, answer: str | AppError) -> str:
        self.asked += 1
        if isinstance(answer, AppError):
            raise answer
        return answer


async def read_all(*answers: str | AppError) -> tuple[PartReader, list[str | None], int]:
    parts, service = PartReader(NOW), Service()
    found = [
        await parts.read(f"part {number}", partial(service.give, it)) for number, it in enumerate(answers)
    ]
    return parts, found, service.asked


@pytest.mark.parametrize(
    "error", [NetworkError("x"), RateLimitError("x", retry_after=60), AuthError("x"), BillingError("x")]
)
async def test_what_every_request_would_meet_stops_the_reading(error: AppError) -> None:
    parts, found, asked = await read_all("costs", error, "never asked")
    assert found == ["costs", None, None]
    assert asked == 2
    assert [(failure.part, failure.problem.kind) for failure in parts.failures] == [
        ("part 1", error.kind),
        ("part 2", error.kind),
    ]
    parts.raise_if_nothing_was_read()


@pytest.mark.parametrize("error", [SchemaError("x"), ServiceError("x"), WrongKeyError("x")])
async def test_what_concerns_one_part_leaves_the_others(error: AppError) -> None:
    _, found, _ = await read_all("costs", error, "tokens")
    assert found == ["costs", None, "tokens"]


async def test_two_faults_of_the_service_are_enough() -> None:
    _, found, asked = await read_all(ServiceError("x"), "tokens", ServiceError("y"), "images")
    assert found == [None, "tokens", None, None]
    assert asked == 3


async def test_nothing_read_raises_the_first_error() -> None:
    first = WrongKeyError("first")
    parts, _, asked = await read_all(first, "never asked")
    assert asked == 1
    with pytest.raises(WrongKeyError) as caught:
        parts.raise_if_nothing_was_read()
    assert caught.value is first


async def test_a_pause_becomes_the_time_it_ends() -> None:
    parts, _, _ = await read_all("costs", RateLimitError("x", retry_after=90))
    assert parts.failures[0].problem.retry_at == NOW + timedelta(seconds=90)


# --- what is remembered between reads ------------------------------------------------------------


class _NoApi:
    requests = 0


def notebook(
    notes: dict[str, str] | None = None,
    *,
    minutes: int = 0,
    since: date = TODAY,
    until: date | None = None,
) -> Notebook:
    now = NOW + timedelta(minutes=minutes)
    call = Call(api=_NoApi(), now=now, since=since, until=until, notes=notes or {})  # type: ignore[arg-type]
    return Notebook(call, backfill_days=30)


def span(first: date) -> Period:
    return Period(kind=PeriodKind.CUSTOM, first=first, last=TODAY)


def test_the_first_read_asks_for_all_that_is_wanted() -> None:
    book = notebook(since=TODAY - timedelta(days=10))
    assert book.is_due("images")
    assert book.wanted("images") == span(TODAY - timedelta(days=10))


def test_no_more_is_asked_for_than_the_service_back_fills() -> None:
    assert notebook(since=date(2020, 1, 1)).wanted("costs").first == TODAY - timedelta(days=29)
    assert notebook(since=TODAY + timedelta(days=9)).wanted("costs").first == TODAY


@pytest.mark.parametrize(("minutes", "due"), [(5, False), (59, False), (60, True), (-10, True)])
def test_a_rare_part_is_due_again_after_an_hour_or_when_the_clock_was_set_back(
    minutes: int,
    due: bool,  # noqa: FBT001
) -> None:
    book = notebook()
    book.asked("images", span(TODAY), complete=True)
    assert notebook(dict(book.notes), minutes=minutes).is_due("images") is due


def test_a_page_of_old_days_is_asked_for_as_it_is_and_owes_only_what_failed() -> None:
    book = notebook()
    book.asked("images", span(TODAY), complete=True)
    first, last = TODAY - timedelta(days=20), TODAY - timedelta(days=11)
    known = dict(book.notes)
    page = notebook(known, minutes=5, since=first, until=last)
    assert page.is_due("images")
    wanted = page.wanted("images")
    assert (wanted.first, wanted.last) == (first, last)
    page.asked("images", wanted, complete=True)
    assert dict(page.notes) == known
    page.asked("images", wanted, complete=False)
    assert notebook(dict(page.notes), minutes=70).wanted("images") == span(first)


def test_a_page_pays_no_debt_of_newer_days() -> None:
    book = notebook(since=TODAY - timedelta(days=5))
    book.asked("costs", span(TODAY - timedelta(days=5)), complete=False)
    first, last = TODAY - timedelta(days=20), TODAY - timedelta(days=11)
    page = notebook(dict(book.notes), minutes=1, since=first, until=last)
    page.asked("costs", page.wanted("costs"), complete=True)
    later = notebook(dict(page.notes), minutes=70)
    assert later.wanted("costs") == span(TODAY - timedelta(days=5))


def test_days_passed_over_are_asked_for_later() -> None:
    book = notebook()
    book.asked("images", span(TODAY), complete=True)
    early = TODAY - timedelta(days=3)
    book = notebook(dict(book.notes), minutes=5, since=early)
    book.passed_over("images")
    book = notebook(dict(book.notes), minutes=61)
    assert book.wanted("images") == span(early)
    book.asked("images", span(early), complete=True)
    assert notebook(dict(book.notes), minutes=125).wanted("images") == span(TODAY)


def test_a_part_that_keeps_failing_is_asked_for_little_and_for_all_once_an_hour() -> None:
    early = TODAY - timedelta(days=20)
    book = notebook(since=early)
    book.asked("costs", span(early), complete=False)
    book = notebook(dict(book.notes), minutes=5)
    assert book.is_due("costs")
    assert book.wanted("costs") == span(TODAY)
    book.asked("costs", span(TODAY), complete=False)
    assert notebook(dict(book.notes), minutes=66).wanted("costs") == span(early)


def test_notes_that_nobody_can_read_are_no_notes() -> None:
    book = notebook({"tried:images": "noon", "owed:images": "long ago"})
    assert book.is_due("images")
    assert book.wanted("images") == span(TODAY)
    assert notebook({"tried:images": "2026-11-15T14:30:00"}).is_due("images")


@pytest.mark.parametrize("lost", [0, 1])
async def test_a_report_without_today_is_named_and_one_without_an_older_day_is_not(lost: int) -> None:
    days: Days[Row] = Days("costs", unreadable=[TODAY - timedelta(days=lost)])

    async def report() -> Days[Row]:
        return days

    parts = PartReader(NOW)
    assert await parts.read_days("costs", report) is days
    words = [failure.problem.message for failure in parts.failures]
    assert words == ([] if lost else [f"{_TODAY_LOST} An update of AIMonitor may help."])
    parts.raise_if_nothing_was_read()


async def test_a_report_that_broke_off_is_named_once() -> None:
    async def report() -> Days[Row]:
        return Days("costs", unreadable=[TODAY], broken=ServiceError("It broke off."))

    parts = PartReader(NOW)
    await parts.read_days("costs", report)
    assert [failure.problem.message for failure in parts.failures] == ["It broke off."]
