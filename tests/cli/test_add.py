from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from aimonitor.demo import cast
from aimonitor.demo.servers import DemoServers
from aimonitor.settings.paths import AppPaths
from tests.cli.drawer import LOCKED, Drawer, no_keychain
from tests.cli.running import ADMIN_KEY, PROJECT_KEY, Commands, Done, everything_under


def add(cli: Commands, provider_type: str, key: str, *flags: str, name: str = "Work") -> Done:
    return cli("providers", "add", provider_type, "--name", name, "--key-stdin", *flags, stdin=f"{key}\n")


def test_a_key_is_tried_then_kept_in_the_keychain(
    cli: Commands, servers: DemoServers, keychain: Path
) -> None:
    key = cast.PRODUCTION.key.reveal()
    done = add(cli, "openai", key)
    assert done.code == 0
    assert servers.expected(cast.PRODUCTION.name).month is not None
    assert done.out.startswith("The key works (Admin key). This month: $")
    number = cli.id_of("Work")
    assert f"Added Work as {number}." in done.out
    assert json.loads(keychain.read_text()) == {f"AIMonitor/{number}": key}
    assert "Requests and the key go to http://127.0.0.1" in done.err


def test_the_kind_of_key_is_known_before_the_first_poll(cli: Commands, servers: DemoServers) -> None:
    assert servers
    add(cli, "openrouter", cast.SIDE_PROJECT.key.reveal(), name="Side")
    add(cli, "openrouter", cast.SIDE_PROJECT.key.reveal(), "--no-test", name="Untested")
    assert cli.status("Side")["state"] == "waiting"
    rows = {line.split()[2]: line for line in cli("status").out.splitlines() if "OpenRouter" in line}
    assert rows["Side"].split()[-4] == "—"
    assert rows["Untested"].split()[-4] == "unknown"


def test_a_wrong_kind_of_key_is_advised_at_once_and_not_kept(
    cli: Commands, servers: DemoServers, keychain: Path
) -> None:
    assert servers
    done = add(cli, "openai", cast.CHATBOT.key.reveal())
    assert done.code == 1
    assert "This is a project key: it can only show that it is alive. Cost needs an admin key." in done.err
    assert done.err.splitlines()[-1].startswith("aimonitor: This key can only show that it is alive.")
    assert not keychain.exists()
    assert cli("providers", "list").out == "No provider yet.\n"


def test_a_key_of_another_service_is_named(cli: Commands, servers: DemoServers) -> None:
    assert servers
    done = add(cli, "openai", cast.RESEARCH.key.reveal())
    assert done.code == 1
    assert "This looks like a key for Anthropic." in done.err


