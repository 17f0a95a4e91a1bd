from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimonitor.errors import ConfigError
from aimonitor.settings.declared import BY_NAME, DECLARED
from aimonitor.settings.load import load_settings, to_stored
from aimonitor.settings.settings import LogLevel, OriginKind, ProxyMode, Resolved, Settings, Theme

NOWHERE = Path("/nonexistent/aimonitor/config.toml")
PROXY_WITH_PASSWORD = "http://ann:opensesame@proxy.example:3128"


def load(
    *,
    flags: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
    file: Path = NOWHERE,
    stored: Mapping[str, str] | None = None,
) -> Resolved:
    return load_settings(flags=flags or {}, environ=environ or {}, config_file=file, stored=stored or {})


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_every_setting_is_declared_once_and_in_order() -> None:
    assert [declared.name for declared in DECLARED] == list(Settings.__struct_fields__)
    assert len(BY_NAME) == len(DECLARED)


def test_nothing_set_is_all_defaults() -> None:
    resolved = load()
    assert resolved.settings == Settings()
    assert set(resolved.sources) == set(BY_NAME)
    assert {origin.kind for origin in resolved.sources.values()} == {OriginKind.DEFAULT}
    assert resolved.warnings == ()


def test_each_source_beats_those_below_it(config: Path) -> None:
    config.write_text('[advanced]\nlog_level = "warning"\n', encoding="utf-8")
    flags, environ = {"log_level": "error"}, {"AIMONITOR_LOG_LEVEL": "debug"}
    stored = {"log_level": "info"}
    steps = [
        load(stored=stored),
        load(stored=stored, file=config),
        load(stored=stored, file=config, environ=environ),
        load(stored=stored, file=config, environ=environ, flags=flags),
    ]
    assert [step.settings.log_level.value for step in steps] == ["info", "warning", "debug", "error"]
    assert [step.sources["log_level"].words for step in steps] == [
        "database",
        f"file ({config}, line 2)",
        "environment (AIMONITOR_LOG_LEVEL)",
        "flag (--log-level)",
    ]
    assert [step.is_fixed("log_level") for step in steps] == [False, True, True, True]


def test_flags_that_were_not_given_and_empty_variables_set_nothing() -> None:
    resolved = load(flags={"log_level": None}, environ={"AIMONITOR_THEME": " "})
    assert resolved.settings == Settings()
    assert resolved.sources["theme"].kind is OriginKind.DEFAULT


def test_each_setting_can_be_given_in_each_place(config: Path) -> None:
    others = {
        "start_at_login": "true",
        "start_hidden": "yes",
        "close_to_tray": "off",
        "launcher_entry": "0",
        "language": "en",
        "theme": "dark",
        "decimals": "4",
        "tray_badge": "month",
        "interval": "90s",
        "pause_on_metered": "on",
        "notify_failed": "false",
        "notify_recovered": "no",
        "notify_needs_you": "FALSE",
        "notify_database": "off",
        "notify_plugin": "0",
        "notify_budget": "no",
        "notify_balance": "off",
        "notify_limit": "false",
        "notify_spike": "0",
        "notify_digest": "no",
        "digest_every": "day",
        "digest_at": "18:15",
        "quiet_from": "22:30",
        "quiet_to": "07:00",
        "quiet_errors": "yes",
        "alert_budget_days": "5",
        "alert_balance": "20",
        "alert_balance_days": "14",
        "alert_limit": "70",
        "alert_limit_full": "90",
        "alert_failing": "60",
        "alert_key_days": "30",
        "webhook": "Slack",
        "keep_days": "31",
        "proxy_mode": "none",
        "proxy_url": "http://proxy.example:3128",
        "total_timeout": "5",
        "connect_timeout": "120",
        "revoked": str(Path(config.anchor) / "lists" / "revoked.pem"),
        "log_level": "Debug",
    }
    assert set(others) == set(BY_NAME)
    lines = [f'"{BY_NAME[name].key}"' for name in others]
    assert len(set(lines)) == len(others)
    by_section: dict[str, list[str]] = {}
    for name, text in others.items():
        section, _, key = BY_NAME[name].key.partition(".")
        by_section.setdefault(section, []).append(f'{key} = "{text}"')
    tables = [f"[{section}]\n" + "\n".join(rows) for section, rows in by_section.items()]
    config.write_text("\n".join(tables), encoding="utf-8")
    from_environment = load(environ={BY_NAME[name].env: text for name, text in others.items()})
    from_file = load(file=config)
    assert from_environment.settings == from_file.settings == load(stored=others).settings
    assert from_file.settings.interval == timedelta(seconds=90)
    assert from_file.settings.quiet_to == time(7)
    assert from_file.settings.log_level is LogLevel.DEBUG
    for name in set(others) - {"proxy_url"}:
        assert getattr(from_file.settings, name) != BY_NAME[name].default


