from __future__ import annotations

from decimal import Decimal

import pytest

from aimonitor.demo import accounts, cast
from aimonitor.demo.exchange import Reply
from aimonitor.demo.openrouter import OpenRouterService, month_cap
from aimonitor.demo.openrouter_account import RouterAccount, RouterKey, Workspace
from aimonitor.domain.periods import PeriodKind, utc_day
from tests.demo.asking import ask, names_missing, parsed, post, same_error
from tests.demo.reading import NOON
from tests.providers.fixture_server import fixture

MANAGER, ORDINARY = "sk-or-v1-DEMO-1", "sk-or-v1-DEMO-2"
API = "/api/v1"
QUERY = f"{API}/analytics/query"
MODELS = [plan.id for plan in accounts.ROUTER.models]
KEYS = (
    RouterKey(name="a", workspace="w1", models=frozenset(MODELS[:2]), cap=Decimal(5), reset="weekly"),
    RouterKey(name="b", workspace="w2", models=frozenset(MODELS[2:])),
    RouterKey(name="old", workspace="w1", models=frozenset(), disabled=True),
)
PLACES = (
    Workspace(id="w1", slug="default", name="Default", budget=Decimal(60), reset="monthly"),
    Workspace(id="w2", slug="lab", name="Lab"),
)
ACCOUNT = RouterAccount(base=accounts.ROUTER, keys=KEYS, workspaces=PLACES)
SERVICE = OpenRouterService({MANAGER: ACCOUNT}, {ORDINARY: (ACCOUNT, KEYS[0])})


def test_both_kinds_of_key_tell_what_they_are() -> None:
    own = parsed(ask(SERVICE, ORDINARY, f"{API}/key"))["data"]
    assert own["is_management_key"] is False
    assert own["usage_monthly"] == ACCOUNT.used(KEYS[0], NOON)["usage_monthly"] > 0
    # a week that began on a Monday: the 23rd of November 2026
    assert own["usage_weekly"] == own["usage_daily"]
    assert own["limit_remaining"] == 5 - own["usage_weekly"]
    manager = parsed(ask(SERVICE, MANAGER, f"{API}/key"))["data"]
    assert (manager["is_management_key"], manager["usage_monthly"], manager["limit"]) == (True, 0, None)
    for body in (own, manager):
        assert names_missing(fixture("openrouter/key_official").json["data"], body) == []


@pytest.mark.parametrize("path", ["credits", "activity", "keys", "workspaces", "workspaces/w1/budgets"])
def test_an_ordinary_key_is_refused_the_account(path: str) -> None:
    assert same_error(ask(SERVICE, ORDINARY, f"{API}/{path}"), "openrouter/credits_403_ordinary_key")


def test_unknown_keys_and_paths_are_refused() -> None:
    assert same_error(ask(SERVICE, "", f"{API}/key"), "openrouter/error_401_missing_header")
    assert same_error(ask(SERVICE, "sk-or-v1-x", f"{API}/key"), "openrouter/error_401_user_not_found")
    for path in ("nothing", "workspaces/nobody/budgets"):
        assert same_error(ask(SERVICE, MANAGER, f"{API}/{path}"), "openrouter/generation_404")


def test_credits_rest_on_the_records() -> None:
    data = parsed(ask(SERVICE, MANAGER, f"{API}/credits"))["data"]
    assert (data["total_credits"], data["total_usage"]) == ACCOUNT.credits(NOON)
    assert data["total_credits"] > data["total_usage"]


def test_activity_is_thirty_completed_days_that_add_up() -> None:
    rows = parsed(ask(SERVICE, MANAGER, f"{API}/activity"))["data"]
    days = {row["date"] for row in rows}
    assert (min(days), max(days), len(days)) == ("2026-10-24", "2026-11-22", 30)
    november = [row for row in rows if row["date"] >= "2026-11-01"]
    account = accounts.ROUTER
    today = account.record(utc_day(NOON), NOON).cost
    assert sum(Decimal(row["usage"]) for row in november) == account.cost(PeriodKind.THIS_MONTH, NOON) - today
    assert names_missing(fixture("openrouter/activity_official").json["data"], rows) == []
    assert "workspace_id" not in rows[0]
    assert all(row["reasoning_tokens"] <= row["completion_tokens"] for row in rows)
    whole = {row["model"]: 0 for row in rows}
    for row in rows:
        if row["date"] == "2026-11-20":
            whole[row["model"]] += row["prompt_tokens"] + row["completion_tokens"]
    record = account.record(utc_day(NOON).replace(day=20), NOON)
    assert whole == {model.plan.id: model.total_tokens for model in record.models}


def test_activity_of_a_day_or_a_workspace() -> None:
    day = parsed(ask(SERVICE, MANAGER, f"{API}/activity", date="2026-11-20"))["data"]
    assert {row["date"] for row in day} == {"2026-11-20"}
    grouped = parsed(ask(SERVICE, MANAGER, f"{API}/activity", date="2026-11-20", group_by="workspace"))[
        "data"
    ]
    assert {row["workspace_id"] for row in grouped} == {"w1", "w2"}
    lab = parsed(ask(SERVICE, MANAGER, f"{API}/activity", workspace_id="w2"))["data"]
    assert {row["model"] for row in lab} == set(MODELS[2:])


