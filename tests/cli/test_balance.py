from __future__ import annotations

import pytest

from aimonitor.demo import cast
from tests.cli.running import Commands


@pytest.fixture
def work(cli: Commands) -> str:
    return cli.add(cast.PRODUCTION, "--no-test", name="Work")


@pytest.mark.usefixtures("work")
def test_without_an_entry_it_says_how_to_make_one(cli: Commands) -> None:
    done = cli("balance", "list", "Work")
    assert done.code == 0
    assert done.out == "Left: —\n\nNothing is entered. `aimonitor balance set` enters what is left.\n"


@pytest.mark.usefixtures("servers")
def test_what_is_left_follows_what_was_entered_and_billed(cli: Commands) -> None:
    work = cli.add(cast.PRODUCTION, name="Work")
    assert cli("poll", "Work").code == 0
    done = cli("balance", "set", "work", "1000", "--day", "2026-11-10", "--note", "console\x1b")
    assert done.code == 0
    assert done.out.startswith("Left: $")
    assert ", entered by you." in done.out
    cli("balance", "top-up", "Work", "50.000000001", "--day", "2026-11-12")
    document = cli("balance", "list", "Work", "--json").document
    assert document["provider_id"] == work
    assert document["provenance"] == "entered by you"
    assert [(one["kind"], one["day"], one["amount"]) for one in document["entries"]] == [
        ("top_up", "2026-11-12", "50.000000001"),
        ("opening", "2026-11-10", "1000"),
    ]
    assert cli.status("Work")["balances"] == [
        {
            "role": "total",
            "amount": document["balance"]["USD"],
            "currency": "USD",
            "provenance": "entered by you",
        }
    ]
    assert cli.status("Work")["balance_usd"] == document["balance"]["USD"]
    text = cli("balance", "list", "Work").out
    assert "opening balance" in text
    assert "\x1b" not in text


@pytest.mark.usefixtures("work")
def test_an_entry_is_removed_by_its_id(cli: Commands) -> None:
    cli("balance", "set", "Work", "-3.50", "--currency", "eur")
    (entry,) = cli("balance", "list", "Work", "--json").document["entries"]
    assert (entry["amount"], entry["currency"], entry["day"]) == ("-3.5", "EUR", "2026-11-15")
    assert cli("balance", "remove", "Work", entry["id"]).code == 0
    assert cli("balance", "list", "Work", "--json").document["entries"] == []
    again = cli("balance", "remove", "Work", entry["id"])
    assert again.code == 3
    assert "it may have been removed" in again.err


def test_a_service_that_tells_its_balance_takes_none(cli: Commands) -> None:
    cli.add(cast.ROUTER, "--no-test", name="Router")
    done = cli("balance", "set", "Router", "10")
    assert done.code == 3
    assert "tells its balance itself" in done.err


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize(
    "arguments",
    [
        ("set", "Work", "ten"),
        ("set", "Work", "1e3"),
        ("set", "Work", "1.0000000001"),
        ("set", "Work", "1", "--currency", "DOLLAR"),
        ("set", "Work", "1", "--day", "yesterday"),
        ("set", "Work"),
        ("remove", "Work"),
        (),
    ],
)
def test_what_cannot_be_meant_is_a_usage_fault(cli: Commands, arguments: tuple[str, ...]) -> None:
    assert cli("balance", *arguments).code == 2


@pytest.mark.usefixtures("work")
def test_a_day_to_come_is_refused(cli: Commands) -> None:
    done = cli("balance", "set", "Work", "1", "--day", "2026-11-16")
    assert done.code == 3
    assert "still to come" in done.err