def test_a_key_of_another_service_is_not_sent_there(
    cli: Commands, keychain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")  # where nobody listens
    done = add(cli, "openai", cast.RESEARCH.key.reveal())
    assert (done.code, done.out) == (3, "")
    assert done.err == (
        "aimonitor: This looks like a key for Anthropic. It was not sent to OpenAI. "
        "Add it as anthropic, or give --no-test.\n"
    )
    assert not keychain.exists()
    untested = add(cli, "openai", cast.RESEARCH.key.reveal(), "--no-test")
    assert (untested.code, untested.err) == (0, "This looks like a key for Anthropic.\n")


def test_a_variable_is_recognised_too(
    cli: Commands, servers: DemoServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert servers
    monkeypatch.setenv("TEST_KEY", PROJECT_KEY)
    done = cli("providers", "add", "openai", "--name", "Work", "--key-env", "TEST_KEY", "--no-test")
    assert done.code == 0
    assert "This is a project key" in done.err


def test_a_refused_key_is_1_and_not_kept(cli: Commands, servers: DemoServers, keychain: Path) -> None:
    assert servers
    done = add(cli, "openai", ADMIN_KEY)
    assert (done.code, done.out) == (1, "")
    assert done.err.splitlines()[-1].startswith("aimonitor: Invalid API key")
    assert not keychain.exists()
    assert cli("providers", "list", "--json").document["providers"] == []


def test_nobody_answers_is_6_and_nothing_is_kept(cli: Commands, nobody_answers: str, keychain: Path) -> None:
    assert nobody_answers
    done = add(cli, "openai", ADMIN_KEY)
    assert done.code == 6
    assert "Traceback" not in done.err
    assert not keychain.exists()
    assert cli("providers", "list", "--json").document["providers"] == []


def test_without_a_test_nobody_is_asked(cli: Commands, nobody_answers: str, keychain: Path) -> None:
    assert nobody_answers
    done = add(cli, "openai", ADMIN_KEY, "--no-test")
    assert done.code == 0
    assert "The key works" not in done.out
    assert ADMIN_KEY in keychain.read_text()


def test_no_keychain_is_4_and_names_another_way(
    cli: Commands, servers: DemoServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert servers
    monkeypatch.setattr("aimonitor.keychain.service.find_backend", no_keychain)
    done = add(cli, "openai", cast.PRODUCTION.key.reveal())
    assert done.code == 4
    assert "There is no keychain on this system." in done.err
    assert "environment variable" in done.err
    assert cli("providers", "list", "--json").document["providers"] == []


def test_no_key_is_sent_anywhere_that_cannot_be_kept(
    cli: Commands, nobody_answers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert nobody_answers
    monkeypatch.setattr("aimonitor.keychain.service.find_backend", no_keychain)
    done = add(cli, "openai", ADMIN_KEY)
    assert (done.code, done.out) == (4, "")
    assert done.err.splitlines()[-1].startswith("aimonitor: There is no keychain on this system.")
    monkeypatch.setattr("aimonitor.keychain.service.find_backend", Unencrypted)
    done = add(cli, "openai", ADMIN_KEY)
    assert (done.code, done.out) == (4, "")
    assert "keep keys where others can read them" in done.err


class Unencrypted(Drawer):
    """One that is not used, whatever it could keep."""


def test_a_locked_keychain_is_4(cli: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LOCKED, "1")
    done = add(cli, "openai", ADMIN_KEY, "--no-test")
    assert (done.code, done.err) == (4, "aimonitor: The keychain is locked. Unlock it and try again.\n")


def test_a_key_from_a_variable_needs_no_keychain_and_is_never_stored(
    cli: Commands, servers: DemoServers, place: AppPaths, keychain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert servers
    key = cast.PRODUCTION.key.reveal()
    monkeypatch.setenv("TEST_KEY", key)
    monkeypatch.setattr("aimonitor.keychain.service.find_backend", no_keychain)
    done = cli("providers", "add", "openai", "--name", "Work", "--key-env", "TEST_KEY")
    assert done.code == 0
    assert cli("poll").code == 0
    assert not keychain.exists()
    assert key.encode() not in everything_under(place.data.parent)
    (listed,) = cli("providers", "list", "--json").document["providers"]
    assert listed["api_key_ref"] == "env:TEST_KEY"


def test_a_variable_that_is_not_set_is_4(cli: Commands, servers: DemoServers) -> None:
    assert servers
    done = cli("providers", "add", "openai", "--name", "Work", "--key-env", "TEST_NOT_SET")
    assert done.code == 4
    assert "TEST_NOT_SET is not set" in done.err
    assert cli("providers", "list", "--json").document["providers"] == []


@pytest.mark.parametrize("stdin", ["", "\n", "   \n", "\ufeff\n"])
def test_no_key_on_standard_input_is_3(cli: Commands, stdin: str) -> None:
    done = cli("providers", "add", "openai", "--name", "Work", "--key-stdin", stdin=stdin)
    assert (done.code, done.out) == (3, "")
    assert done.err == "aimonitor: Invalid API key format: standard input held no key.\n"


@pytest.mark.parametrize("key", ["sk-admin-TEST two words", "sk-admin-TESTé"])
def test_what_cannot_be_a_key_is_3_and_not_repeated(cli: Commands, key: str) -> None:
    done = add(cli, "openai", key, "--no-test")
    assert done.code == 3
    assert "Invalid API key format" in done.err
    assert "TEST" not in done.err


def test_bytes_that_are_no_text_are_3(cli: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    import io  # noqa: PLC0415

    class Bytes(io.TextIOWrapper):
        def __init__(self, *_: object) -> None:
            super().__init__(io.BytesIO(b"sk-\xff\xfe\n"), encoding="utf-8")

    monkeypatch.setattr("tests.cli.running.io.TextIOWrapper", Bytes)
    done = cli("providers", "add", "openai", "--name", "Work", "--key-stdin")
    assert done.code == 3
    assert "standard input held no key" in done.err


def test_white_space_and_a_byte_order_mark_around_a_key_are_not_part_of_it(
    cli: Commands, keychain: Path
) -> None:
    add(cli, "openai", f"\ufeff  {ADMIN_KEY} \r", "--no-test")
    assert list(json.loads(keychain.read_text()).values()) == [ADMIN_KEY]


def test_at_a_terminal_the_key_is_asked_for_and_not_shown(
    cli: Commands, keychain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompts: list[str] = []

    def typed(prompt: str) -> str:
        prompts.append(prompt)
        return ADMIN_KEY

    monkeypatch.setattr("getpass.getpass", typed)
    monkeypatch.setattr("aimonitor.cli.add.sys", _Terminal())
    assert add(cli, "openai", "", "--no-test").code == 0
    assert prompts == ["API key (not shown): "]
    assert ADMIN_KEY in keychain.read_text()


class _Terminal:
    """`sys` with a person at standard input."""

    class stdin:  # noqa: N801
        isatty = staticmethod(lambda: True)

    stderr = sys.stderr


def test_a_name_is_taken_once_and_the_key_is_not_tried_for_nothing(
    cli: Commands, nobody_answers: str
) -> None:
    assert nobody_answers
    assert add(cli, "openai", ADMIN_KEY, "--no-test").code == 0
    done = add(cli, "openai", ADMIN_KEY, name="  wORK ")
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("aimonitor: Provider already exists")
    assert len(cli("providers", "list", "--json").document["providers"]) == 1


def test_an_empty_name_is_3(cli: Commands) -> None:
    done = add(cli, "openai", ADMIN_KEY, "--no-test", name="  ")
    assert (done.code, done.err) == (3, "aimonitor: Give the provider a name.\n")


@pytest.mark.parametrize(
    ("name", "words"),
    [("  ", "Give the provider a name."), (ADMIN_KEY, "looks like a key"), ("n" * 500, "too long")],
)
def test_a_name_that_will_not_do_is_said_before_the_key_is_sent_anywhere(
    cli: Commands, nobody_answers: str, name: str, words: str
) -> None:
    assert nobody_answers
    done = add(cli, "openai", ADMIN_KEY, name=name)
    assert (done.code, done.out) == (3, "")
    assert words in done.err


def test_an_unknown_service_is_3(cli: Commands) -> None:
    done = add(cli, "nonesuch", ADMIN_KEY)
    assert done.code == 3
    assert "There is no provider type called nonesuch." in done.err


@pytest.mark.parametrize("address", ["http://example.com", "https://user:pass@example.com", "nonsense"])
def test_an_address_that_a_key_must_not_go_to_is_3(cli: Commands, keychain: Path, address: str) -> None:
    done = add(cli, "openai", ADMIN_KEY, "--no-test", "--base-url", address)
    assert done.code == 3
    assert "base URL" in done.err
    assert "pass@" not in done.err
    assert not keychain.exists()


def test_an_address_of_ones_own_is_used_and_shown(cli: Commands, servers: DemoServers) -> None:
    url = servers.base_urls["openai"]
    done = add(cli, "openai", cast.PRODUCTION.key.reveal(), "--base-url", url)
    assert done.code == 0
    assert f"Requests and the key go to {url}." in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["providers", "add", "openai", ADMIN_KEY, "--name", "Work", "--key-stdin"],
        ["providers", "add", "openai", "--name", "Work", f"--key={ADMIN_KEY}", "--key-stdin"],
        ["providers", "add", "openai", "--name", "Work", "--key-env", ADMIN_KEY],
        ["providers", "add", "openai", "--name", "Work", "--key-stdin", "--key-env", "A"],
        ["providers", "add", "openai", "--name", "Work"],
        ["providers", "add", "openai", "--key-stdin"],
        ["providers", ADMIN_KEY],
        [ADMIN_KEY],
    ],
)
def test_a_key_is_no_argument_and_is_not_repeated(
    cli: Commands, keychain: Path, arguments: list[str]
) -> None:
    done = cli(*arguments, stdin=f"{ADMIN_KEY}\n")
    assert (done.code, done.out) == (2, "")
    assert "TEST" not in done.err
    assert not keychain.exists()


def test_a_key_in_place_of_a_type_is_not_repeated(cli: Commands) -> None:
    done = add(cli, ADMIN_KEY, ADMIN_KEY)
    assert done.code == 3
    assert "TEST" not in done.err


def test_a_region_is_given_as_an_option(cli: Commands, keychain: Path, place: AppPaths) -> None:
    done = add(cli, "moonshot", "sk-TEST0000", "--option", "region=China", "--no-test")
    assert done.code == 0
    assert keychain.exists()
    with closing(sqlite3.connect(place.database)) as database:
        assert database.execute("SELECT options FROM providers").fetchall() == [('{"region": "China"}',)]


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("region=Mars", "has no region called Mars. It has: International, China."),
        ("place=China", "has no option called place. It has: region, base_url."),
        ("base_url=http://example.com", "A base URL must begin with https://"),
    ],
)
def test_an_option_that_there_is_not_is_3(cli: Commands, keychain: Path, option: str, words: str) -> None:
    done = add(cli, "moonshot", "sk-TEST0000", "--option", option, "--no-test")
    assert done.code == 3
    assert words in done.err
    assert not keychain.exists()


@pytest.mark.parametrize("option", ["region", "=China", "region=", "a b=c"])
def test_what_is_no_option_is_2(cli: Commands, option: str) -> None:
    done = add(cli, "moonshot", "sk-TEST0000", "--option", option, "--no-test")
    assert done.code == 2
    assert "an option looks like region=China" in done.err


def test_a_gateway_without_its_address_is_3(cli: Commands, keychain: Path) -> None:
    done = add(cli, "litellm", "sk-TEST0000", "--no-test")
    assert done.code == 3
    assert "LiteLLM runs on a server of its own: enter its base URL" in done.err
    assert not keychain.exists()


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--base-url", "https://me:hunter2-hunter2@h.example"), "must not hold a user name or password"),
        (("--base-url", f"https://h.example/{PROJECT_KEY}"), "A base URL must not hold a key"),
    ],
)
def test_an_address_with_a_secret_is_refused_and_not_repeated(
    cli: Commands, flags: tuple[str, ...], words: str
) -> None:
    done = add(cli, "openai", ADMIN_KEY, *flags)
    assert done.code != 0
    assert words in done.err
    assert not any(secret in done.out + done.err for secret in ("hunter2", PROJECT_KEY))


def test_a_key_in_place_of_a_variables_name_is_refused_and_not_repeated(cli: Commands) -> None:
    key = "AIzaSyTESTabc123TESTabc123x"
    done = cli("providers", "add", "openai", "--name", "Work", "--key-env", key)
    assert done.code == 2
    assert "give the name of an environment variable, not the key" in done.err
    assert key not in done.out + done.err