def test_the_files_own_types_are_understood(config: Path) -> None:
    config.write_text(
        "[general]\nstart_hidden = true\ndecimals = 3\n[notifications]\nquiet_from = 21:00:00\n"
        "[polling]\ninterval = 120\n",
        encoding="utf-8",
    )
    found = load(file=config).settings
    assert (found.start_hidden, found.decimals) == (True, 3)
    assert found.quiet_from == time(21)
    assert found.interval == timedelta(minutes=2)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("theme", "blue"),
        ("start_hidden", "maybe"),
        ("decimals", "7"),
        ("decimals", "2.5"),
        ("keep_days", "many"),
        ("keep_days", "30"),
        ("interval", "59s"),
        ("interval", "13h"),
        ("interval", "m"),
        ("interval", "9" * 40),
        ("quiet_from", "25:00"),
        ("quiet_from", "7"),
        ("quiet_from", "-1:00"),
        ("proxy_url", "proxy.example:3128"),
        ("proxy_url", "socks5://proxy.example"),
        ("proxy_url", "http://proxy.example/path"),
        ("proxy_url", "http://proxy.example:99999"),
        ("proxy_url", "http://proxy.example:0"),
        ("proxy_url", "http://[::1"),
        ("proxy_url", "http://a b"),
        ("log_level", "loud"),
    ],
)
def test_a_bad_variable_is_named_with_what_is_allowed(name: str, text: str) -> None:
    declared = BY_NAME[name]
    with pytest.raises(ConfigError) as caught:
        load(environ={declared.env: text})
    assert caught.value.message.startswith(declared.env)
    assert declared.kind.allowed in caught.value.message
    resolved = load(stored={name: text})
    assert resolved.settings == Settings()
    assert declared.kind.allowed in resolved.warnings[0]
    assert resolved.sources[name].kind is OriginKind.DEFAULT


def test_a_flag_with_a_name_of_its_own_is_named_as_it_is_typed() -> None:
    resolved = load(flags={"start_hidden": True})
    assert resolved.settings.start_hidden
    assert resolved.sources["start_hidden"].words == "flag (--hidden)"


def test_a_bad_flag_is_named() -> None:
    with pytest.raises(ConfigError, match=r"^--log-level .*debug, info, warning or error\.$"):
        load(flags={"log_level": "loud"})


