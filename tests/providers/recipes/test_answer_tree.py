"""The answer as a tree: every path leads to its value, no key is in it, and it is never endless."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimonitor.masking import HIDDEN
from aimonitor.monitor.unechoed import Unechoed
from aimonitor.net.answer import Json
from aimonitor.providers.recipes.answer_tree import (
    MOST_BESIDE,
    MOST_DEEP,
    MOST_NODES,
    AnswerNode,
    answer_tree,
)
from aimonitor.providers.recipes.paths import Path
from aimonitor.providers.recipes.trial import shown_answer, try_on, try_out
from tests.providers.calling import NOW, calling
from tests.providers.fixture_server import FixtureServer, Reply
from tests.providers.recipes.samples import WHOLE, client, recipe
from tests.providers.recipes.test_rewriting import MANY

KEY = "ACME-TEST-00000001"
names = st.one_of(
    st.sampled_from(("name", "type", "currency", "a", "odd name", "it's", "x\\y", "ÄÖ", "")), st.text()
)
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.text(max_size=9),
)
rows = st.lists(
    st.fixed_dictionaries(
        {"name": st.sampled_from(("short", "long", "USD", "EUR", "5h"))}, optional={"a": leaves}
    ),
    max_size=4,
)
answers = st.recursive(
    st.one_of(leaves, rows),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=4)),
    max_leaves=16,
)


def plain(text: str) -> str:
    return shown_answer(text, (KEY,))


def nodes(of: AnswerNode) -> Iterator[AnswerNode]:
    yield of
    for child in of.children:
        yield from nodes(child)


def found(node: AnswerNode, path: str) -> AnswerNode:
    return next(one for one in nodes(node) if one.path == path)


def as_said(value: Json) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return plain(str(value))


@MANY
@given(answers.filter(lambda one: isinstance(one, dict | list)))
def test_every_path_leads_to_its_value(answer: Json) -> None:
    for node in nodes(answer_tree(answer, plain)):
        if node.is_value:
            for path in filter(None, (node.path, node.by_value)):
                there = Path(path).find(answer)
                assert not isinstance(there, dict | list)
                assert node.value == as_said(there)


def test_rows_are_found_by_a_word_that_tells_them_apart() -> None:
    answer: Json = {"limits": [{"window": "week", "left": 1}, {"window": "short", "left": 2}]}
    node = found(answer_tree(answer, plain), "$.limits[1].left")
    assert node.by_value == "$.limits[?@.window == 'short'].left"
    assert node.value == "2"


@pytest.mark.parametrize(
    "rows",
    [
        [{"name": "a"}, {"name": "a"}],
        [{"name": "2026-11-01"}, {"name": "2026-11-02"}],
        [{"name": "a"}, {}],
        [{"name": "a"}, 3],
        [{"other": "a"}, {"other": "b"}],
        [{"id": 1}, {"id": 2}],
        [{"name": "it's"}, {"name": "b"}],
    ],
)
def test_without_such_a_word_they_are_found_by_their_place(rows: list[Json]) -> None:
    tree = answer_tree({"rows": rows}, plain)
    assert all(node.by_value == node.path for node in nodes(tree))


def test_a_name_that_is_not_shown_as_it_is_has_no_path_and_nothing_below_it_has() -> None:
    tree = answer_tree({f"of {KEY}": {"left": 1}, "a\u202eb": 1, "n" * 5000: 2}, plain)
    assert [node.path for node in nodes(tree)] == ["$", "", "", "", ""]
    assert KEY not in str(tree)
    assert "\u202e" not in str(tree)
    assert len(str(tree)) < 2000


@pytest.mark.parametrize(
    "form", [KEY, KEY.lower(), quote(f"{KEY}/", safe=""), base64.b64encode(KEY.encode()).decode()]
)
def test_no_form_of_the_key_is_left_in_a_trial_as_the_room_gives_it(form: str) -> None:
    body = json.dumps({"echo": form, form: {"left": 3}, "rows": [{"name": form}, {"name": "b"}], "left": 3})
    trial = Unechoed(KEY).part(try_on(client(WHOLE), body.encode(), NOW))
    assert trial.tree is not None
    assert form not in str(trial)
    assert HIDDEN in str(trial.tree)


def test_a_key_in_escapes_is_found_once_it_is_read() -> None:
    escaped = "".join(f"\\u{ord(sign):04x}" for sign in KEY)
    body = f'{{"left": 3, "echo": "{escaped}", "{escaped}": 1}}'.encode()
    trial = Unechoed(KEY).part(try_on(client(WHOLE), body, NOW))
    assert trial.tree is not None
    assert KEY not in str(trial.tree)


def test_a_number_that_is_the_key_is_hidden_too() -> None:
    tree = answer_tree(
        {"a": 12345678901, "b": Decimal("1.50")}, lambda text: shown_answer(text, ("12345678901",))
    )
    assert [node.value for node in tree.children] == [HIDDEN, "1.50"]


def test_endless_answers_end() -> None:
    deep: Json = 1
    for _ in range(500):
        deep = {"a": deep}
    wide: Json = [{"b": [{"c": n, "d": "x" * 3000} for n in range(200)]} for _ in range(1000)]
    tree = answer_tree({"deep": deep, "wide": wide, "last": 1}, plain)
    every = list(nodes(tree))
    assert len(every) <= MOST_NODES + 1
    assert tree.children[1].left_out == 1000 - MOST_BESIDE
    assert found(tree, "$.last").value == "1"
    assert max(node.path.count(".a") for node in every) < MOST_DEEP
    assert "xxxx" not in str(tree)


def test_a_path_that_is_too_long_for_a_recipe_is_none() -> None:
    tree = answer_tree({"n" * 150: {"m" * 150: 1}}, plain)
    assert [node.path == "" for node in nodes(tree)] == [False, False, True]


async def test_a_trial_tells_each_figure_and_the_tree_though_some_are_wrong() -> None:
    of = client(
        recipe(
            'role = "balance"\npath = "$.left"',
            'role = "left"\nid = "c"\nname = "Credits"\npath = "$.gone"',
            'role = "count"\nid = "o"\nname = "Odd"\npath = "$.odd"\noptional = true',
            'role = "cost"\nperiod = "today"\npath = "$.word"',
        )
    )
    async with FixtureServer() as server:
        server.answer("/v1/credits", Reply.of({"left": 3, "word": f"soon {KEY}"}))
        async with calling(of, server, KEY) as call:
            trial = await try_out(of, call, (KEY,))
    assert [(one.text, one.is_fault) for one in trial.figures] == [
        ("Balance (total): 3 USD", False),
        ("$.gone is not in the answer.", True),
        ("$.odd is not in the answer.", False),
        ("$.word is no such figure.", True),
    ]
    assert trial.tree is not None
    assert [node.value for node in trial.tree.children] == ["3", f"soon {HIDDEN}"]


async def test_a_refusal_has_a_tree_and_no_figures() -> None:
    of = client(WHOLE)
    async with FixtureServer() as server:
        server.answer("/v1/credits", Reply.of({"error": {"message": f"bad {KEY}"}}, 401))
        async with calling(of, server, KEY) as call:
            trial = await try_out(of, call, (KEY,))
    assert trial.figures == ()
    assert trial.tree is not None
    assert found(trial.tree, "$.error.message").value == f"bad {HIDDEN}"


def test_where_nothing_of_the_answer_fits_each_figure_still_says_why() -> None:
    trial = try_on(client(WHOLE), b'{"lefty": 3}', NOW)
    assert trial.problem
    assert [one.text for one in trial.figures] == ["$.left is not in the answer."]


@pytest.mark.parametrize("body", [b"", b"<html>", b"3", b'"x"'])
def test_what_is_no_table_or_list_has_no_tree(body: bytes) -> None:
    assert try_on(client(WHOLE), body, NOW).tree is None


async def test_a_figure_that_is_the_key_is_hidden_where_it_is_told() -> None:
    of, key = client(WHOLE), "123456789"
    async with FixtureServer() as server:
        server.answer("/v1/credits", Reply.of({"left": int(key)}))
        async with calling(of, server, key) as call:
            trial = await try_out(of, call, (key,))
    assert [one.text for one in trial.figures] == [f"Balance (total): {HIDDEN} USD"]
    assert key not in str(trial)
