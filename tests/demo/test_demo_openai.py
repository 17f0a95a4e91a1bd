from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from aimonitor.demo import accounts
from aimonitor.demo.openai import OpenAIKey, OpenAIService
from aimonitor.demo.openai_rows import USAGE_GROUPS
from aimonitor.domain.periods import PeriodKind
from tests.demo.asking import STAMP, ask, names_missing, parsed, same_error
from tests.demo.reading import NOON
from tests.providers.fixture_server import fixture

ADMIN, PROJECT = "sk-admin-DEMO-1", "sk-proj-DEMO-2"
COSTS = "/v1/organization/costs"
USAGE = "/v1/organization/usage/"
START = str(STAMP)


@pytest.fixture
def service() -> OpenAIService:
    keys = {
        ADMIN: OpenAIKey(account=accounts.PRODUCTION, limit_cents=39_000),
        PROJECT: OpenAIKey(admin=False),
    }
    return OpenAIService(keys)


def cost_of(buckets: list[Any]) -> Decimal:
    return sum(
        (Decimal(row["amount"]["value"]) for bucket in buckets for row in bucket["results"]), Decimal(0)
    )


def test_costs_come_seven_days_a_page_oldest_first(service: OpenAIService) -> None:
    pages: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        pages.append(parsed(ask(service, ADMIN, COSTS, start_time=START, **cursor)))
        if not pages[-1]["has_more"]:
            break
        cursor = {"page": pages[-1]["next_page"]}
    assert [len(page["data"]) for page in pages] == [7, 7, 7, 2]
    starts = [bucket["start_time"] for page in pages for bucket in page["data"]]
    assert starts == [STAMP + 86400 * day for day in range(23)]
    month = accounts.PRODUCTION.cost(PeriodKind.THIS_MONTH, NOON)
    assert cost_of([bucket for page in pages for bucket in page["data"]]) == month


def test_lines_add_up_to_the_day(service: OpenAIService) -> None:
    for grouping in ({"group_by": "line_item"}, {"group_by__": ["line_item", "project_id"]}, {}):
        body = parsed(ask(service, ADMIN, COSTS, start_time=START, limit="31", **grouping))
        assert cost_of(body["data"]) == accounts.PRODUCTION.cost(PeriodKind.THIS_MONTH, NOON)
        assert all(isinstance(row["amount"]["value"], str) for row in body["data"][0]["results"])
    assert len(body["data"][0]["results"]) == 1


def test_a_range_may_end(service: OpenAIService) -> None:
    for seconds, days in ((86400, 1), (86400 + 1, 2)):
        body = parsed(ask(service, ADMIN, COSTS, start_time=START, end_time=str(STAMP + seconds)))
        assert len(body["data"]) == days
    assert parsed(ask(service, ADMIN, COSTS, start_time=START, end_time=START))["data"] == []


def test_the_day_that_cannot_be_answered_for_has_no_bucket(service: OpenAIService) -> None:
    october = STAMP - 31 * 86400
    body = parsed(ask(service, ADMIN, COSTS, start_time=str(october), limit="31"))
    starts = [bucket["start_time"] for bucket in body["data"]]
    assert len(starts) == 30
    assert october + 27 * 86400 not in starts
    tokens = parsed(ask(service, ADMIN, f"{USAGE}completions", start_time=str(october), limit="31"))
    assert len(tokens["data"]) == 31


def test_a_start_off_midnight_is_moved_down(service: OpenAIService) -> None:
    body = parsed(ask(service, ADMIN, COSTS, start_time=str(STAMP + 3600), limit="1"))
    assert body["data"][0]["start_time"] == STAMP


@pytest.mark.parametrize("kind", list(USAGE_GROUPS))
def test_every_kind_of_usage_answers_with_the_real_names(service: OpenAIService, kind: str) -> None:
    body = parsed(ask(service, ADMIN, USAGE + kind, start_time=START, limit="31"))
    assert len(body["data"]) == 23
    assert body["data"][-1]["end_time"] == int(NOON.timestamp())
    real = fixture(f"openai/usage_{kind}_official").json
    assert names_missing(real, body) == []


