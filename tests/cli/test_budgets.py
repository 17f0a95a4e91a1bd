from __future__ import annotations

import pytest

from aimonitor.demo import cast
from aimonitor.demo.servers import DemoServers
from tests.cli.running import Commands


@pytest.fixture
def work(cli: Commands, servers: DemoServers) -> str:
    assert servers.base_urls
    return cli.add(cast.PRODUCTION, "--no-test", name="Work")


def listed(cli: Commands) -> list[dict[str, object]]:
    found: list[dict[str, object]] = cli("budgets", "list", "--json").document["budgets"]
    return found


def test_without_a_budget_the_list_says_so(cli: Commands) -> None:
    done = cli("budgets", "list")
    assert (done.code, done.out) == (0, "No budget yet.\n")
    assert listed(cli) == []


def test_a_budget_is_made_listed_changed_and_removed(cli: Commands, work: str) -> None:
    made = cli("budgets", "set", "--provider", "work", "--period", "week", "--soft", "40", "--hard", "50.25")
    assert made.code == 0
    (one,) = listed(cli)
    assert made.out == f"Budget {one['id']} for Work is kept.\n"
    assert {key: one[key] for key in ("scope", "subject", "label", "period", "currency", "soft", "hard")} == {
        "scope": "provider",
        "subject": work,
        "label": "Work",
        "period": "week",
        "currency": "USD",
        "soft": "40",
        "hard": "50.25",
    }
    assert (one["spent"], one["level"], one["used_fraction"]) == (None, "unknown", None)
    budget_id = str(one["id"])
    assert cli("budgets", "set", "--id", budget_id, "--soft", "none", "--everything").code == 0
    (changed,) = listed(cli)
    assert (changed["id"], changed["scope"], changed["soft"], changed["hard"]) == (
        budget_id,
        "all",
        None,
        "50.25",
    )
    assert cli("budgets", "remove", budget_id).code == 0
    assert listed(cli) == []


def test_the_list_tells_what_is_spent_as_status_does(cli: Commands, work: str) -> None:
    assert work
    cli("poll")
    cli("budgets", "set", "--hard", "1")
    (one,) = listed(cli)
    totals = cli("status", "--json").document["totals"]
    assert one["spent"] == totals["month"]
    assert one["level"] == "hard"
    text = cli("budgets", "list").out
    assert "hard limit passed" in text
    assert "Everything" in text


WRONG = {
    "no limit": (),
    "soft above hard": ("--soft", "60", "--hard", "50"),
    "nobody of that name": ("--provider", "Nobody", "--hard", "5"),
    "a service without a provider": ("--type", "anthropic", "--hard", "5"),
    "no such budget": ("--id", "nobody", "--hard", "5"),
    "nothing at all": ("--hard", "0"),
}


@pytest.mark.parametrize("arguments", WRONG.values(), ids=WRONG)
def test_what_makes_no_sense_is_refused_with_code_3(
    cli: Commands, work: str, arguments: tuple[str, ...]
) -> None:
    assert work
    done = cli("budgets", "set", *arguments)
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("aimonitor: ")
    assert listed(cli) == []


@pytest.mark.parametrize("amount", ["-5", "1e9", "NaN", "5,50", "", "1.0000000001"])
def test_what_is_no_amount_is_no_argument(cli: Commands, amount: str) -> None:
    done = cli("budgets", "set", f"--hard={amount}")
    assert done.code == 2
    assert "an amount looks like 49.90" in done.err


def test_another_currency_needs_its_limits_anew(cli: Commands, work: str) -> None:
    assert work
    cli("budgets", "set", "--hard", "50", "--soft", "40")
    (one,) = listed(cli)
    done = cli("budgets", "set", "--id", str(one["id"]), "--currency", "eur", "--hard", "45")
    assert done.code == 3
    assert "never converted" in done.err
    done = cli(
        "budgets", "set", "--id", str(one["id"]), "--currency", "eur", "--hard", "45", "--soft", "none"
    )
    assert done.code == 0
    assert (listed(cli)[0]["currency"], listed(cli)[0]["soft"]) == ("EUR", None)


def test_an_unknown_budget_is_not_removed(cli: Commands) -> None:
    assert cli("budgets", "remove", "nobody").code == 3


def test_status_tells_how_budgets_stand_stored_and_polled_alike(cli: Commands, work: str) -> None:
    assert work
    assert "Budget " not in cli("status").out
    cli("budgets", "set", "--hard", "1")
    cli("budgets", "set", "--provider", "work", "--soft", "0.5", "--hard", "900000")
    polled, stored = cli("poll").out.splitlines(), cli("status").out.splitlines()
    told = [line for line in stored if line.startswith("Budget ")]
    assert [line for line in polled if line.startswith("Budget ")] == told
    assert len(told) == 2
    assert told[0].startswith("Budget              Everything, month: $")
    assert " of $1.00  (hard limit $1.00 passed on 20" in told[0]
    assert "Work, month: $" in told[1]
    assert "(soft limit $0.50 passed on 20" in told[1]


def test_a_budget_of_which_nothing_is_known_says_so(cli: Commands, work: str) -> None:
    assert work
    cli("budgets", "set", "--hard", "1")
    assert "Everything, month: unknown of $1.00" in cli("status").out
