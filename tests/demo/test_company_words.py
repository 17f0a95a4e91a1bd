"""The services of the company speak as the real ones do: each name and each kind of value that those send."""

from __future__ import annotations

import pytest

from aimonitor.demo import company
from aimonitor.demo.cast import CAST, DemoProvider
from aimonitor.demo.company_services import OtherServices
from aimonitor.demo.exchange import Asked, Reply
from aimonitor.demo.github_copilot import BILL
from aimonitor.demo.services import CastServices
from aimonitor.demo.xai import BALANCE, USAGE
from tests.demo.asking import names_missing, parsed, shape
from tests.demo.reading import NOON
from tests.providers.fixture_server import FIXTURES, fixture

SERVICES = CastServices(NOON, None).by_type() | OtherServices().by_type()
_RANGE = {"startTime": "2026-11-01 00:00:00", "endTime": "2026-11-23 00:00:00"}
_BODY = {"analyticsRequest": {"timeRange": _RANGE, "groupBy": ["description"]}}
ANSWERS = [
    (company.MOONSHOT, "moonshot/balance_ok", None),
    (company.MOONSHOT_CHINA, "moonshot/balance_in_debt", None),
    (company.SILICONFLOW, "siliconflow/user_info_intl_ok", None),
    (company.TEAM, "xai/key_validation_ok", None),
    (company.TEAM, "xai/prepaid_balance_ok", BALANCE),
    (company.TEAM, "xai/usage_ok", USAGE),
    (company.RELAY, "newapi/status_ok", None),
    (company.RELAY, "newapi/token_usage_unlimited", None),
    (company.VERCEL, "vercel/credits_ok", None),
    (company.KIMI, "kimi_code/usages_ok", None),
    (company.CODING_ANEW, "zai/quota_empty", None),
    (company.MINIMAX, "minimax/remains_ok", None),
    (company.COPILOT, "github_copilot/user_ok", None),
    (company.COPILOT, "github_copilot/billing_ai_credit_ok", BILL),
    (company.SEARCH, "tavily/usage_key_without_limit", None),
    (company.POINTS, "poe/balance_ok", None),
]
REFUSALS = [
    (company.MOONSHOT, "moonshot/error_401", None),
    (company.SILICONFLOW, "siliconflow/error_401", None),
    (company.TEAM, "xai/error_401", BALANCE),
    (company.RELAY, "newapi/error_401", None),
    (company.VERCEL, "vercel/error_401", None),
    (company.KIMI, "kimi_code/error_401", None),
    (company.CODING_ANEW, "zai/error_200_bad_key", None),
    (company.MINIMAX, "minimax/error_200_1004", None),
    (company.COPILOT, "github_copilot/error_401", BILL),
    (company.SEARCH, "tavily/error_401", None),
    (company.POINTS, "poe/error_401", None),
]


def asked(member: DemoProvider, fixture_id: str, path: str | None, key: str) -> Reply:
    """What the fixture's request is answered here; `path`: where it names somebody who is another here."""
    entry = fixture(fixture_id).entry
    question = Asked(
        method=entry["method"],
        path=path or entry["path"],
        query={name: (str(value),) for name, value in entry["query"].items()},
        headers={"authorization": f"Bearer {key}"},
        body=_BODY if entry["method"] == "POST" else None,
    )
    return SERVICES[member.provider_type].answer(question, NOON)


@pytest.mark.parametrize(("member", "fixture_id", "path"), ANSWERS, ids=lambda value: str(value)[:40])
def test_answers_are_of_the_real_form(member: DemoProvider, fixture_id: str, path: str | None) -> None:
    reply, real = asked(member, fixture_id, path, member.token), fixture(fixture_id)
    assert reply.status == real.entry["status"]
    told = parsed(reply)
    assert names_missing(real.json, told) == []
    assert kinds_that_differ(real.json, told) == []


def kinds_that_differ(real: object, ours: object, place: str = "") -> list[str]:
    """Places at which a value is of another kind than the real service's, where that says one."""
    if isinstance(real, list) and isinstance(ours, list):
        return kinds_that_differ(real[0], ours[0], place) if real and ours else []
    if isinstance(real, dict) and isinstance(ours, dict):
        both = [name for name in real if name in ours]
        return [gap for name in both for gap in kinds_that_differ(real[name], ours[name], f"{place}.{name}")]
    return [] if None in (real, ours) or shape(real) == shape(ours) else [place]


@pytest.mark.parametrize(("member", "fixture_id", "path"), REFUSALS, ids=lambda value: str(value)[:40])
def test_a_stranger_is_refused_in_the_real_form(
    member: DemoProvider, fixture_id: str, path: str | None
) -> None:
    reply = asked(member, fixture_id, path, "nobody")
    real = fixture(fixture_id)
    assert reply.status == real.entry["status"]
    assert names_missing(real.json, parsed(reply)) == []
    assert kinds_that_differ(real.json, parsed(reply)) == []


def test_whoever_has_fixtures_and_a_place_is_compared() -> None:
    listed = {path.parent.name for path in (FIXTURES.parent / "contracts").glob("*/index.json")}
    played = {member.provider_type for member in company.COMPANY[len(CAST) :]}
    keyless = {company.CODEX.provider_type, company.CLAUDE_CODE.provider_type}
    compared = {member.provider_type for member, _, _ in ANSWERS}
    assert compared == {member.provider_type for member, _, _ in REFUSALS}
    assert listed & played - keyless == compared
