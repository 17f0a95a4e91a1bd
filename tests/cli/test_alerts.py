from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from aimonitor.db.alerts import AlertStore
from aimonitor.db.database import Database
from aimonitor.settings.paths import AppPaths
from tests.cli.running import NOON, Commands
from tests.db.alert_samples import ALERT, KEY, alert_plan
from tests.db.samples import provider

ADDRESS = "http://127.0.0.1:9/services/T0TESTonlyTESTonly"


@pytest.fixture
def told(place: AppPaths) -> None:
    """Something was told while the window ran."""

    async def tell() -> None:
        database = Database(place.database, now=lambda: NOON)
        await database.open()
        await database.save_provider(provider())
        await AlertStore(database).turn(lambda _memory: alert_plan(), NOON)
        await database.close()

    place.ensure()
    asyncio.run(tell())


def test_without_alerts_the_list_says_so(cli: Commands) -> None:
    done = cli("alerts", "list")
    assert (done.code, done.out) == (0, "Nothing was told yet.\n")


@pytest.mark.usefixtures("told")
def test_the_list_says_when_what_and_whether_it_holds(cli: Commands) -> None:
    text = cli("alerts", "list").out
    assert KEY in text
    assert "holds" in text
    assert "Provider one: The balance is $3.75." in text
    document = cli("alerts", "list", "--json").document
    (one,) = document["alerts"]
    assert (one["key"], one["rule"], one["fate"], one["why"]) == (KEY, "balance_low", "told", ALERT.why)
    assert document["standing"] == [KEY]
    assert [channel["name"] for channel in document["channels"]] == ["desktop", "webhook"]


def test_a_long_list_says_that_it_is_cut_and_where_all_is(cli: Commands, place: AppPaths) -> None:
    async def tell(times: int) -> None:
        database = Database(place.database, now=lambda: NOON)
        await database.open()
        await database.save_provider(provider())
        for _ in range(times):
            await AlertStore(database).turn(lambda _memory: alert_plan(), NOON)
        await database.close()

    place.ensure()
    asyncio.run(tell(50))
    text = cli("alerts", "list").out
    assert (text.count("The balance is $3.75."), "not shown" in text) == (50, False)
    asyncio.run(tell(1))
    text = cli("alerts", "list").out
    assert (text.count("The balance is $3.75."), "not shown" in text) == (50, True)
    assert cli("export", "--format", "csv", "--what", "alerts").out.count("The balance is $3.75.") == 51


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(("word", "until"), [("1h", "2026-11-15T15:30:00Z"), ("change", None)])
def test_a_thing_is_snoozed_and_speaks_again(cli: Commands, word: str, until: str | None) -> None:
    assert cli("alerts", "snooze", KEY, "--for", word).code == 0
    (one,) = cli("alerts", "list", "--json").document["snoozed"]
    assert one == {"key": KEY, "for": word, "since": "2026-11-15T14:30:00Z", "until": until}
    assert f"Snoozed: {KEY}, until " in cli("alerts", "list").out
    assert cli("alerts", "snooze", KEY, "--end").code == 0
    assert cli("alerts", "list", "--json").document["snoozed"] == []


def test_what_there_is_not_cannot_be_snoozed(cli: Commands) -> None:
    done = cli("alerts", "snooze", "nobody")
    assert done.code == 3
    assert "nothing of that name" in done.err


def test_a_desktop_without_notifications_is_code_1(cli: Commands) -> None:
    done = cli("alerts", "test", "desktop", "--json")
    assert done.code == 1
    assert done.document["done"] is False


def test_a_webhook_that_is_off_says_how_to_switch_it_on(cli: Commands) -> None:
    done = cli("alerts", "test", "webhook")
    assert done.code == 1
    assert "The webhook is off" in done.out


def test_a_webhooks_address_goes_into_the_keychain_and_nowhere_else(
    cli: Commands, keychain: Path, place: AppPaths
) -> None:
    done = cli("alerts", "webhook", "--address-stdin", stdin=ADDRESS + "\n")
    assert (done.code, done.out) == (0, "The webhook's address is kept.\n")
    assert ADDRESS in json.dumps(json.loads(keychain.read_text("utf-8")))
    for file in place.data.rglob("*"):
        assert not file.is_file() or b"T0TESTonly" not in file.read_bytes()
    assert cli("alerts", "webhook", "--forget").code == 0
    assert ADDRESS not in keychain.read_text("utf-8")


def test_an_address_that_cannot_be_used_is_refused_and_not_repeated(cli: Commands) -> None:
    done = cli("alerts", "webhook", "--address-stdin", stdin="http://hooks.example.com/T0TESTonly\n")
    assert done.code == 3
    assert "T0TEST" not in done.err + done.out
    assert cli("alerts", "webhook", "--address-stdin", stdin="").code == 3


def test_an_address_is_no_argument(cli: Commands) -> None:
    done = cli("alerts", "webhook", ADDRESS)
    assert done.code == 2
    assert "T0TEST" not in done.err
