"""One field of a recipe's text is changed: it says so afterwards, and every other line is as it was."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aimonitor import resources
from aimonitor.errors import ConfigError
from aimonitor.providers.recipes.lines import Place
from aimonitor.providers.recipes.rewriting import (
    FIGURES,
    table_of,
    with_field,
    with_row,
    with_rows_swapped,
    without_row,
)

MANY = settings(max_examples=300, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])

COMMENTED = """# About Acme
schema = 1
id = "acme"  # the id
name = 'Acme'

# How the key is sent
[auth]
scheme = "Token" # a word

# What is asked
[request]
path = "/x#y"  # not a # comment
body = { team = "{team}", many = [
  1, # one
  "two ] = # '",
] }

[request.headers]
X-One = "1"
"X Two" = '''
[[figures]]
path = "no"
'''

# --- the first
[[figures]]
role = "balance" # left
path = "$.a"
# scale = "cents"

# --- the second
[[figures]]
role = "cost"
path = "$.b"

[answer]
ok = "$.ok"

# --- the third
[[figures]]
role = "left"
path = "$.c"
# the end
"""

PRESETS = tuple(
    file.read_text("utf-8")
    for file in sorted(resources.path("recipes").rglob("*.toml"), key=lambda one: one.name)
)
TEXTS = (COMMENTED, "", "\n", 'name = "no end of line"', *PRESETS)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
scalars = st.one_of(
    texts,
    st.integers(-(10**17), 10**17),
    st.booleans(),
    st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=0, max_value=10**6),
)
values = st.one_of(
    scalars,
    st.lists(scalars, max_size=4),
    st.dictionaries(texts.filter(bool), scalars, min_size=1, max_size=3),
)
places: st.SearchStrategy[Place] = st.one_of(
    st.sampled_from(("id", "name", "summary", "base_url", "icon", "currency")).map(lambda name: (name,)),
    st.tuples(
        st.sampled_from(("auth", "request", "answer")), st.sampled_from(("header", "path", "ok", "body"))
    ),
    st.tuples(st.just(FIGURES), st.just(0), st.sampled_from(("role", "path", "scale", "unit", "a.b"))),
)


def at(text: str, place: Place) -> Any:  # noqa: ANN401  any TOML
    found: Any = tomllib.loads(text, parse_float=Decimal)
    for step in place:
        found = found[step]
    return found


def touched(before: str, after: str) -> list[tuple[list[str], list[str]]]:
    """The lines that went, and those that came in their place."""
    old, new = before.split("\n"), after.split("\n")
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(old[a:b], new[c:d]) for kind, a, b, c, d in found if kind != "equal"]


@MANY
@given(st.sampled_from(TEXTS), places, values)
def test_what_is_set_is_there_and_nothing_else_has_changed(text: str, place: Place, value: object) -> None:
    before = table_of(text)
    assert before is not None
    if place[0] == FIGURES and not before.get(FIGURES):
        return
    after = with_field(text, place, value)
    assert at(after, place) == value
    assert with_field(after, place, value) == after
    kept = [line for line in text.split("\n") if line.lstrip().startswith("#")]
    assert [line for line in after.split("\n") if line.lstrip().startswith("#") and line in kept] == kept
    gone = with_field(after, place, None)
    assert _without(table_of(gone), place) == _without(before, place)


def _without(table: dict[str, Any] | None, place: Place) -> object:
    """But for the field, and a table that holds nothing beside it."""
    found: Any = table
    for step in place[:-1]:
        found = found.setdefault(step, {}) if isinstance(found, dict) else found[step]
    found.pop(place[-1], None)
    return {name: one for name, one in (table or {}).items() if one != {}}


@pytest.mark.parametrize(
    ("place", "value", "went", "came"),
    [
        (("id",), "bolt", ['id = "acme"  # the id'], ['id = "bolt"  # the id']),
        (("name",), 'A "b" \\', ["name = 'Acme'"], ['name = "A \\"b\\" \\\\"']),
        (("auth", "scheme"), "Key", ['scheme = "Token" # a word'], ['scheme = "Key" # a word']),
        (("auth", "header"), "X", [], ['header = "X"']),
        (("summary",), "S", [], ['summary = "S"']),
        (("figures", 0, "scale"), "cents", [], ['scale = "cents"']),
        (("figures", 0, "path"), None, ['path = "$.a"'], []),
        (("figures", 2, "path"), "$.d", ['path = "$.c"'], ['path = "$.d"']),
        (("request", "headers", "X-One"), "2", ['X-One = "1"'], ['X-One = "2"']),
        (("every_minutes",), 5, [], ["every_minutes = 5"]),
        (("figures", 1, "scale"), Decimal("0.0001"), [], ["scale = 0.0001"]),
    ],
)
def test_one_line_is_touched(place: Place, value: object, went: list[str], came: list[str]) -> None:
    assert touched(COMMENTED, with_field(COMMENTED, place, value)) == [(went, came)]


def test_a_value_of_many_lines_is_replaced_as_a_whole() -> None:
    after = with_field(COMMENTED, ("request", "body"), {"a": [True]})
    assert "body = { a = [true] }\n\n[request.headers]" in after


def test_a_table_of_its_own_is_changed_key_by_key() -> None:
    after = with_field(COMMENTED, ("request", "headers"), {"X-One": "1", "X-New": "n"})
    assert '[request.headers]\nX-One = "1"\nX-New = "n"\n\n# --- the first' in after
    assert "[request.headers]" not in with_field(COMMENTED, ("request", "headers"), None)


def test_a_new_field_stands_where_its_order_says_and_a_new_table_before_the_figures() -> None:
    order = ("schema", "id", "name", "summary", "base_url")
    assert 'id = "acme"  # the id\nname = \'Acme\'\nsummary = "S"' in with_field(
        COMMENTED, ("summary",), "S", order
    )
    new = with_field('[[figures]]\nrole = "cost"\n', ("auth", "scheme"), "Key")
    assert new == '[auth]\nscheme = "Key"\n\n[[figures]]\nrole = "cost"\n'


def test_a_field_that_was_taken_away_comes_back_to_its_place() -> None:
    order = ("schema", "id", "name", "summary", "base_url")
    gone = with_field(COMMENTED, ("name",), None, order)
    assert with_field(gone, ("name",), "Acme", order) == COMMENTED.replace("'Acme'", '"Acme"')


@pytest.mark.parametrize(
    "text",
    [
        'figures = [{ role = "cost", path = "$.a" }]\n',
        'auth.header = "X"\n',
        "figures = 3\n",
        "no toml",
    ],
)
def test_what_is_written_in_another_way_is_left_to_the_text(text: str) -> None:
    with pytest.raises(ConfigError, match="Change it in the text"):
        with_field(text, ("figures", 0, "path") if "figures" in text else ("auth", "scheme"), "$.b")


def test_an_inline_table_is_not_torn() -> None:
    with pytest.raises(ConfigError):
        with_field('auth = { header = "X" }\n', ("auth", "scheme"), "Key")


def test_a_figure_goes_with_what_is_said_above_it_and_no_other_words() -> None:
    after = without_row(COMMENTED, 1)
    went = ["# --- the second", "[[figures]]", 'role = "cost"', 'path = "$.b"', ""]
    assert sorted(line for old, _ in touched(COMMENTED, after) for line in old) == sorted(went)
    assert "# --- the third" in after
    assert "# --- the first" in after


def test_figures_change_places_with_their_words() -> None:
    after = with_rows_swapped(COMMENTED, 0, 2)
    assert [row["path"] for row in at(after, (FIGURES,))] == ["$.c", "$.b", "$.a"]
    assert after.index("# --- the third") < after.index("# --- the second") < after.index("# --- the first")
    assert with_rows_swapped(after, 2, 0) == COMMENTED


@pytest.mark.parametrize("text", TEXTS)
def test_a_new_figure_is_the_last_and_can_go_again(text: str) -> None:
    before = (table_of(text) or {}).get(FIGURES, [])
    after = with_row(text, {"role": "cost", "path": "$.x"})
    assert at(after, (FIGURES,)) == [*before, {"role": "cost", "path": "$.x"}]
    assert table_of(without_row(after, len(before))) == table_of(text)


@pytest.mark.parametrize(("one", "other"), [(-1, 0), (0, 9), (1, 1)])
def test_there_is_nothing_to_swap_with(one: int, other: int) -> None:
    with pytest.raises(ConfigError):
        with_rows_swapped(COMMENTED, one, other)


def test_a_figure_that_is_not_there_cannot_go() -> None:
    with pytest.raises(ConfigError):
        without_row(COMMENTED, 3)
    with pytest.raises(ConfigError):
        with_row("figures = 3\n", {"role": "cost"})
