from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from aimonitor.demo import accounts
from aimonitor.demo.anthropic import AnthropicKey, AnthropicService
from aimonitor.demo.exchange import Asked
from aimonitor.domain.periods import PeriodKind, utc_day
from tests.demo.asking import ask, names_missing, parsed, same_error
from tests.demo.reading import NOON
from tests.providers.fixture_server import fixture

ADMIN, WORKSPACE = "sk-ant-admin01-DEMO-1", "sk-ant-api03-DEMO-2"
COSTS = "/v1/organizations/cost_report"
USAGE = "/v1/organizations/usage_report/messages"
START = "2026-10-31T00:00:00Z"


@pytest.fixture
def service() -> AnthropicService:
    keys = {ADMIN: AnthropicKey(account=accounts.RESEARCH, organization="Lab"), WORKSPACE: AnthropicKey()}
    return AnthropicService(keys)


def cents(body: Any) -> Decimal:  # noqa: ANN401 any JSON
    rows = [row for bucket in body["data"] for row in bucket["results"]]
    return sum((Decimal(row["amount"]) for row in rows), Decimal(0))


def test_costs_are_cents_of_completed_days(service: AnthropicService) -> None:
    november = {"starting_at": "2026-11-01T00:00:00Z", "limit": "31"}
    split = parsed(ask(service, ADMIN, COSTS, group_by__="description", **november))
    whole = parsed(ask(service, ADMIN, COSTS, **november))
    account = accounts.RESEARCH
    today = account.record(utc_day(NOON), NOON).cost
    month = account.cost(PeriodKind.THIS_MONTH, NOON)
    assert cents(split) == cents(whole) == (month - today) * 100
    assert split["data"][-1]["ending_at"] == "2026-11-23T00:00:00Z"
    assert all(isinstance(row["amount"], str) for row in split["data"][0]["results"])
    assert names_missing(fixture("anthropic/cost_report_month_page1").json, split) == []


def test_pages_hold_seven_days_and_go_on(service: AnthropicService) -> None:
    first = parsed(ask(service, ADMIN, COSTS, starting_at=START))
    second = parsed(ask(service, ADMIN, COSTS, starting_at=START, page=first["next_page"]))
    assert (len(first["data"]), first["has_more"]) == (7, True)
    assert second["data"][0]["starting_at"] == first["data"][-1]["ending_at"]
    last = parsed(ask(service, ADMIN, COSTS, starting_at=START, limit="31"))
    assert (len(last["data"]), last["has_more"], last["next_page"]) == (23, False, None)


@pytest.mark.parametrize(
    "query",
    [
        {"starting_at": "2026-11-23T00:00:00Z"},
        {"starting_at": "2026-11-23T12:00:00Z"},
        {"starting_at": "2026-11-10T00:00:00Z", "ending_at": "2026-11-10T23:59:59Z"},
    ],
)
def test_a_range_without_a_full_day_is_a_400(service: AnthropicService, query: dict[str, str]) -> None:
    # trap 1
    reply = ask(service, ADMIN, COSTS, **query)
    assert same_error(reply, "anthropic/error_400_range_without_full_day")
    assert reply.headers["x-should-retry"] == "false"


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"starting_at": "soon"},
        {"starting_at": START, "limit": "32"},
        {"starting_at": START, "bucket_width": "1h"},
        {"starting_at": START, "group_by__": "model"},
        {"starting_at": START, "page": "page_nonsense"},
    ],
)
def test_what_the_real_one_refuses_is_refused(service: AnthropicService, query: dict[str, str]) -> None:
    assert ask(service, ADMIN, COSTS, **query).status == 400


def test_tokens_are_disjoint_and_include_today(service: AnthropicService) -> None:
    query = {"starting_at": "2026-11-01T00:00:00Z", "limit": "31"}
    split = parsed(ask(service, ADMIN, USAGE, group_by__="model", **query))
    whole = parsed(ask(service, ADMIN, USAGE, **query))
    assert split["data"][-1]["starting_at"] == "2026-11-23T00:00:00Z"
    sums = [
        sum(tokens(row) for bucket in body["data"] for row in bucket["results"]) for body in (split, whole)
    ]
    days = [accounts.RESEARCH.record(utc_day(NOON).replace(day=day), NOON) for day in range(1, 24)]
    assert sums == [sum(day.tokens for day in days)] * 2
    assert names_missing(fixture("anthropic/usage_messages_official").json, split) == []
    searches = [row["server_tool_use"]["web_search_requests"] for row in split["data"][0]["results"]]
    assert searches[0] > 0
    assert searches[1:] == [0, 0]


def tokens(row: Any) -> int:  # noqa: ANN401 any JSON
    names = ("uncached_input_tokens", "cache_read_input_tokens", "output_tokens")
    counts = [*(row[name] for name in names), *row["cache_creation"].values()]
    return sum(int(count) for count in counts)


def test_usage_is_asked_for_by_days(service: AnthropicService) -> None:
    assert ask(service, ADMIN, USAGE, starting_at=START, bucket_width="1m").status == 400
    assert ask(service, ADMIN, USAGE, starting_at="2026-11-24T00:00:00Z").status == 400


def test_keys_are_checked_as_the_real_one_does(service: AnthropicService) -> None:
    assert same_error(ask(service, "sk-ant-admin01-DEMO-9", COSTS), "anthropic/error_401_invalid_key")
    for path in (COSTS, "/v1/organizations/me"):
        assert same_error(ask(service, WORKSPACE, path), "anthropic/error_401_workspace_key_on_report")
    assert ask(service, WORKSPACE, "/v1/models").status == 200
    assert ask(service, WORKSPACE, "/v1/nothing").status == 404
    asked = Asked(method="GET", path=COSTS, headers={"x-api-key": ADMIN})
    assert service.answer(asked, NOON).status == 400


def test_the_rest_of_the_organization(service: AnthropicService) -> None:
    me = parsed(ask(service, ADMIN, "/v1/organizations/me"))
    assert (me["name"], me["type"]) == ("Lab", "organization")
    limits = parsed(ask(service, ADMIN, "/v1/organizations/rate_limits"))
    assert names_missing(fixture("anthropic/rate_limits_official").json, limits) == []
    assert "has_more" not in limits
    models = parsed(ask(service, ADMIN, "/v1/models"))
    assert names_missing(fixture("anthropic/models_ok_ordinary_key").json, models) == []
    assert same_error(ask(service, ADMIN, "/v1/organizations/nothing"), "anthropic/error_404")
