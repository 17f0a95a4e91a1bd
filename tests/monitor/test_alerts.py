from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from aimonitor.demo import cast
from aimonitor.domain.alert import AlertBook, AlertRule, RuleChoice, Snoozing
from aimonitor.domain.budget import Budget, BudgetPeriod, BudgetScope
from aimonitor.domain.notice import NoticeKind
from aimonitor.domain.secret import Secret
from aimonitor.errors import ConfigError, DatabaseError, DatabaseFault, KeychainError
from aimonitor.keychain.memory import SessionKeys
from aimonitor.monitor.channels import ADDRESS_ENTRY
from aimonitor.monitor.requests import EditProvider
from tests.monitor.alerting import Watch, watched
from tests.monitor.clock import START
from tests.monitor.test_ledger import break_writes
from tests.net.server import Reply, ScriptedServer

WRONG = Secret("sk-ant-admin01-DEMO-REVOKED-0001")
HOUR = timedelta(hours=1)
NAME = cast.RESEARCH.name
LOCAL = START.astimezone()


@pytest.fixture
async def watch(tmp_path: Path) -> AsyncIterator[Watch]:
    async with watched(tmp_path) as found:
        yield found


async def revoke(watch: Watch, key: Secret = WRONG) -> list[str]:
    """The key is no longer the right one; what is shown at the next poll."""
    provider = watch.home.monitor.find(NAME)
    await watch.home.monitor.edit_provider(EditProvider(provider_id=provider.id, api_key=key))
    return await watch.polls(NAME)


def key_of(watch: Watch, rule: AlertRule) -> str:
    return f"{rule}:{watch.home.monitor.find(NAME).id}"


async def test_a_key_that_is_refused_from_the_start_is_listed_and_not_shouted(watch: Watch) -> None:
    await watch.adds(cast.OLD_KEY)
    assert watch.shown == []
    (listed,) = await watch.log()
    assert (listed.rule, listed.fate.value) == (AlertRule.NEEDS_YOU, "listed")
    assert "Invalid API key" in listed.body


async def test_a_key_that_is_refused_one_day_is_told_once_and_so_is_its_recovery(watch: Watch) -> None:
    await watch.adds(cast.RESEARCH)
    (body,) = await revoke(watch)
    assert body.startswith("Invalid API key")
    assert await watch.polls(NAME) == []
    assert await revoke(watch, cast.RESEARCH.key) == ["Answers again. The figures are up to date."]
    assert [notice.kind for notice in watch.shown] == [NoticeKind.NEEDS_YOU, NoticeKind.RECOVERED]
    assert [notice.title for notice in watch.shown] == [NAME, NAME]


async def test_it_is_stored_before_it_is_shown(watch: Watch) -> None:
    await watch.adds(cast.RESEARCH)
    stored: list[int] = []

    def look(_notice: object) -> None:
        with closing(sqlite3.connect(watch.home.stack.paths.database)) as connection:
            stored.append(connection.execute("SELECT COUNT(*) FROM alert_log").fetchone()[0])

    watch.alerts.use_desktop(look)
    await revoke(watch)
    assert stored == [1]


async def test_a_restart_repeats_nothing(tmp_path: Path) -> None:
    keys = SessionKeys()
    async with watched(tmp_path, keychain=keys) as first:
        await first.adds(cast.RESEARCH)
        assert await revoke(first)
    async with watched(tmp_path, keychain=keys) as second:
        assert await second.polls(NAME) == []
        assert await revoke(second, cast.RESEARCH.key) == ["Answers again. The figures are up to date."]


async def test_a_failing_service_is_told_after_half_an_hour_and_not_before(watch: Watch) -> None:
    await watch.adds(cast.STAGING)
    assert await watch.polls(cast.STAGING.name) == []
    assert await watch.polls(cast.STAGING.name, after=timedelta(minutes=20)) == []
    (body,) = await watch.polls(cast.STAGING.name, after=timedelta(minutes=20))
    assert body.startswith("Failing since 2026-11-15 14:36 UTC.")
    assert await watch.polls(cast.STAGING.name, after=8 * HOUR) == []


