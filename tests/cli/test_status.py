from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from aimonitor.cli.dashboard import status_text
from aimonitor.cli.document import status_document
from aimonitor.demo import cast
from aimonitor.demo.cast import DemoProvider
from aimonitor.demo.servers import DemoServers
from aimonitor.domain.money import plain_text
from aimonitor.domain.state import FigureStatus, Health, MoneyFigure
from aimonitor.domain.usage import PartFailure, Problem
from aimonitor.errors import ProblemKind
from aimonitor.insight.dashboard import dashboard
from aimonitor.providers.registry import Registry
from aimonitor.settings.paths import AppPaths
from tests.cli.running import Commands, Done
from tests.cli.schema import SCHEMA, hold
from tests.insight.facts import NOW, TODAY, day, facts, good_poll, provider, state
from tests.insight.facts import usd as usd_money


def usd(amount: Decimal | None) -> dict[str, str] | None:
    return None if amount is None else {"USD": plain_text(amount)}


@pytest.fixture
def all_polled(cli: Commands, servers: DemoServers) -> Done:
    assert servers
    for member in cast.CAST:
        cli.add(member, "--no-test")
    return cli("poll", "--json")


def test_the_document_has_exactly_the_documented_shape(all_polled: Done, cli: Commands) -> None:
    hold(all_polled.document, SCHEMA)
    hold(cli("status", "--json").document, SCHEMA)
    told = all_polled.document["providers"]
    assert [one["name"] for one in told] == [member.name for member in cast.CAST]
    assert any(one["windows"] for one in told)
    assert any(one["models"] for one in told)
    assert any(one["balances"] for one in told)
    assert any(one["error"] for one in told)


def test_the_shape_is_held_before_there_is_anything(cli: Commands, place: AppPaths) -> None:
    done = cli("status", "--json")
    hold(done.document, SCHEMA)
    assert done.code == 0
    assert done.document["providers"] == []
    nothing = {"today": None, "month": None, "balance": None}
    assert done.document["totals"] == {**nothing, "incomplete": [], "incomplete_today": []}
    assert not place.data.exists()


@pytest.mark.parametrize("member", [cast.PRODUCTION, cast.RESEARCH, cast.ROUTER, cast.SIDE_PROJECT])
def test_figures_are_the_servers_own_sums_to_the_last_digit(
    cli: Commands, servers: DemoServers, member: DemoProvider
) -> None:
    cli.add(member, "--no-test")
    assert cli("poll").code == 0
    told, expected = cli.status(member.name), servers.expected(member.name)
    assert told["month"]["cost"] == usd(expected.month)
    assert told["today"]["cost"] == usd(expected.today)
    assert told["cost_usd"] == (plain_text(expected.month) if expected.month is not None else None)
    assert told["tokens_used"] == told["month"]["tokens"] == expected.tokens_month
    assert told["today"]["tokens"] == expected.tokens_today
    assert told["balance_usd"] == (plain_text(expected.balance) if expected.balance is not None else None)
    assert (told["state"], told["error"], told["enabled"]) == ("ok", None, True)
    assert told["last_updated"] == "2026-11-15T14:30:00Z"


def test_totals_are_the_sums_of_their_providers(all_polled: Done) -> None:
    document = all_polled.document
    for period in ("today", "month"):
        costs = [one[period]["cost"] for one in document["providers"]]
        known = [Decimal(cost["USD"]) for cost in costs if cost]
        assert document["totals"][period] == usd(sum(known, Decimal(0)))
    models = next(one for one in document["providers"] if one["name"] == cast.PRODUCTION.name)["models"]
    month = document["providers"][0]["month"]["cost"]["USD"]
    assert sum(Decimal(one["cost"]["USD"]) for one in models if one["cost"]) == Decimal(month)
    assert document["period"] == {"month": "2026-11", "today": "2026-11-15"}
    refused = next(one["id"] for one in document["providers"] if one["name"] == cast.OLD_KEY.name)
    assert refused in document["totals"]["incomplete"]


def test_who_is_missing_in_the_sum_of_today_is_named() -> None:
    """Its month is known but for nothing, its day is not: the month's list does not tell of it."""
    late = state(facts(day(TODAY - timedelta(days=1), usd_money("3")), provider=provider("Late")))
    late = replace(late, month=replace(late.month, missing=0), today=MoneyFigure(status=FigureStatus.UNKNOWN))
    good = state(facts(day(TODAY, usd_money("2")), provider=provider("Good")))
    good = replace(good, month=replace(good.month, missing=0))
    board = dashboard([late, good], NOW)
    totals = status_document([late, good], board, NOW)["totals"]
    assert totals == {
        "today": {"USD": "2"},
        "month": {"USD": "5"},
        "balance": None,
        "incomplete": [],
        "incomplete_today": ["late"],
    }
    assert "Today (UTC)         $2.00  (without 1 provider)" in status_text([late, good], board, NOW)