def test_a_bad_value_in_the_file_is_named_with_its_line(config: Path) -> None:
    config.write_text('# mine\n[general]\n\ntheme = "blue"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"line 4: general\.theme") as caught:
        load(file=config)
    assert str(config) in caught.value.message
    assert "system, light or dark" in caught.value.message


@pytest.mark.parametrize("value", ["1.5", "[1]", "{a = 1}", "true"])
def test_values_of_the_wrong_type_in_the_file_are_errors(config: Path, value: str) -> None:
    config.write_text(f"[data]\nkeep_days = {value}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="keep_days"):
        load(file=config)


@pytest.mark.parametrize(
    "value",
    [
        "true",
        "false",
        "5",
        "5.25",
        '"blue"',
        '["blue", 5, true]',
        "{at = 1979-05-27, on = false}",
        "07:32:00",
    ],
)
def test_a_value_in_the_file_is_quoted_as_it_stands_there(config: Path, value: str) -> None:
    config.write_text(f"[general]\ntheme = {value}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(file=config)
    assert f" cannot be used: {value}. Allowed: " in caught.value.message


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[general]\ntheme = """dark\n\n\n', 2),
        ("[general]\n\ntheme = [\n 'dark',\n", 4),
        ("[general]\ntheme =", 2),
        ("[", 1),
    ],
)
def test_what_is_missing_at_the_end_of_the_file_is_named_with_its_last_line(
    config: Path, text: str, line: int
) -> None:
    config.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=rf"line {line}\b"):
        load(file=config)


@pytest.mark.parametrize("value", ["9" * 5000, "[" * 3000 + "]" * 3000])
def test_what_no_reader_of_toml_can_take_is_an_error_with_words(config: Path, value: str) -> None:
    config.write_text(f"[data]\nkeep_days = {value}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="is not valid TOML") as caught:
        load(file=config)
    assert len(caught.value.message) < 300


def test_broken_toml_is_named_with_its_line(config: Path) -> None:
    config.write_text('[general]\ntheme = "dark\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="line 2") as caught:
        load(file=config)
    assert str(config) in caught.value.message


def test_a_file_that_cannot_be_read_is_an_error(config: Path) -> None:
    config.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="UTF-8"):
        load(file=config)
    config.unlink()
    config.mkdir()
    with pytest.raises(ConfigError, match="directory"):
        load(file=config)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("[general]\nthem = 'dark'\n", "general.theme"),
        ("theme = 'dark'\n", "general.theme"),
        ("[network]\ntheme = 'dark'\n", "general.theme"),
        ("[genral]\ntheme = 'dark'\n", "general.theme"),
    ],
)
def test_an_unknown_key_in_the_file_is_a_warning_with_a_hint(config: Path, text: str, meant: str) -> None:
    config.write_text(text, encoding="utf-8")
    resolved = load(file=config)
    assert resolved.settings == Settings()
    assert len(resolved.warnings) == 1
    assert f'Did you mean "{meant}"?' in resolved.warnings[0]


def test_an_unknown_key_like_no_other_gets_the_list_of_tables(config: Path) -> None:
    config.write_text("[zoo]\nelephants = 2\n", encoding="utf-8")
    assert "general, polling, notifications" in load(file=config).warnings[0]


def test_a_slip_in_a_variables_name_is_a_warning() -> None:
    environ = {"AIMONITOR_LOGLEVEL": "debug", "AIMONITOR_HOME": "/x", "AIMONITOR_OPENAI_BASE_URL": "y"}
    warnings = load(environ=environ).warnings
    assert len(warnings) == 1
    assert "AIMONITOR_LOGLEVEL" in warnings[0]
    assert "AIMONITOR_LOG_LEVEL" in warnings[0]


def test_rows_of_the_database_that_are_not_settings_are_passed_over() -> None:
    assert load(stored={"window_geometry": "abc"}) == load()


# --- proxy ------------------------------------------------------------------------------------


@pytest.mark.parametrize("stored", [{}, {"proxy_mode": "none"}])
def test_an_address_alone_is_enough(stored: dict[str, str]) -> None:
    resolved = load(environ={"AIMONITOR_PROXY_URL": "http://proxy.example:3128"}, stored=stored)
    assert resolved.settings.proxy_mode is ProxyMode.CUSTOM
    assert resolved.sources["proxy_mode"].where == "AIMONITOR_PROXY_URL"


def test_an_address_does_not_overrule_a_mode_said_beside_it() -> None:
    stored = {"proxy_mode": "none", "proxy_url": "http://proxy.example:3128"}
    assert load(stored=stored).settings.proxy_mode is ProxyMode.NONE


def test_a_custom_proxy_without_an_address_does_not_stay_unseen() -> None:
    with pytest.raises(ConfigError, match=r"AIMONITOR_PROXY_MODE.*no proxy address"):
        load(environ={"AIMONITOR_PROXY_MODE": "custom"})
    resolved = load(stored={"proxy_mode": "custom"})
    assert resolved.settings.proxy_mode is ProxyMode.SYSTEM
    assert "no proxy address" in resolved.warnings[0]


def test_a_proxys_password_is_used_but_never_shown_or_stored(config: Path) -> None:
    config.write_text(f'[network]\nproxy_url = "{PROXY_WITH_PASSWORD}"\n', encoding="utf-8")
    config.chmod(0o600)
    resolved = load(file=config)
    assert resolved.settings.proxy_url == PROXY_WITH_PASSWORD
    assert "opensesame" not in repr(resolved)
    assert BY_NAME["proxy_url"].shown(resolved.settings) == "http://…@proxy.example:3128"
    with pytest.raises(ConfigError, match="AIMONITOR_PROXY_URL") as caught:
        to_stored({"proxy_url": PROXY_WITH_PASSWORD})
    assert "opensesame" not in caught.value.message


def test_a_bad_proxy_address_is_not_repeated() -> None:
    with pytest.raises(ConfigError) as caught:
        load(environ={"AIMONITOR_PROXY_URL": "ftp://ann:opensesame@proxy.example"})
    assert "opensesame" not in caught.value.message
    assert caught.value.__context__ is None


def test_a_proxys_password_that_others_may_read_is_a_warning(config: Path) -> None:
    config.write_text(f'[network]\nproxy_url = "{PROXY_WITH_PASSWORD}"\n', encoding="utf-8")
    config.chmod(0o644)
    assert load(file=config).warnings == (
        f"{config} holds a proxy password, and others may read it. Run: chmod 600 {config}",
    )


# --- what the window stores -------------------------------------------------------------------


def test_changes_come_back_as_they_were_made() -> None:
    changes = {
        "theme": Theme.DARK,
        "interval": timedelta(hours=1),
        "quiet_from": time(22, 5),
        "quiet_to": None,
        "decimals": 0,
        "close_to_tray": False,
        "proxy_url": "http://proxy.example:3128",
    }
    stored = to_stored(changes)
    assert stored["interval"] == "1h"
    assert all(isinstance(text, str) for text in stored.values())
    found = load(stored=stored).settings
    assert {name: getattr(found, name) for name in changes} == changes


@pytest.mark.parametrize("changes", [{"theme": "blue"}, {"decimals": 99}, {"no_such": 1}, {"interval": 1}])
def test_changes_that_cannot_be_used_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        to_stored(changes)


@settings(deadline=None)
@given(st.integers(60, 12 * 3600))
def test_any_interval_survives_being_stored(seconds: int) -> None:
    interval = timedelta(seconds=seconds)
    assert load(stored=to_stored({"interval": interval})).settings.interval == interval


@settings(deadline=None)
@given(st.sampled_from(sorted(BY_NAME)), st.text())
def test_no_stored_text_keeps_the_window_from_opening(name: str, text: str) -> None:
    resolved = load(stored={name: text})
    assert resolved.settings == Settings() or resolved.sources[name].kind is OriginKind.DATABASE


def test_values_in_errors_are_short_and_plain() -> None:
    with pytest.raises(ConfigError) as caught:
        load(environ={"AIMONITOR_THEME": "\x1b[31m\n" + "x" * 500})
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 200