def test_tokens_by_model_add_up(service: OpenAIService) -> None:
    whole = parsed(ask(service, ADMIN, f"{USAGE}completions", start_time=START, limit="31"))
    split = parsed(ask(service, ADMIN, f"{USAGE}completions", start_time=START, limit="31", group_by="model"))
    for name in ("input_tokens", "output_tokens", "input_cached_tokens", "num_model_requests"):
        sums = [
            sum(row[name] for bucket in body["data"] for row in bucket["results"]) for body in (whole, split)
        ]
        assert sums[0] == sums[1] > 0
    row = split["data"][0]["results"][0]
    assert row["model"] == "gpt-5.1"
    assert row["input_tokens"] == row["input_uncached_tokens"] + row["input_cached_tokens"]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"start_time": "soon"},
        {"start_time": START, "limit": "0"},
        {"start_time": START, "limit": "181"},
        {"start_time": START, "bucket_width": "1h"},
        {"start_time": START, "group_by": "model"},
        {"start_time": START, "page": "page_!"},
        {"start_time": START, "page": "page_aGVsbG8="},
    ],
)
def test_what_the_real_one_refuses_is_refused(service: OpenAIService, query: dict[str, str]) -> None:
    reply = ask(service, ADMIN, COSTS, **query)
    assert same_error(reply, "openai/error_400_bad_param")


def test_usage_pages_hold_31_days_at_most(service: OpenAIService) -> None:
    assert ask(service, ADMIN, f"{USAGE}images", start_time=START, limit="32").status == 400
    assert (
        ask(service, ADMIN, f"{USAGE}images", start_time=START, limit="31", bucket_width="1m").status == 400
    )


def test_keys_are_checked_as_the_real_one_does(service: OpenAIService) -> None:
    assert same_error(ask(service, "", COSTS), "openai/error_401_no_key")
    assert same_error(ask(service, PROJECT, COSTS), "openai/error_403_project_key_on_costs")
    assert same_error(ask(service, ADMIN, "/v1/models"), "openai/error_403_admin_key_on_models")
    refused = ask(service, "sk-admin-DEMO-unknown-key", COSTS)
    assert same_error(refused, "openai/error_401_invalid_key")
    assert "sk-admin-DEMO-unknown-key" not in refused.text()
    models = parsed(ask(service, PROJECT, "/v1/models"))
    assert names_missing(fixture("openai/models_list_official").json, models) == []
    assert models["data"][0]["id"] == "gpt-5.1"


@pytest.mark.parametrize(
    "path", ["/v1/organization/nothing", "/v1/organization/usage/nothing", "/v1/nothing"]
)
def test_unknown_paths_are_404(service: OpenAIService, path: str) -> None:
    assert ask(service, ADMIN, path).status == 404


def test_the_spend_limit_is_in_cents(service: OpenAIService) -> None:
    body = parsed(ask(service, ADMIN, "/v1/organization/spend_limit"))
    assert body["threshold_amount"] == 39_000
    assert body["enforcement"] == {"status": "inactive"}
    assert names_missing(fixture("openai/spend_limit_org_official").json, body) == []


def test_a_reached_limit_is_enforced_and_an_unset_one_missing() -> None:
    low = OpenAIService({ADMIN: OpenAIKey(account=accounts.PRODUCTION, limit_cents=100)})
    assert parsed(ask(low, ADMIN, "/v1/organization/spend_limit"))["enforcement"] == {"status": "enforcing"}
    none = OpenAIService({ADMIN: OpenAIKey(account=accounts.PRODUCTION)})
    assert same_error(ask(none, ADMIN, "/v1/organization/spend_limit"), "openai/spend_limit_not_set_404")


def test_an_ill_organization_says_503_to_everything_and_when_to_ask_again() -> None:
    service = OpenAIService({ADMIN: OpenAIKey(account=accounts.STAGING, good_reads=1)})
    assert ask(service, ADMIN, COSTS, start_time=START, limit="1").status == 200
    assert ask(service, ADMIN, COSTS, start_time=START, limit="31").status == 200
    reply = ask(service, ADMIN, COSTS, start_time=START, limit="31")
    assert same_error(reply, "openai/error_503_overloaded")
    assert reply.headers["retry-after"] == "30"
    assert ask(service, ADMIN, COSTS, start_time=START, limit="1").status == 503


def test_a_range_before_the_account_is_empty_days(service: OpenAIService) -> None:
    long_ago = str(int(NOON.replace(year=2020).timestamp()))
    body = parsed(ask(service, ADMIN, COSTS, start_time=long_ago, limit="3"))
    assert [bucket["results"] for bucket in body["data"]] == [[], [], []]
