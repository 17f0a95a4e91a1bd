from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from aimonitor.domain.usage import UsageSnapshot
from aimonitor.errors import (
    AppError,
    AuthError,
    ConfigError,
    Repair,
    SchemaError,
    ServiceError,
    WrongKeyError,
)
from tests.providers.expectations import CHECKS, Outcome
from tests.providers.local.here import Codex, Here, poll

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the fake program is a script of a shell")

CONTRACT = Path(__file__).parent / "contracts" / "codex"
CASES = json.loads((CONTRACT / "index.json").read_text("utf-8"))["cases"]
READ = "account/rateLimits/read"
RESET = 1795357800
WEEK = {"usedPercent": 43, "windowDurationMins": 10080, "resetsAt": 1795683600}
FIVE = {"usedPercent": 22, "windowDurationMins": 300, "resetsAt": RESET}


@pytest.fixture
def codex(tmp_path: Path) -> Codex:
    return Codex(tmp_path / "codex home")


def limits(**told: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"initialize": {}, READ: {"rateLimits": {"limitId": "codex", **told}}}


# --- the contract: Codex itself turns the answers of its service into these -----------------------


def translated(body: dict[str, Any]) -> dict[str, Any]:
    """The answer of the service, as Codex hands it on."""
    if "error" in body:
        message = f"failed to fetch codex rate limits: 401 {body['error']['message']}"
        return {"error": {"code": -32603, "message": message}}
    bought = body["credits"]
    told = slots(body["rate_limit"]) | {
        "limitId": "codex",
        "planType": body["plan_type"],
        "credits": {
            "hasCredits": bought["has_credits"],
            "unlimited": bought["unlimited"],
            "balance": bought["balance"],
        },
    }
    others = {
        one["metered_feature"]: slots(one["rate_limit"]) | {"limitName": one["limit_name"]}
        for one in body.get("additional_rate_limits", ())
    }
    return {"rateLimits": told, "rateLimitsByLimitId": {"codex": told, **others}}


def slots(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: slot(told.get(f"{name}_window")) for name in ("primary", "secondary")}