def test_a_limit_says_its_use_and_share(all_polled: Done, servers: DemoServers) -> None:
    production = all_polled.document["providers"][0]
    (window,) = [one for one in production["windows"] if one["unit"] == "usd"]
    expected = servers.expected(cast.PRODUCTION.name)
    assert expected.cap is not None
    assert (window["limit"], window["used"]) == (plain_text(expected.cap), production["cost_usd"])


def test_unknown_is_null_and_never_zero(cli: Commands, servers: DemoServers) -> None:
    assert servers
    cli.add(cast.OLD_KEY, "--no-test")
    waiting = cli.status(cast.OLD_KEY.name)
    assert (waiting["state"], waiting["error"], waiting["last_updated"]) == ("waiting", None, None)
    assert cli("poll").code == 1
    refused = cli.status(cast.OLD_KEY.name)
    assert (refused["state"], refused["error"]["kind"]) == ("needs_you", "auth")
    for told in (waiting, refused):
        assert told["today"] == {"cost": None, "tokens": None, "complete": False}
        assert told["month"] == {"cost": None, "tokens": None, "complete": False, "through": None}
        for name in ("tokens_used", "tokens_limit", "cost_usd", "balance_usd"):
            assert told[name] is None
    assert cli("status", "--json").document["totals"]["month"] is None
    text = cli("status").out
    row = next(line for line in text.splitlines() if line.startswith("■ needs you"))
    assert row.split()[-6:] == ["unknown", "unknown", "—", "unknown", "—", "never"]
    assert "0.00" not in text


def test_text_shows_every_state_with_its_own_sign(all_polled: Done, cli: Commands) -> None:
    assert all_polled.code == 1
    cli("providers", "disable", cast.SIDE_PROJECT.name)
    cli.add(cast.STAGING, "--no-test", name="Another")
    done = cli("status")
    rows = {line.split("  ")[0] for line in done.out.splitlines()}
    assert {"● ok", "■ needs you", "○ paused", "… waiting"} <= rows
    assert "Spent this month" in done.out
    assert "Month at this pace" in done.out
    attention = next(line for line in done.out.splitlines() if line.startswith("Needs attention"))
    assert attention.split()[2] == "2"
    assert "1 key refused" in attention
    assert f"■ {cast.OLD_KEY.name}: Invalid API key" in done.out
    assert done.code == 1
    assert done.err == ""


def test_the_code_is_about_enabled_providers(cli: Commands, servers: DemoServers) -> None:
    assert servers
    cli.add(cast.PRODUCTION, "--no-test")
    cli.add(cast.OLD_KEY, "--no-test")
    assert cli("status").code == 0
    assert cli("poll").code == 1
    assert cli("status").code == 1
    cli("providers", "disable", cast.OLD_KEY.name)
    assert cli("status").code == 0
    assert cli.status(cast.OLD_KEY.name)["state"] == Health.PAUSED


def test_what_alerts_say_needs_attention_and_has_the_code_of_it(cli: Commands, servers: DemoServers) -> None:
    assert servers
    cli.add(cast.PRODUCTION, "--no-test")
    assert cli("poll").code == 0
    assert cli("status").code == 0
    assert cli("budgets", "set", "--hard", "0.01").code == 0
    done = cli("status")
    assert done.code == 1
    attention = next(line for line in done.out.splitlines() if line.startswith("Needs attention"))
    assert attention.split(maxsplit=2)[2] == "1  (1 budget passed)"
    told = cli("status", "--json")
    hold(told.document, SCHEMA)
    assert told.code == 1
    assert told.document["attention"] == [
        {
            "provider_id": None,
            "name": "Everything: budget of the month",
            "reason": "budget passed",
            "needs_you": True,
        }
    ]
    assert told.document["budgets"] == cli("budgets", "list", "--json").document["budgets"]
    assert cli("poll").code == 0, "its code is about the polls"


