"""A recipe as fields: what is typed is what is read, and the form shows what the text says."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimonitor.errors import ConfigError
from aimonitor.providers.recipes.form import (
    FIGURE_FIELDS,
    ROLES,
    SERVICE_FIELDS,
    form_of,
    with_new_figure,
    with_role,
    with_typed,
)
from aimonitor.providers.recipes.reading import read_recipe
from aimonitor.providers.recipes.typed import Typed, read, shown
from tests.providers.recipes.samples import WHOLE
from tests.providers.recipes.test_page import EXAMPLES
from tests.providers.recipes.test_rewriting import MANY, PRESETS, TEXTS, texts

whole = st.integers(-(10**17), 10**17)
words = texts.filter(lambda text: bool(text.strip()) and text == text.strip())
lines = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=20)
bodies = st.dictionaries(
    texts,
    st.recursive(
        st.one_of(texts, whole, st.booleans()),
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
        max_leaves=6,
    ),
    max_size=4,
)
TYPED: dict[Typed, st.SearchStrategy[object]] = {
    Typed.TEXT: words,
    Typed.NUMBER: whole,
    Typed.FLAG: st.just(value=True),
    Typed.SCALE: st.one_of(
        st.integers(1, 10**6), st.sampled_from(("cents", "micros")), st.just(Decimal("0.0001"))
    ),
    Typed.LIST: st.lists(st.one_of(texts, whole, st.booleans()), min_size=1, max_size=5),
    Typed.NAMES: st.lists(st.from_regex(r"[A-Z][A-Z0-9_]{1,20}", fullmatch=True), min_size=1, max_size=5),
    Typed.PARAMETERS: st.dictionaries(
        lines.filter(lambda name: "=" not in name and name == name.strip() != ""),
        st.one_of(whole, st.from_regex(r"[a-z{}_]{1,20}", fullmatch=True)),
        min_size=1,
        max_size=4,
    ),
    Typed.HEADERS: st.dictionaries(
        st.from_regex(r"[A-Za-z][A-Za-z\-]{0,20}", fullmatch=True),
        lines.filter(lambda value: value == value.strip() != ""),
        min_size=1,
        max_size=4,
    ),
    Typed.JSON: bodies,
}


@pytest.mark.parametrize("how", Typed)
@MANY
@given(data=st.data())
def test_what_is_shown_reads_as_what_it_is(how: Typed, data: st.DataObject) -> None:
    value = data.draw(TYPED[how])
    again = read(how, shown(how, value))
    assert again == value
    assert type(again) is type(value)


@MANY
@given(st.sampled_from(Typed), st.text(max_size=60))
def test_whatever_is_typed_is_a_value_nothing_or_a_sentence(how: Typed, line: str) -> None:
    value: object = None
    with suppress(ConfigError):
        value = read(how, line)
        assert (value is None) == (not line.strip())
    assert value is None or shown(how, value) or value in ([], {})


@MANY
@given(st.sampled_from(TEXTS), st.sampled_from(SERVICE_FIELDS), st.text(max_size=40))
def test_a_form_shows_what_was_typed_into_it(text: str, name: str, line: str) -> None:
    before = form_of(text)
    assert before is not None
    try:
        after = form_of(with_typed(text, name, line))
    except ConfigError:
        return
    assert after is not None
    others = {one: said for one, said in after.values.items() if one != name}
    assert others == {one: said for one, said in before.values.items() if one != name}
    assert after.figures == before.figures
    assert form_of(with_typed(text, name, after.values[name])) == after


@pytest.mark.parametrize("text", PRESETS)
def test_typing_what_stands_there_changes_nothing(text: str) -> None:
    form = form_of(text)
    assert form is not None
    for name, line in form.values.items():
        assert with_typed(text, name, line) == text
    for row, figure in enumerate(form.figures):
        for name, line in figure.items():
            assert with_typed(text, name, line, row) == text


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.text.split('"')[1])
def test_a_recipe_can_be_made_by_fields_alone(example: object) -> None:
    """From nothing: each field of the page's examples, typed as the form shows it."""
    wanted = form_of(getattr(example, "text", ""))
    assert wanted is not None
    text = ""
    for name, line in wanted.values.items():
        text = with_typed(text, name, line)
    for row, figure in enumerate(wanted.figures):
        text = with_new_figure(text, figure["role"])
        for name, line in figure.items():
            text = with_typed(text, name, line, row)
    made = form_of(text)
    assert made is not None
    assert (made.values, made.figures) == (wanted.values, wanted.figures)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("before", ROLES)