def slot(window: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if window is None:
        return None
    return {
        "usedPercent": window["used_percent"],
        "windowDurationMins": window["limit_window_seconds"] // 60,
        "resetsAt": window["reset_at"],
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
async def test_what_the_contract_expects_holds(codex: Codex, case: dict[str, Any]) -> None:
    body = json.loads((CONTRACT / case["file"]).read_text("utf-8"))
    here = codex.install(answers={"initialize": {}, READ: translated(body)})
    try:
        outcome = Outcome(snapshot=await poll("codex", here))
    except AppError as error:
        outcome = Outcome(snapshot=None, error=error)
    for word, value in case["expect"].items():
        CHECKS[word](outcome, value)
    assert not here.is_running


# --- what is asked, and with what ------------------------------------------------------------------


async def test_it_is_asked_one_question_and_no_turn_is_begun(codex: Codex) -> None:
    await poll("codex", codex.install(answers=limits(primary=FIVE)))
    asked = codex.seen["asked"]
    assert [message["method"] for message in asked] == ["initialize", "initialized", READ]
    assert asked[0]["params"]["clientInfo"]["name"] == "aimonitor"
    assert codex.seen["arguments"] == ["app-server"]


async def test_no_secret_of_ours_comes_along(codex: Codex) -> None:
    here = codex.install(answers=limits(primary=FIVE))
    secrets = ("OPENAI_ADMIN_KEY", "OPENAI_API_KEY", "ANTHROPIC_API_KEY", "AIMONITOR_PROXY", "MY_TOKEN")
    here.environ = {**here.environ, **dict.fromkeys(secrets, "sk-TEST0000")}
    await poll("codex", here)
    given = codex.seen["environ"]
    assert given["CODEX_HOME"] == str(codex.home)
    assert "HOME" in given
    assert "sk-TEST0000" not in given.values()


async def test_notices_and_questions_of_its_own_are_passed_over(codex: Codex) -> None:
    notes = ["A new version is there.", "[]", '{"method": "account/updated", "params": {}}', '{"id": 99}']
    question = '{"id": 2, "method": "approve", "params": {}}'
    here = codex.install(answers=limits(primary=FIVE), before=["hello"], notes=[*notes, question])
    assert len((await poll("codex", here)).windows or ()) == 1


async def test_a_program_at_a_path_of_its_own_is_the_one_that_runs(codex: Codex) -> None:
    here = codex.install(answers=limits(primary=FIVE))
    here.environ = {**here.environ, "PATH": os.environ["PATH"]}
    options = {"program": str(codex.home / "codex")}
    assert (await poll("codex", here, options=options)).windows


# --- what it answers --------------------------------------------------------------------------------


async def told(codex: Codex, **rate_limits: Any) -> UsageSnapshot:  # noqa: ANN401
    return await poll("codex", codex.install(answers=limits(**rate_limits)))


async def test_windows_are_known_by_their_length_in_whichever_slot(codex: Codex) -> None:
    one = await told(codex, primary=FIVE, secondary=WEEK)
    other = await told(codex, primary=WEEK, secondary=FIVE)
    assert {window.id: window for window in one.windows or ()} == {
        window.id: window for window in other.windows or ()
    }
    assert one.windows is not None
    assert one.windows[0].resets_at == datetime(2026, 11, 22, 14, 30, tzinfo=UTC)


async def test_no_window_is_a_state_and_said_in_words(codex: Codex) -> None:
    snapshot = await told(codex, primary=None, secondary=None)
    assert snapshot.windows == ()
    assert snapshot.warnings == ("Codex names no limit of the plan at the moment.",)


@pytest.mark.parametrize(
    ("bought", "left"),
    [
        ({"hasCredits": True, "unlimited": False, "balance": "150.0"}, Decimal("150.0")),
        ({"hasCredits": True, "unlimited": True, "balance": None}, None),
        ({"hasCredits": False, "unlimited": False, "balance": "0"}, None),
        (None, None),
    ],
)
async def test_credits_are_counted_where_there_are_some_and_an_end_of_them(
    codex: Codex, bought: dict[str, Any] | None, left: Decimal | None
) -> None:
    snapshot = await told(codex, primary=FIVE, credits=bought)
    found = [window for window in snapshot.windows or () if window.id == "credits"]
    told_of = [(window.left, window.limit, window.used) for window in found]
    assert told_of == ([] if left is None else [(left, None, None)])


@pytest.mark.parametrize(
    ("message", "kind", "words"),
    [
        ("codex account authentication required to read rate limits", AuthError, "Run codex and sign in"),
        ("chatgpt authentication required to read rate limits", WrongKeyError, "only a ChatGPT plan"),
        ("upstream timed out", ServiceError, "Codex could not tell its limits: upstream timed out"),
        (None, ServiceError, "it gives no reason"),
    ],
)
async def test_a_refusal_says_what_to_do_and_its_button_tries_again(
    codex: Codex, message: str | None, kind: type[AppError], words: str
) -> None:
    error = {"error": {"code": -32600, "message": message}}
    with pytest.raises(kind, match=words) as caught:
        await poll("codex", codex.install(answers={"initialize": {}, READ: error}))
    assert caught.value.repair is Repair.RETRY


async def test_an_old_codex_is_to_be_updated(codex: Codex) -> None:
    error = {"error": {"code": -32601, "message": "method not found"}}
    with pytest.raises(ServiceError, match="Update it"):
        await poll("codex", codex.install(answers={"initialize": {}, READ: error}))


@pytest.mark.parametrize(
    "result", [{}, {"rateLimits": None}, {"rateLimits": {"primary": {"usedPercent": "?"}}}]
)
async def test_an_answer_of_another_shape_is_an_error_and_no_figure(codex: Codex, result: object) -> None:
    with pytest.raises(SchemaError):
        await poll("codex", codex.install(answers={"initialize": {}, READ: result}))


# --- its process ------------------------------------------------------------------------------------


async def test_one_that_is_not_there_is_named_with_a_way_out(codex: Codex, tmp_path: Path) -> None:
    codex.install()
    for options in ({}, {"program": str(tmp_path / "nowhere")}, {"program": "./codex"}):
        here = Here({"PATH": str(tmp_path / "empty")})
        with pytest.raises(ConfigError, match="Codex was not found here"):
            await poll("codex", here, options=options)


async def test_one_that_cannot_be_started_is_named(codex: Codex) -> None:
    here = codex.install()
    (codex.home / "codex").write_text("#!/no/such/interpreter\n")
    with pytest.raises(ConfigError, match="Codex could not be started"):
        await poll("codex", here)


@pytest.mark.parametrize("method", ["initialize", READ])
async def test_one_that_ends_before_it_answers_is_a_fault_of_it(codex: Codex, method: str) -> None:
    with pytest.raises(ServiceError, match="ended before it answered"):
        await poll("codex", codex.install(answers=limits(primary=FIVE), end_at=method))


async def test_one_that_is_silent_is_ended_at_the_deadline(codex: Codex) -> None:
    here = codex.install(hang="initialize")
    here.deadline = 0.5
    with pytest.raises(ServiceError, match="did not answer in time"):
        await poll("codex", here)
    assert not here.is_running


async def test_one_that_does_not_end_by_itself_is_made_to(codex: Codex) -> None:
    here = codex.install(answers=limits(primary=FIVE), stubborn=True)
    here.grace = 0.2
    await poll("codex", here)
    assert not here.is_running


async def test_one_that_is_asked_while_the_app_ends_ends_too(codex: Codex) -> None:
    here, runs = codex.install(before=["hello"]), asyncio.Event()

    async def talk() -> None:
        async with here.run("codex", [], name="Codex", variables=("CODEX_HOME",)) as child:
            assert await child.receive() == "hello"
            runs.set()
            await child.receive()

    task = asyncio.ensure_future(talk())
    await runs.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not here.is_running


async def test_one_that_talks_without_end_is_not_listened_to_for_ever(codex: Codex) -> None:
    with pytest.raises(SchemaError):
        await poll("codex", codex.install(before=["{}"] * 300, hang="initialize"))
    with pytest.raises(ServiceError, match="more than can be right"):
        await poll("codex", codex.install(before=["x" * 2_000_000], hang="initialize"))
