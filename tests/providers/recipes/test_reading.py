"""A recipe that cannot be used is told by file, line and field, in plain words."""

from __future__ import annotations

import pytest

from aimonitor.errors import ConfigError
from aimonitor.providers.recipes.reading import read_recipe
from aimonitor.providers.recipes.words import MOST
from tests.providers.recipes.samples import HEAD, WHOLE, recipe

BALANCE = 'role = "balance"\npath = "$.left"'


def told(text: str) -> list[str]:
    return [fault.sentence("acme.toml") for fault in read_recipe(text).faults]


def test_a_whole_one_has_no_fault() -> None:
    read = read_recipe(WHOLE)
    assert read.faults == ()
    assert read.checked("acme.toml").id == "acme"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('name = "Acme"\n', "", "acme.toml, name: this is missing."),
        ('name = "Acme"', "name = 7", "acme.toml, line 3, name: this should be a text, in quotes."),
        ('name = "Acme"', 'nmae = "Acme"', "line 3, nmae: nobody knows this field. Did you mean name?"),
        ('id = "acme"', 'id = "Acme Inc"', "line 2, id: this should be small letters, digits and _"),
        ("schema = 1", "schema = 2", "acme.toml, line 1, schema: this should be 1."),
        ("https://api", "http://api", "line 4, base_url: A base URL must begin with https://"),
        ("https://api", "https://me:key@api", "line 4, base_url: A base URL must not hold a user name"),
        ("acme.example", "acme.example/", "line 4, base_url: write it as https://api.acme.example."),
        ("/v1/credits", "v1/credits", "line 7, request.path: this should begin with one /"),
        ("/v1/credits", "/v1/credits?a=b", "line 7, request.path: this should begin with one /"),
        ("/v1/credits", "/v1/../admin", "line 7, request.path: this must not go up with .."),
        ("/v1/credits", "//evil.example/x", "line 7, request.path: this should begin with one /"),
        ("/v1/credits", "/v1/{team}", "path: nothing is called {team}: it is one of month_start, today."),
        ("/v1/credits", "/v1/sk-TESTtestTEST0000123456789012", "request.path: this looks like a key"),
        ('role = "balance"', 'role = "balnce"', "line 9, figures[1]: role should say what the figure is"),
        ("$.left", "left", "line 11, figures[1].path: a path begins with $"),
        ("$.left", "$..left", "line 11, figures[1].path: this path is more than a recipe may use"),
        ('path = "$.left"', 'path = "$.left"\nperiod = "today"', "12, figures[1].period: a figure of this"),
        ('path = "$.left"', 'path = "$.left"\nscale = "cent"', "scale: this should be a number, or one"),
        ('path = "$.left"', 'path = "$.left"\nscale = 0', "figures[1].scale: this should be above zero"),
        ('path = "$.left"', 'path = "$.left"\nscale = nan', "figures[1].scale: this should be"),
        ('path = "$.left"', 'path = "$.left"\ncurrency = "dollars"', "currency: not a currency code"),
        (
            'path = "$.left"',
            'path = "$.left"\ncurrency = "USD"\ncurrency_path = "$.c"',
            "line 9, figures[1]: name the currency with currency or with currency_path, not with both.",
        ),
        ('path = "$.left"', 'path = "$.left"\noptional = "yes"', "this should be true or false."),
    ],
)  # fmt: skip
def test_a_fault_names_file_line_and_field(old: str, new: str, words: str) -> None:
    assert old in WHOLE
    assert any(words in sentence for sentence in told(WHOLE.replace(old, new, 1))), told(
        WHOLE.replace(old, new)
    )


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            '[request.headers]\nHost = "evil.example"',
            "request.headers.Host: this is no header that a recipe may set.",
        ),
        ('[request.headers]\nX-Key = "sk-TEST-é"', "request.headers.X-Key"),
        (
            "[request.params]\na = 1.5",
            "request.params.a: this should be a text, in quotes, or a whole number.",
        ),
        ("[request.body]\na = 1", 'request: a GET has no body: write method = "POST"'),
        ('[auth]\nheader = "Content-Length"', "auth.header: this is no header that a recipe may set."),
        ('[auth]\nschema = "Token"', "auth.schema: nobody knows this field. Did you mean scheme?"),
        (
            '[[keys]]\nid = "user"\nname = "User key"\nreads = false',
            "keys[1]: a key that reads nothing needs advice",
        ),
        (
            '[[keys]]\nid = "user"\nname = "User key"\nreads = false\nadvice = "Make another."',
            "keys: no kind of key reads anything",
        ),
        ('[[options]]\nid = "base_url"\nlabel = "Base"', "options[1].id: base_url has a meaning already"),
        ('[[options]]\nid = "agreed"\nlabel = "Agreed"', "options[1].id: agreed has a meaning already"),
        (
            '[[options]]\nid = "a"\nlabel = "A"\n[[options]]\nid = "a"\nlabel = "B"',
            "options[2].id: the id a stands there twice.",
        ),
    ],
)
def test_what_stands_around_the_figures_is_checked(more: str, words: str) -> None:
    text = f"{WHOLE}\n{more}\n"
    assert any(words in sentence for sentence in told(text)), told(text)