@pytest.mark.parametrize("query", [{"date": "2026-11-23"}, {"date": "2026-10-20"}, {"date": "soon"}])
def test_activity_refuses_other_days(query: dict[str, str]) -> None:
    assert same_error(ask(SERVICE, MANAGER, f"{API}/activity", **query), "openrouter/activity_today_400")


def test_keys_are_those_of_one_workspace() -> None:
    def names(**query: str) -> list[str]:
        rows = parsed(ask(SERVICE, MANAGER, f"{API}/keys", **query))["data"]
        return [row["name"] for row in rows]

    assert names() == ["a"]
    assert names(include_disabled="true") == ["a", "old"]
    assert names(workspace_id="w2", include_disabled="false") == ["b"]
    assert names(include_disabled="true", offset="1") == ["old"]
    rows = parsed(ask(SERVICE, MANAGER, f"{API}/keys"))["data"]
    assert names_missing(fixture("openrouter/keys_official").json["data"], rows) == []


def test_workspaces_are_paged() -> None:
    body = parsed(ask(SERVICE, MANAGER, f"{API}/workspaces", limit="1", offset="1"))
    assert ([row["slug"] for row in body["data"]], body["total_count"]) == (["lab"], 2)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("keys", {"offset": "-1"}),
        ("keys", {"include_disabled": "yes"}),
        ("workspaces", {"limit": "101"}),
        ("activity", {"group_by": "model"}),
    ],
)
def test_parameters_are_checked(path: str, query: dict[str, str]) -> None:
    assert ask(SERVICE, MANAGER, f"{API}/{path}", **query).status == 400


def test_budgets_go_by_id_or_by_name() -> None:
    for name in ("w1", "default"):
        body = parsed(ask(SERVICE, MANAGER, f"{API}/workspaces/{name}/budgets"))
        assert [(row["limit_usd"], row["reset_interval"]) for row in body["data"]] == [(60, "monthly")]
        assert names_missing(fixture("openrouter/workspace_budgets_official").json, body) == []
    assert parsed(ask(SERVICE, MANAGER, f"{API}/workspaces/lab/budgets"))["data"] == []


def query(**changes: object) -> Reply:
    span = {"start": "2026-11-01T00:00:00Z", "end": "2026-11-24T00:00:00Z"}
    body: dict[str, object] = {"metrics": ["total_usage", "request_count"], "time_range": span}
    return post(SERVICE, MANAGER, QUERY, body | {"granularity": "day"} | changes)


def test_analytics_add_up_with_models_and_without() -> None:
    month = accounts.ROUTER.cost(PeriodKind.THIS_MONTH, NOON)
    for dimensions, rows in ((["model"], 23 * 4), ([], 23)):
        data = parsed(query(dimensions=dimensions))["data"]
        assert sum(Decimal(row["total_usage"]) for row in data["data"]) == month
        assert len(data["data"]) == data["metadata"]["row_count"] == rows
        assert data["data"][0]["created_at__day"] == "2026-11-23"
        assert isinstance(data["data"][0]["request_count"], str)
        assert "tokens_total" not in data["data"][0]


def test_analytics_say_when_they_are_cut() -> None:
    data = parsed(query(limit=5))["data"]
    assert (len(data["data"]), data["metadata"]["truncated"]) == (5, True)


def test_analytics_without_a_range_are_a_short_recent_one() -> None:
    days = {row["created_at__day"] for row in parsed(query(time_range=None))["data"]["data"]}
    assert (min(days), max(days)) == ("2026-11-16", "2026-11-23")


@pytest.mark.parametrize(
    "changes",
    [
        {"metrics": []},
        {"metrics": "total_usage"},
        {"metrics": ["fortune"]},
        {"dimensions": ["model", "model", "model"]},
        {"dimensions": ["user"]},
        {"granularity": "hour"},
        {"time_range": {"start": "soon"}},
    ],
)
def test_analytics_refuse_what_they_do_not_know(changes: dict[str, object]) -> None:
    assert query(**changes).status == 400


def test_analytics_are_only_posted() -> None:
    assert ask(SERVICE, MANAGER, QUERY).status == 404
    assert post(SERVICE, ORDINARY, QUERY, {}).status == 403
    assert post(SERVICE, MANAGER, QUERY, "text").status == 400
    meta = parsed(ask(SERVICE, MANAGER, f"{API}/analytics/meta"))["data"]
    assert {row["name"] for row in meta["metrics"]} >= {"total_usage", "request_count", "tokens_total"}


def test_money_leaves_as_a_number_with_all_its_digits() -> None:
    text = Reply(body={"a": Decimal("0.000000001"), "b": [Decimal("1E+2")], "c": "x\x00y"}).text()
    assert text.startswith('{"a": 0.000000001, "b": [100], ')
    with pytest.raises(TypeError, match="object"):
        Reply(body={"a": object()}).text()


def test_the_cap_is_in_whole_dollars() -> None:
    assert month_cap(Decimal(8)) == 10
    assert month_cap(Decimal(0)) == 1
    assert cast.SIDE_PROJECT.key.reveal().startswith("sk-or-v1-")