def test_a_rule_that_is_switched_off_needs_no_attention(
    cli: Commands, servers: DemoServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert servers
    cli.add(cast.PRODUCTION, "--no-test")
    cli("poll")
    cli("budgets", "set", "--hard", "0.01")
    monkeypatch.setenv("AIMONITOR_NOTIFY_BUDGET", "false")
    assert cli("status").code == 0


def test_poll_before_the_status(cli: Commands, servers: DemoServers) -> None:
    cli.add(cast.PRODUCTION, "--no-test")
    done = cli("status", "--poll", "--json")
    assert done.code == 0
    assert done.document["totals"]["month"] == usd(servers.expected(cast.PRODUCTION.name).month)


def test_nothing_yet_says_what_to_do(cli: Commands) -> None:
    done = cli("status")
    assert done.code == 0
    assert "No provider yet" in done.out
    assert "aimonitor providers add" in done.out


def test_a_word_of_the_configuration_file_that_is_not_known_is_told_once_by_every_command(
    cli: Commands, place: AppPaths, servers: DemoServers
) -> None:
    assert servers
    place.config_file.parent.mkdir(parents=True, exist_ok=True)
    place.config_file.write_text('[polling]\nintervall = "10m"\n')
    told = 'config.toml, line 2: "polling.intervall" is not known. Did you mean "polling.interval"?'
    for command in (("status",), ("status", "--json"), ("poll",), ("providers", "list")):
        assert cli(*command).err.count(told) == 1, command
    cli.add(cast.PRODUCTION)
    for command in (("status",), ("status", "--json"), ("poll",), ("providers", "list")):
        assert cli(*command).err.count(told) == 1, command


def test_a_file_where_the_data_folder_should_be_is_no_first_run(cli: Commands, place: AppPaths) -> None:
    place.data.parent.mkdir(parents=True, exist_ok=True)
    place.data.write_text("")
    done = cli("status")
    assert (done.code, done.out) == (3, "")
    assert str(place.data) in done.err


def test_json_is_the_same_on_a_terminal_that_is_not_utf_8(cli: Commands, servers: DemoServers) -> None:
    assert servers
    cli.add(cast.PRODUCTION, "--no-test")
    text = cli("status", "--json").out
    assert cast.PRODUCTION.name in text
    assert json.loads(text)["providers"][0]["name"] == cast.PRODUCTION.name


def test_a_plugin_is_looked_for_only_where_a_provider_needs_one(
    cli: Commands, place: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Registry] = []

    def load(registry: Registry) -> None:
        asked.append(registry)

    cli.add(cast.PRODUCTION, "--no-test")
    monkeypatch.setattr(Registry, "load_plugins", load)
    assert cli("status").code == 0
    assert asked == []
    with closing(sqlite3.connect(place.database)) as connection:
        connection.execute("UPDATE providers SET provider_type = 'acme'")
        connection.commit()
    assert "acme" in cli("status").out
    assert len(asked) == 1


def test_a_lesser_part_that_failed_is_a_warning_and_no_error() -> None:
    limits = PartFailure(part="limits", problem=Problem(kind=ProblemKind.SERVICE, message="No limits."))
    costs = PartFailure(part="costs", problem=Problem(kind=ProblemKind.SERVICE, message="No costs."))
    for failures, error, warnings in (
        ((limits,), None, ["Odd.", "limits: No limits."]),
        ((costs, limits), "No costs.", ["Odd.", "limits: No limits."]),
    ):
        found = state(facts(last_poll=replace(good_poll(), failures=failures, warnings=("Odd.",))))
        document: dict[str, Any] = status_document([found], dashboard([found], NOW), NOW)
        (told,) = document["providers"]
        assert (told["error"] or {}).get("message") == error
        assert told["warnings"] == warnings


def test_types_add_up_to_the_totals(all_polled: Done) -> None:
    document = all_polled.document
    for figure in ("today", "month", "balance"):
        sums: dict[str, Decimal] = {}
        for one in document["types"]:
            for currency, amount in (one[figure] or {}).items():
                sums[currency] = sums.get(currency, Decimal(0)) + Decimal(amount)
        expected = {currency: Decimal(amount) for currency, amount in document["totals"][figure].items()}
        assert sums == expected
    ids = [provider_id for one in document["types"] for provider_id in one["providers"]]
    assert sorted(ids) == sorted(one["id"] for one in document["providers"])
    assert sum(one["attention"] for one in document["types"]) == sum(
        one["state"] in ("needs_you", "stale") for one in document["providers"]
    )


def test_in_text_each_type_s_providers_stand_under_its_totals(all_polled: Done, cli: Commands) -> None:
    assert all_polled.document["providers"]
    lines = cli("status", "--group").out.splitlines()
    flat = cli("status").out.splitlines()
    kinds = [one["name"] for one in all_polled.document["types"]]
    names = [one["name"] for one in all_polled.document["providers"]]
    assert len(lines) == len(flat) + len(kinds)
    for one in all_polled.document["types"]:
        (head,) = [
            place for place, line in enumerate(lines) if f" {one['name']} " in line and " provider" in line
        ]
        members = [line for line in lines[head + 1 : head + 1 + len(one["providers"])] if "   " in line]
        assert len(members) == len(one["providers"])
        assert all(any(f"  {name}" in line for name in names) for line in members)