async def test_time_alone_makes_a_failure_long(watch: Watch) -> None:
    await watch.adds(cast.STAGING)
    await watch.polls(cast.STAGING.name)
    await watch.home.clock.advance(timedelta(minutes=31))
    watch.alerts.woke()
    await asyncio.sleep(0)
    await watch.judged()
    assert [notice.kind for notice in watch.shown] == [NoticeKind.FAILED]


async def test_a_lost_network_is_told_once_for_all(watch: Watch) -> None:
    await watch.adds(cast.PRODUCTION, cast.RESEARCH)
    names = (cast.PRODUCTION.name, cast.RESEARCH.name)
    await watch.home.servers.stop()
    assert await watch.polls(*names) == []
    (body,) = await watch.polls(*names, after=timedelta(minutes=31))
    assert body.startswith("None of your 2 providers can be reached")
    await watch.home.servers.start()


async def test_a_wake_up_while_nothing_is_due_reads_nothing(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    await watch.adds(cast.RESEARCH)
    monkeypatch.setattr(watch.alerts, "_look", None)
    for _ in range(5):
        await watch.home.clock.advance(timedelta(seconds=10))
        watch.alerts.woke()
    await asyncio.sleep(0)
    assert watch.alerts._tasks._running == set()


# --- what the user wants ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", NoticeKind)
async def test_each_kind_can_be_switched_off(watch: Watch, kind: NoticeKind) -> None:
    await watch.adds(cast.RESEARCH)
    await watch.save(**{f"notify_{kind.value}": False})
    await revoke(watch)
    await revoke(watch, cast.RESEARCH.key)
    expected = [NoticeKind.NEEDS_YOU, NoticeKind.RECOVERED]
    if kind is NoticeKind.NEEDS_YOU:
        expected = []
    assert [notice.kind for notice in watch.shown] == [one for one in expected if one is not kind]


async def test_a_rule_can_be_switched_off_for_one_provider(watch: Watch) -> None:
    await watch.adds(cast.RESEARCH)
    provider = watch.home.monitor.find(NAME)
    choice = RuleChoice(provider_id=provider.id, rule=AlertRule.NEEDS_YOU, enabled=False)
    await watch.alerts.choose(choice)
    assert await revoke(watch) == []
    book = await watch.alerts.book()
    assert {one.rule for one in book.rules[provider.id] if one.own} == {AlertRule.NEEDS_YOU}
    assert {one.enabled for one in book.rules[""]} == {True}


async def test_a_threshold_that_is_none_is_refused(watch: Watch) -> None:
    with pytest.raises(ConfigError, match="threshold"):
        await watch.alerts.choose(
            RuleChoice(provider_id="p", rule=AlertRule.BALANCE_LOW, threshold=Decimal(-1))
        )


async def test_nothing_is_shown_in_the_quiet_hours_and_afterwards_what_still_holds(watch: Watch) -> None:
    await watch.adds(cast.RESEARCH)
    await watch.save(quiet_from=LOCAL.time(), quiet_to=(LOCAL + 2 * HOUR).time())
    assert await revoke(watch) == []
    await watch.home.clock.advance(2 * HOUR)
    watch.alerts.woke()
    await asyncio.sleep(0)
    await watch.judged()
    assert [notice.kind for notice in watch.shown] == [NoticeKind.NEEDS_YOU]


async def test_what_needs_the_user_passes_in_quiet_hours_if_so_chosen(watch: Watch) -> None:
    await watch.adds(cast.RESEARCH)
    quiet_to = (LOCAL + 2 * HOUR).time()
    await watch.save(quiet_from=LOCAL.time(), quiet_to=quiet_to, quiet_errors=True)
    assert len(await revoke(watch)) == 1


async def test_a_snoozed_thing_keeps_still_for_an_hour_and_then_is_told_once_more(watch: Watch) -> None:
    await watch.adds(cast.RESEARCH)
    await revoke(watch)
    await watch.alerts.snooze(key_of(watch, AlertRule.NEEDS_YOU), Snoozing.HOUR)
    assert set((await watch.alerts.book()).snoozed) == {key_of(watch, AlertRule.NEEDS_YOU)}
    assert await watch.polls(NAME, after=timedelta(minutes=59)) == []
    assert len(await watch.polls(NAME, after=timedelta(minutes=2))) == 1
    assert (await watch.alerts.book()).snoozed == {}


async def test_until_tomorrow_is_until_the_users_midnight(watch: Watch) -> None:
    await watch.adds(cast.RESEARCH)
    key = key_of(watch, AlertRule.NEEDS_YOU)
    await watch.alerts.snooze(key, Snoozing.TOMORROW)
    until = (await watch.alerts.book()).snoozed[key].until
    assert until is not None
    local = until.astimezone()
    assert (local.hour, local.minute) == (0, 0)
    assert local.date() == LOCAL.date() + timedelta(days=1)
    await watch.alerts.unsnooze(key)
    assert (await watch.alerts.book()).snoozed == {}


async def test_what_there_is_not_cannot_be_snoozed(watch: Watch) -> None:
    for wish in (watch.alerts.snooze("nobody", Snoozing.HOUR), watch.alerts.unsnooze("nobody")):
        with pytest.raises(ConfigError, match="nothing of that name"):
            await wish


# --- budgets, digest, book ----------------------------------------------------------------------


def daily(hard: str) -> Budget:
    return Budget(id="", scope=BudgetScope.ALL, period=BudgetPeriod.DAY, currency="USD", hard=Decimal(hard))


async def test_a_budget_that_is_passed_by_a_poll_is_told(watch: Watch) -> None:
    await watch.adds(cast.PRODUCTION)
    spent = watch.home.servers.expected(cast.PRODUCTION.name).today
    assert spent is not None
    await watch.home.stack.budgets.save(daily(f"{spent + Decimal('0.01'):.2f}"))
    await asyncio.sleep(0)
    await watch.judged()
    assert watch.shown == []
    (body,) = await watch.polls(cast.PRODUCTION.name, after=3 * HOUR)
    assert "The hard limit of" in body


async def test_a_budget_that_is_passed_already_when_it_is_made_is_listed(watch: Watch) -> None:
    await watch.adds(cast.PRODUCTION)
    await watch.home.stack.budgets.save(daily("0.01"))
    await asyncio.sleep(0)
    await watch.judged()
    assert watch.shown == []
    assert [(one.rule, one.fate.value) for one in await watch.log()] == [(AlertRule.BUDGET_HARD, "listed")]


async def test_a_removed_budget_is_forgotten(watch: Watch) -> None:
    await watch.adds(cast.PRODUCTION)
    budget = await watch.home.stack.budgets.save(daily("0.01"))
    await asyncio.sleep(0)
    await watch.judged()
    assert (await watch.alerts.book()).standing == {f"budget_hard:{budget.id}"}
    await watch.home.stack.budgets.remove(budget.id)
    await asyncio.sleep(0)
    await watch.judged()
    assert (await watch.alerts.book()).standing == frozenset()


async def test_a_digest_comes_once_a_day_at_its_hour(watch: Watch) -> None:
    await watch.adds(cast.RESEARCH)
    await watch.save(digest_every="day", digest_at=(LOCAL + HOUR).time())
    assert await watch.polls(NAME, after=timedelta(minutes=50)) == []
    (body,) = await watch.polls(NAME, after=timedelta(minutes=20))
    assert body.startswith("Spent this month: $")
    assert await watch.polls(NAME, after=HOUR) == []
    assert len(await watch.polls(NAME, after=timedelta(hours=23))) == 1
    assert watch.shown[-1].kind is NoticeKind.DIGEST


async def test_the_book_is_told_whenever_it_differs(watch: Watch) -> None:
    await watch.adds(cast.RESEARCH)
    books: list[AlertBook] = []
    watch.alerts.on_changed(books.append)
    await revoke(watch)
    assert books[-1].log[0].deliveries[0].done
    assert books[-1].standing == {key_of(watch, AlertRule.NEEDS_YOU)}
    count = len(books)
    await watch.polls(NAME)
    assert len(books) == count


async def test_a_webhook_hears_what_the_desktop_is_shown_and_the_log_says_what_became_of_both(
    watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    await watch.adds(cast.RESEARCH)
    async with ScriptedServer() as server:
        server.reply("*", Reply(body="ok", content_type="text/plain"))
        await watch.save(webhook="slack")
        await watch.alerts.set_webhook(Secret(f"{server.url}/services/T0TESTonly"))
        await revoke(watch)
        (seen,) = server.seen
    assert seen.json["text"].startswith(f"{NAME}\nInvalid API key")
    (alert,) = await watch.log()
    assert [(one.channel, one.done) for one in alert.deliveries] == [("desktop", True), ("webhook", True)]
    assert "T0TEST" not in caplog.text
    for file in watch.home.stack.paths.data.rglob("*"):
        assert not file.is_file() or b"T0TESTonly" not in file.read_bytes()


async def test_all_of_a_removed_provider_is_forgotten(watch: Watch) -> None:
    await watch.adds(cast.RESEARCH)
    await revoke(watch)
    await watch.home.monitor.remove_provider(watch.home.monitor.find(NAME).id)
    await asyncio.sleep(0)
    await watch.judged()
    book = await watch.alerts.book()
    assert (book.log, book.standing) == ((), frozenset())


async def test_a_purge_leaves_nothing_of_budgets_alerts_and_webhook(watch: Watch) -> None:
    await watch.adds(cast.RESEARCH)
    await revoke(watch)
    await watch.home.stack.budgets.save(daily("5"))
    await watch.alerts.choose(RuleChoice(provider_id="p", rule=AlertRule.SPIKE, enabled=False))
    await watch.alerts.set_webhook(Secret("https://hooks.example.com/T0TEST"))
    await watch.home.stack.archive.purge()
    await asyncio.sleep(0)
    await watch.judged()
    book = await watch.alerts.book()
    assert (book.log, book.standing, book.snoozed) == ((), frozenset(), {})
    assert watch.home.stack.budgets.states() == ()
    with pytest.raises(KeychainError):
        await watch.home.keychain.get_api_key(ADDRESS_ENTRY)
    assert await watch.alerts._store.choices() == []


# --- a history that cannot be kept --------------------------------------------------------------


async def test_a_broken_database_is_told_once_and_hides_no_other_alert(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    await watch.adds(cast.RESEARCH)
    break_writes(watch.home, monkeypatch, DatabaseFault.FULL)

    async def broken(*_: object) -> None:
        text = "The disk is full."
        raise DatabaseError(text, fault=DatabaseFault.FULL)

    monkeypatch.setattr(watch.alerts._store, "turn", broken)
    monkeypatch.setattr(watch.alerts._store, "note_deliveries", broken)
    await watch.polls(NAME)
    assert [notice.kind for notice in watch.shown] == [NoticeKind.DATABASE]
    await watch.polls(NAME)
    assert len(watch.shown) == 1
    provider = watch.home.monitor.find(NAME)
    await watch.home.stack.keychain.store_api_key(provider.id, WRONG)
    watch.home.stack.keys.forget(provider.id)
    await watch.polls(NAME)
    assert watch.shown[-1].kind is NoticeKind.NEEDS_YOU