def test_another_role_keeps_what_it_knows_and_drops_the_rest(before: str, role: str) -> None:
    text = with_role(with_new_figure(WHOLE, before), 1, role)
    form = form_of(text)
    assert form is not None
    figure = form.figures[1]
    assert figure["role"] == role
    assert set(figure) <= {"role", *FIGURE_FIELDS[role]}
    faults = [fault.words for fault in read_recipe(text).faults]
    assert not [said for said in faults if "no such field" in said]


def test_new_figures_have_ids_of_their_own() -> None:
    text = with_new_figure(with_new_figure(WHOLE, "left"), "left")
    form = form_of(text)
    assert form is not None
    assert [figure.get("id") for figure in form.figures] == [None, "left", "left_2"]


def test_what_is_needed_stays_though_it_is_emptied_and_what_is_not_goes() -> None:
    assert 'name = ""' in with_typed(WHOLE, "name", "")
    assert "summary" not in with_typed(with_typed(WHOLE, "summary", "S"), "summary", "  ")


def test_what_has_no_field_is_named_and_stays() -> None:
    text = EXAMPLES[1].text
    form = form_of(text)
    assert form is not None
    assert form.beside == ("2 kinds of key", "1 option")
    after = with_typed(text, "name", "Other")
    assert after == text.replace('name = "Bolt"', 'name = "Other"')


def test_a_text_that_is_no_toml_has_no_form() -> None:
    assert form_of("name = ") is None
    assert form_of("[[figures]\n") is None


@pytest.mark.parametrize(
    "text", ["figures = 3\n", "figures = [1, 2]\n", "auth = 3\nrequest = []\n", "keys = 1\n"]
)
def test_a_text_of_another_shape_has_an_empty_form(text: str) -> None:
    form = form_of(text)
    assert form is not None
    assert form.figures == ()


@pytest.mark.parametrize(
    ("name", "line", "words"),
    [
        ("request.body", '{"a": ', "no JSON: line 1, column 7"),
        ("request.body", "[1]", "in braces"),
        ("request.body", '{"a": null}', "cannot hold null"),
        ("request.body", '{"a": NaN}', "NaN is no number"),
        ("request.body", '{"a": ' * 400 + "1" + "}" * 400, "nested too deep"),
        ("request.body", '{"a": ' * 3000 + "1" + "}" * 3000, "nested too deep"),
        ("answer.ok_values", r'"a\q"', "in quotes here cannot be read"),
        ("env_keys", r'"a\q"', "in quotes here cannot be read"),
        ("request.params", "from", "before the sign ="),
        ("request.headers", "X-A: 1\nX-A: 2", "X-A stands there twice"),
    ],
)
def test_what_cannot_be_written_down_is_said(name: str, line: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        with_typed(WHOLE, name, line)


def test_a_number_of_a_million_digits_stays_short() -> None:
    form = form_of("[request]\nbody = { a = 1e9999999 }\n[[figures]]\nscale = 1e9999999\n")
    assert form is not None
    assert form.figures[0]["scale"] == "1E+9999999"
    assert form.values["request.body"] == '{\n  "a": 1E+9999999\n}'
    assert "body = { a = 1E+9999999, b = 1 }" in with_typed(WHOLE, "request.body", '{"a": 1e9999999, "b": 1}')


def test_a_number_of_a_body_is_not_shown_as_a_text() -> None:
    form = form_of('[request]\nbody = { a = 1.50, b = [{ x = 1 }, []], c = "1.5" }\n')
    assert form is not None
    body = form.values["request.body"]
    assert body == ('{\n  "a": 1.50,\n  "b": [\n    {\n      "x": 1\n    },\n    []\n  ],\n  "c": "1.5"\n}')
    assert read(Typed.JSON, body) == {"a": Decimal("1.50"), "b": [{"x": 1}, []], "c": "1.5"}


def test_words_of_an_answer_that_look_quoted_are_shown_and_read_again() -> None:
    form = form_of("[answer]\nok_values = ['\"a\\q\"']\n")
    assert form is not None
    assert read(Typed.LIST, form.values["answer.ok_values"]) == [r'"a\q"']