@pytest.mark.parametrize(
    "figure",
    [
        'used = "$.used"',
        'limit = "$.limit"',
        'used = "$.used"\nlimit = "$.limit"\nused_percent = "$.percent"',
        'used_percent = "$.a"\nremaining_percent = "$.b"',
    ],
)
def test_a_limit_needs_two_of_its_counts_or_one_share(figure: str) -> None:
    (sentence,) = told(recipe(f'role = "limit"\nid = "a"\nname = "A"\n{figure}'))
    assert "names two of used, limit and remaining" in sentence


def test_an_id_that_stands_twice_would_be_one_row() -> None:
    one = 'role = "left"\nid = "a"\nname = "A"\npath = "$.a"'
    assert told(recipe(one, one)) == ["acme.toml, line 17, figures[2].id: the id a stands there twice."]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = ", "acme.toml, line 1: it is not valid TOML: Invalid value."),
        ("a = 1\na = 2\n", "acme.toml, line 2: it is not valid TOML: Cannot overwrite a value."),
        ('a = 1\nb = """2\n\n', "acme.toml, line 2: it is not valid TOML: Unterminated string."),
        ('a = 1\nb = "2\nc = 3', "acme.toml, line 2: it is not valid TOML: Illegal character '\\n'."),
        ("a = " + "[" * 3000, "acme.toml: it is not valid TOML"),
        ("a = 0." + "1" * 100, "acme.toml: it is not valid TOML: a number in it cannot be read."),
        ("a = " + "1" * 5000, "acme.toml: it is not valid TOML: a number in it cannot be read."),
        ("#" * (MOST + 1), "acme.toml: it is longer than the 64 KiB that a recipe may have."),
        ("", "acme.toml, id: this is missing."),
        ("figures = 3", "acme.toml, line 1, figures: this should be a list."),
        (HEAD, "acme.toml, figures: this is missing."),
        ("figures = []\n" + HEAD, "acme.toml, line 1, figures: this is empty."),
    ],
)
def test_no_text_however_odd_is_more_than_a_fault(text: str, words: str) -> None:
    assert told(text)[0].startswith(words) or any(one == words for one in told(text)), told(text)


@pytest.mark.parametrize("prefix", ["sk-", "sk-acme-", "sk-proj-", "acme_live_", "TEST"])
def test_the_beginning_of_a_key_is_no_key(prefix: str) -> None:
    kind = f'[[keys]]\nid = "api"\nname = "Key"\nprefixes = ["{prefix}"]\n'
    assert told(f"{WHOLE}\n{kind}") == []


def test_the_first_fault_says_how_many_more_there_are() -> None:
    read = read_recipe(recipe(BALANCE).replace("Acme", "").replace("acme", "Acme"))
    with pytest.raises(
        ConfigError, match=r"^acme.toml, line \d, \w+: .*`aimonitor recipes check` names \d more\.$"
    ):
        read.checked("acme.toml")


def test_words_are_found_for_the_faults_that_are_told_and_not_for_thousands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A long file that is no recipe is checked while somebody types."""
    guesses: list[str] = []

    def guess(word: str, *_: object, **__: object) -> list[str]:
        guesses.append(word)
        return []

    monkeypatch.setattr("aimonitor.providers.recipes.reading.get_close_matches", guess)
    faults = told("".join(f"odd{number} = 1\n" for number in range(500)) + WHOLE)
    assert guesses == [f"odd{number}" for number in range(20)]
    assert faults[19] == "acme.toml, line 20, odd19: nobody knows this field."
    assert len(faults) == 20


def test_a_fault_never_repeats_what_stands_there() -> None:
    sentences = told(WHOLE.replace("/v1/credits", "/v1/sk-proj-TESTTESTtestTEST000012345678"))
    assert not any("TESTTEST" in sentence for sentence in sentences)


def test_a_text_over_several_lines_does_not_move_the_lines() -> None:
    text = WHOLE.replace('name = "Acme"', 'name = """\\\nAc\\\nme"""').replace("$.left", "left")
    assert told(text)[0].startswith("acme.toml, line 13, figures[1].path:")
