from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from aimonitor.domain.balance_entry import BalanceEntry, BalanceSheet, EntryKind
from aimonitor.domain.money import Money
from aimonitor.domain.state import FigureStatus
from aimonitor.domain.usage import Provenance
from aimonitor.errors import AppError, ConfigError, WrongKeyError
from aimonitor.monitor.balance_entries import BalanceEntries
from aimonitor.monitor.balance_service import BalanceService
from aimonitor.monitor.requests import EditProvider
from aimonitor.monitor.tasks import Tasks
from tests.monitor.odd import KEY, OddHouse, odd_house


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[OddHouse]:
    async with odd_house(tmp_path / "house") as made:
        made.script.kind = "bill"
        yield made


async def billed(home: OddHouse) -> BalanceEntry:
    """A provider that costs a dollar a day, and the opening balance of ten days ago."""
    provider = await home.add()
    await home.stack.monitor.poll_provider(provider.id)
    return BalanceEntry(
        id="",
        provider_id=provider.id,
        kind=EntryKind.OPENING,
        day=home.clock.now().date() - timedelta(days=10),
        money=Money(amount=Decimal(100), currency="USD"),
        note="  from the   console ",
    )


async def test_what_is_left_is_shown_at_once_and_follows_the_bill(home: OddHouse) -> None:
    entry = await billed(home)
    room = home.stack.balance_entries
    assert home.state.balance.status is FigureStatus.NOT_OFFERED
    kept = await room.save(entry)
    assert kept.note == "from the console"
    assert home.heard.states[-1].balance == home.state.balance
    assert home.state.balance.totals == (Money(amount=Decimal(89), currency="USD"),)
    assert home.state.balance.provenance is Provenance.ENTERED
    assert home.stack.monitor.dashboard().balance.totals == home.state.balance.totals
    assert home.stack.monitor.dashboard().depletion is not None
    day_after = timedelta(days=1)
    await home.clock.advance(timedelta(0), asleep=day_after)
    await home.stack.monitor.poll_provider(entry.provider_id)
    assert home.state.balance.totals == (Money(amount=Decimal(88), currency="USD"),)
    await room.remove(entry.provider_id, kept.id)
    assert home.state.balance.status is FigureStatus.NOT_OFFERED


async def test_the_sheet_tells_all_that_is_known(home: OddHouse) -> None:
    entry = await billed(home)
    room = home.stack.balance_entries
    assert await room.sheet(entry.provider_id) == BalanceSheet(state=home.state, currency="USD")
    opening = await room.save(entry)
    more = replace(entry, kind=EntryKind.TOP_UP, money=Money(amount=Decimal(5), currency="USD"))
    top_up = await room.save(replace(more, day=entry.day + timedelta(days=1)))
    sheet = await room.sheet(entry.provider_id)
    assert (sheet.entries, sheet.currency, sheet.refusal) == ((top_up, opening), "USD", "")
    changed = await room.save(replace(opening, money=Money(amount=Decimal(90), currency="USD")))
    assert changed.id == opening.id
    assert (await room.sheet(entry.provider_id)).entries == (top_up, changed)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"day": timedelta(days=1)}, "still to come"),
        ({"money": Money(amount=Decimal("1e9"), currency="USD")}, "too large"),
        ({"money": Money(amount=Decimal(1), currency="DOLLARS")}, "three letters"),
        ({"kind": EntryKind.TOP_UP, "money": Money(amount=Decimal(0), currency="USD")}, "more than nothing"),
        ({"money": Money(amount=Decimal(1), currency="EUR")}, "bills in USD"),
        ({"note": "x" * 201}, "at most 200"),
        ({"provider_id": "gone"}, "no such provider"),
    ],
)
async def test_what_makes_no_sense_is_refused_in_words(
    home: OddHouse, changes: dict[str, object], words: str
) -> None:
    entry = await billed(home)
    if isinstance(changes.get("day"), timedelta):
        changes = {"day": home.clock.now().date() + timedelta(days=1)}
    with pytest.raises(ConfigError, match=words):
        await home.stack.balance_entries.save(replace(entry, **changes))
    assert (await home.stack.balance_entries.sheet(entry.provider_id)).entries == ()


async def test_nothing_can_be_entered_where_the_service_tells_its_balance_or_no_cost(home: OddHouse) -> None:
    home.script.kind = "any"
    entry = await billed(home)
    with pytest.raises(ConfigError, match="tells its balance itself"):
        await home.stack.balance_entries.save(entry)
    home.script.kind = "alive"
    await home.stack.monitor.edit_provider(EditProvider(provider_id=entry.provider_id, api_key=KEY))
    with pytest.raises(WrongKeyError):
        await home.stack.monitor.poll_provider(entry.provider_id)
    with pytest.raises(ConfigError, match="tells no cost to count down a balance by"):
        await home.stack.balance_entries.save(entry)


async def test_an_entry_that_is_not_there_cannot_be_removed(home: OddHouse) -> None:
    entry = await billed(home)
    with pytest.raises(ConfigError, match="no entry 'x'"):
        await home.stack.balance_entries.remove(entry.provider_id, "x")
    with pytest.raises(ConfigError, match="no such provider"):
        await home.stack.balance_entries.sheet("gone")


async def test_the_face_answers_each_wish_with_the_sheet_as_it_is_then(home: OddHouse) -> None:
    entry = await billed(home)
    face, tasks = BalanceService(), Tasks()
    sheets: list[BalanceSheet] = []
    answers: list[object] = []
    face.sheet_loaded.connect(sheets.append)
    face.request_done.connect(lambda _token, answer: answers.append(answer))
    face.load(entry.provider_id)
    room: BalanceEntries = home.stack.balance_entries
    face.start(room, tasks)
    await home.until(lambda: len(answers) == 1)
    face.save(entry)
    await home.until(lambda: len(answers) == 2)
    (kept,) = sheets[-1].entries
    face.remove(entry.provider_id, kept.id)
    await home.until(lambda: len(answers) == 3)
    face.remove(entry.provider_id, kept.id)
    await home.until(lambda: len(answers) == 4)
    assert [len(sheet.entries) for sheet in sheets] == [0, 1, 0]
    assert answers[:3] == [None] * 3
    assert isinstance(answers[3], AppError)
    await tasks.aclose()
