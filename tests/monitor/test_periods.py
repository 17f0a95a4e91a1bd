from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from pytestqt.qtbot import QtBot

from aimonitor.demo import cast
from aimonitor.demo.expected import day_costs
from aimonitor.domain.archive import ExportOrder
from aimonitor.domain.history import EVERYONE, DayStatus, History
from aimonitor.domain.money import amount_in
from aimonitor.domain.periods import Period, PeriodKind, utc_day
from aimonitor.domain.spans import Span, SpanRead
from aimonitor.errors import AppError
from aimonitor.insight.period_figures import PeriodFigures
from aimonitor.monitor.period_service import PeriodService
from aimonitor.monitor.tasks import Tasks
from tests.monitor.house import House, house

MEMBERS = (cast.PRODUCTION, cast.RESEARCH)


async def fill(home: House) -> None:
    for member in MEMBERS:
        provider = await home.add(member)
        await home.monitor.poll_provider(provider.id)


def books(home: House, days: int) -> dict[str, Decimal]:
    """What the servers billed in the last `days` days, by a road of our own."""
    now = home.clock.now()
    first = utc_day(now) - timedelta(days=days - 1)
    return {
        one.name: sum(day_costs(one.name, now, first, utc_day(now)).values(), Decimal(0)) for one in MEMBERS
    }


async def test_a_period_beyond_what_is_at_hand_is_what_the_servers_billed(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        await fill(home)
        today = utc_day(home.clock.now())
        chosen = Period(kind=PeriodKind.CUSTOM, first=today - timedelta(days=99), last=today)
        wanted = PeriodFigures(chosen, today).wanted
        figures = PeriodFigures(chosen, today, await home.stack.periods.spans(wanted))
        for name, billed in books(home, 100).items():
            money = figures.of(home.state(name)).money
            assert money is not None
            assert amount_in(money.totals, "USD") == billed


async def test_figure_chart_and_export_of_a_period_are_the_same(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        await fill(home)
        today = utc_day(home.clock.now())
        first = today - timedelta(days=99)
        chosen = Period(kind=PeriodKind.CUSTOM, first=first, last=today)
        read = await home.stack.periods.spans(PeriodFigures(chosen, today).wanted)
        states = home.monitor.states()
        total = PeriodFigures(chosen, today, read).total(states).money
        history = await home.stack.periods.overview(first, today)
        texts: list[str] = []
        order = ExportOrder(file_format="json", first=first, last=today)
        await home.stack.archive.export_text(order, texts.append)
        assert total is not None
        whole = amount_in(total.totals, "USD")
        assert sum(history.spend[0].totals, Decimal(0)) == whole
        assert sum(history.spend_by_model[0].totals, Decimal(0)) == whole
        assert f'"USD": "{whole}"' in "".join(texts)


async def test_all_providers_are_stacked_by_name(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        await fill(home)
        today = utc_day(home.clock.now())
        history = await home.stack.periods.overview(today - timedelta(days=29), today)
        assert history.provider_id == EVERYONE
        assert set(history.spend[0].labels) == {member.name for member in MEMBERS}
        assert history.spend[0].days[-1].status is DayStatus.PARTIAL
        assert history.models


async def test_the_face_keeps_wishes_until_it_starts_and_answers_each(tmp_path: Path, qtbot: QtBot) -> None:
    del qtbot
    async with house(tmp_path) as home:
        await fill(home)
        today = utc_day(home.clock.now())
        span = Span(first=today - timedelta(days=99), last=today)
        face, crashes = PeriodService(), list[BaseException]()
        spans: list[tuple[SpanRead, ...]] = []
        histories: list[History] = []
        answers: dict[int, object] = {}
        done = asyncio.Event()

        def hear(token: int, answer: object) -> None:
            answers[token] = answer
            if len(answers) == 2:
                done.set()

        face.spans_read.connect(spans.append)
        face.overview_read.connect(histories.append)
        face.request_done.connect(hear)
        tokens = (face.read_spans((span,)), face.read_overview(span.first, span.last))
        assert not face.is_started
        tasks = Tasks(on_crash=crashes.append)
        face.start(home.stack.periods, tasks)
        await done.wait()
        await tasks.aclose()
        assert answers == dict.fromkeys(tokens)
        assert [one.span for one in spans[0]] == [span]
        assert histories[0].first == span.first
        assert crashes == []


async def test_a_database_that_cannot_be_read_is_told(tmp_path: Path, qtbot: QtBot) -> None:
    del qtbot
    async with house(tmp_path) as home:
        await home.stack.database.close()
        face, heard = PeriodService(), asyncio.Event()
        answers: list[object] = []
        face.request_done.connect(lambda _token, answer: answers.append(answer))
        face.request_done.connect(lambda *_: heard.set())
        tasks = Tasks()
        face.start(home.stack.periods, tasks)
        today = utc_day(home.clock.now())
        face.read_spans((Span(first=today, last=today),))
        await heard.wait()
        await tasks.aclose()
        assert isinstance(answers[0], AppError)
