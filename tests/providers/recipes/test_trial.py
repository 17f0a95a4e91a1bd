"""A trial shows the answer and what was made of it: no key, no control character, not endless."""

from __future__ import annotations

import pytest

from aimonitor.masking import HIDDEN
from aimonitor.net.redact import header_secrets
from aimonitor.providers.recipes.trial import MOST, shown_answer, try_on, try_out
from tests.providers.calling import NOW, calling
from tests.providers.fixture_server import FixtureServer, Reply
from tests.providers.recipes.samples import WHOLE, client, recipe

KEY = "ACME-TEST-00000001"


async def test_both_texts_are_told_and_the_key_in_neither() -> None:
    of = client(recipe('role = "balance"\npath = "$.left"') + '[answer]\nplan = "$.plan"\n')
    body = {"left": 3, "echo": f"Bearer {KEY}", "plan": f"Pro {KEY}", "part": KEY[:10]}
    async with FixtureServer() as server:
        server.answer("/v1/credits", Reply.of(body))
        async with calling(of, server, KEY) as call:
            trial = await try_out(of, call, header_secrets(of.headers(KEY)))
    assert KEY not in str(trial)
    assert KEY[:10] not in trial.answer
    assert HIDDEN in trial.answer
    assert trial.made == ("Balance (total): 3 USD", f"Plan: Pro {HIDDEN}")


@pytest.mark.parametrize(
    ("reply", "words", "shown"),
    [
        (
            Reply.of({"error": {"message": f"bad key {KEY}"}}, 401),
            "Invalid API key: Acme rejects it.",
            "bad key",
        ),
        (Reply.of({"error": {"message": f"odd {KEY}"}}, 418), "It says: odd [hidden]", "odd"),
        (Reply(200, b"<html>sign in</html>", {}), "web page instead of data", "<html>"),
        (Reply(200, b""), "answered nothing", ""),
        (Reply.of({"lefty": 3}), "“balance”: $.left is not in the answer", "lefty"),
    ],
)
async def test_what_the_service_does_wrong_is_told_beside_its_answer(
    reply: Reply, words: str, shown: str
) -> None:
    of = client(WHOLE)
    async with FixtureServer() as server:
        server.answer("/v1/credits", reply)
        async with calling(of, server, KEY) as call:
            trial = await try_out(of, call, header_secrets(of.headers(KEY)))
    assert words in trial.problem
    assert KEY not in trial.problem + trial.answer
    assert shown in trial.answer
    assert trial.made == ()


async def test_where_nobody_answers_there_is_no_answer() -> None:
    of = client(WHOLE)
    async with FixtureServer() as server:
        pass
    async with calling(of, server, KEY) as call:
        trial = await try_out(of, call, ())
    assert trial.answer == ""
    assert "refused the connection" in trial.problem


def test_control_and_direction_characters_are_escaped_and_lines_stay() -> None:
    assert shown_answer("a\x1b[31m\u202eb\r\n\tc\x00", ()) == "a\\x1b[31m\\u202eb\\x0d\n\tc\\x00"


def test_a_long_answer_is_cut_after_it_was_masked() -> None:
    shown = shown_answer("x" * (MOST - 4) + KEY + "y" * MOST, (KEY,))
    assert KEY[:4] not in shown
    assert shown.endswith("The rest is not shown.")
    assert len(shown) < MOST + 40


def test_a_saved_answer_that_is_no_json_is_a_problem() -> None:
    assert "broke off" in try_on(client(WHOLE), b'{"left": ', NOW).problem
