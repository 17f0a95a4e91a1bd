"""Reports in pages: however a report is cut into pages, and wherever it breaks off, no day is wrong."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from aimonitor.domain.periods import Period, PeriodKind
from aimonitor.errors import NetworkError, SchemaError
from aimonitor.net.answer import Json, Judge, Params
from aimonitor.providers.buckets import DayBucket, Days, Report, read_days
from aimonitor.providers.wire import Count, WireModel

FIRST = date(2026, 11, 1)
WANTED = Period(kind=PeriodKind.CUSTOM, first=FIRST, last=FIRST + timedelta(days=29))
REPORT = Report(what="costs", path="/costs", params={"limit": 7}, judge=lambda _answer: None)


class Bucket(DayBucket):
    date: dt.date

    @property
    def day(self) -> dt.date:
        return self.date


class Row(WireModel):
    count: Count


@dataclass
class Book:
    """Answers page by page; `ends` names the page at which the network fails, `loops` one that leads back."""

    pages: Sequence[Sequence[Mapping[str, Json]]]
    ends: int | None = None
    loops: int | None = None
    requests: int = field(default=0)

    async def get(self, path: str, params: Params | None = None, *, judge: Judge | None = None) -> Json:
        del path, judge
        self.requests += 1
        number = int(str((params or {}).get("page", 0)))
        if number == self.ends:
            raise NetworkError("The connection broke off.")
        more = number + 1 < len(self.pages)
        leads_to = 0 if number == self.loops else number + 1
        rows: Json = [dict(bucket) for bucket in self.pages[number]]
        return {"data": rows, "has_more": more, "next_page": str(leads_to) if more else None}

    async def post(self, path: str, body: Json, *, judge: Judge | None = None) -> Json:
        raise AssertionError(f"no report is asked for so: {path} {body} {judge}")


def bucket(number: int, count: Json) -> Mapping[str, Json]:
    return {"date": str(FIRST + timedelta(days=number)), "results": [{"count": count}]}


def cut(buckets: Sequence[Mapping[str, Json]], sizes: Sequence[int]) -> list[Sequence[Mapping[str, Json]]]:
    pages: list[Sequence[Mapping[str, Json]]] = []
    at = 0
    for size in sizes:
        pages.append(buckets[at : at + size])
        at += size
    return [*pages, buckets[at:]]


def read(book: Book) -> Days[Row]:
    return asyncio.run(read_days(book, REPORT, Bucket, Row, WANTED))


_NO_COUNTS: list[Json] = [None, -1, "much", [], 10**16]
counts = st.lists(st.integers(0, 10**15), min_size=1, max_size=30)
sizes = st.lists(st.integers(0, 9), max_size=8)


@given(counts, sizes)
@settings(deadline=None)
def test_pages_of_any_size_make_the_same_report(told: list[int], pages: list[int]) -> None:
    days = read(Book(cut([bucket(n, count) for n, count in enumerate(told)], pages)))
    assert days.broken is None
    assert days.unreadable == []
    assert [[row.count for row in rows] for rows in days.rows.values()] == [[count] for count in told]


@given(counts, sizes, st.data())
@settings(deadline=None)
def test_a_report_that_breaks_off_has_only_days_that_were_sent(
    told: list[int], pages: list[int], data: st.DataObject
) -> None:
    whole = cut([bucket(n, count) for n, count in enumerate(told)], [*pages, 1])
    at = data.draw(st.integers(1, len(whole) - 1))
    fails = data.draw(st.booleans())
    days = read(Book(whole, ends=at) if fails else Book(whole, loops=at - 1))
    assert isinstance(days.broken, NetworkError if fails else SchemaError)
    sent = [one["date"] for page in whole[:at] for one in page]
    assert [str(day) for day in days.rows] == sent
    assert all(rows[0].count == told[(day - FIRST).days] for day, rows in days.rows.items())


@given(counts, st.data())
@settings(deadline=None)
def test_a_day_that_cannot_be_read_or_is_sent_twice_differently_stays_unknown(
    told: list[int], data: st.DataObject
) -> None:
    buckets = [bucket(n, count) for n, count in enumerate(told)]
    spoiled = data.draw(st.integers(0, len(told) - 1))
    junk: Json = data.draw(st.sampled_from(_NO_COUNTS))
    twice = data.draw(st.booleans())
    if twice:
        buckets.insert(data.draw(st.integers(0, len(buckets))), bucket(spoiled, told[spoiled] + 1))
    else:
        buckets[spoiled] = bucket(spoiled, junk)
    days = read(Book(cut(buckets, [2, 0, 3])))
    lost = FIRST + timedelta(days=spoiled)
    assert days.unreadable == [lost]
    assert lost not in days.rows
    assert sorted(days.rows) == [FIRST + timedelta(days=n) for n in range(len(told)) if n != spoiled]


@given(counts)
@settings(deadline=None)
def test_a_page_that_is_sent_again_changes_nothing(told: list[int]) -> None:
    buckets = [bucket(n, count) for n, count in enumerate(told)]
    days = read(Book([buckets, buckets, buckets]))
    assert days.unreadable == []
    assert [rows[0].count for rows in days.rows.values()] == told
