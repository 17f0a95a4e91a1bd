from __future__ import annotations

import asyncio
import logging
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimonitor.domain.secret import Secret
from aimonitor.logs import (
    LogHandle,
    Redactor,
    asyncio_trouble,
    escape,
    hear_faults,
    qt_message,
    start_logging,
    uncaught,
)
from aimonitor.masking import HIDDEN

KEY = Secret("correct-horse/battery+staple")
LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z [A-Z]+ +[\w.]+: ")
log = logging.getLogger("aimonitor.test")


@pytest.fixture
def redactor() -> Redactor:
    return Redactor()


@pytest.fixture
def handle(tmp_path: Path, redactor: Redactor) -> Iterator[LogHandle]:
    started = start_logging(folder=tmp_path / "logs", redactor=redactor)
    yield started
    started.close()


def written(handle: LogHandle) -> str:
    assert handle.file is not None
    return handle.file.read_text(encoding="utf-8")


def log_failure(error: Exception) -> None:
    try:
        raise error
    except ValueError:
        log.exception("It failed")


def test_a_line_says_when_how_bad_and_who(handle: LogHandle) -> None:
    log.warning("slow %s", "disk")
    line = written(handle).splitlines()[-1]
    assert LINE.match(line)
    assert line.endswith("WARNING  aimonitor.test: slow disk")


def test_folder_and_file_are_private(handle: LogHandle) -> None:
    assert handle.file is not None
    assert handle.file.stat().st_mode & 0o777 == 0o600
    assert handle.file.parent.stat().st_mode & 0o777 == 0o700


def test_an_older_looser_file_is_closed_to_others(tmp_path: Path, redactor: Redactor) -> None:
    file = tmp_path / "aimonitor.log"
    file.write_text("before\n", encoding="utf-8")
    file.chmod(0o644)
    handle = start_logging(folder=tmp_path, redactor=redactor)
    log.info("after")
    handle.close()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text(encoding="utf-8").startswith("before\n")


def test_files_are_rotated_and_few(
    tmp_path: Path, redactor: Redactor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aimonitor.logs._MAX_BYTES", 200)
    handle = start_logging(folder=tmp_path / "logs", redactor=redactor)
    for number in range(40):
        log.info("line %d %s", number, "x" * 80)
    handle.close()
    files = list((tmp_path / "logs").iterdir())
    assert len(files) == 5
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert "line 39" in written(handle)


def test_the_level_is_changed_while_it_runs(handle: LogHandle) -> None:
    log.debug("one")
    handle.set_level("debug")
    log.debug("two")
    handle.set_level("error")
    log.warning("three")
    log.error("four")
    assert [line.rpartition(" ")[2] for line in written(handle).splitlines()] == ["two", "four"]


def test_libraries_are_not_heard_at_debug(handle: LogHandle) -> None:
    handle.set_level("debug")
    logging.getLogger("peewee").debug("SELECT")
    logging.getLogger("aimonitoring").debug("another package")
    logging.getLogger("peewee").info("heard")
    assert "SELECT" not in written(handle)
    assert "another package" not in written(handle)
    assert "peewee: heard" in written(handle)


def test_an_unknown_level_is_a_fault_of_ours(handle: LogHandle) -> None:
    with pytest.raises(KeyError):
        handle.set_level("loud")


# --- nothing from outside can look like a line of ours ------------------------------------------


def test_a_message_is_one_line(handle: LogHandle) -> None:
    log.info("name\n2026-11-23 00:00:00.000Z INFO aimonitor: forged\r\x1b[31m\u2028\u202e end {x} <red>")
    assert len(written(handle).splitlines()) == 1
    assert r"name\n2026" in written(handle)
    assert r"\r\x1b[31m\u2028\u202e end {x} <red>" in written(handle)


def test_a_loggers_name_cannot_forge_a_line_either(handle: LogHandle) -> None:
    logging.getLogger("aimonitor\nforged").info("x")
    assert len(written(handle).splitlines()) == 1


def test_a_tracebacks_lines_are_set_off(handle: LogHandle) -> None:
    message = "2026-11-23 00:00:00.000Z INFO aimonitor: forged"
    log_failure(ValueError("bad\n" + message))
    first, *others = written(handle).splitlines()
    assert first.endswith("It failed")
    assert all(line.startswith("    | ") for line in others)
    assert f"    | {message}" in others
    assert "    | Traceback (most recent call last):" in others


def test_values_of_variables_are_not_printed(handle: LogHandle) -> None:
    hidden_in_a_variable = "swordfish" * 2
    try:
        _ = [][len(hidden_in_a_variable)]
    except IndexError:
        log.exception("It failed")
    assert "IndexError" in written(handle)
    assert hidden_in_a_variable not in written(handle)


def test_arguments_that_do_not_fit_are_not_lost(handle: LogHandle) -> None:
    # Not through the logger: pytest's own handler would raise
    handle._handler.emit(log.makeRecord(log.name, logging.INFO, __file__, 1, "%d apples", ("many",), None))
    assert "apples" in written(handle)


@settings(deadline=None)
@given(st.text())
def test_any_text_is_one_printable_line(text: str) -> None:
    assert escape(text).isprintable()


# --- no keys --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "{key}",
        "https://api.example/v1?key={key}&x=1",
        "https://api.example/v1?key=correct-horse%2Fbattery%2Bstaple",
        "two: {key}{key}",
    ],
)
def test_live_keys_are_hidden_in_messages(handle: LogHandle, redactor: Redactor, text: str) -> None:
    redactor.add(KEY)
    log.warning("%s", text.format(key=KEY.reveal()))
    assert "battery" not in written(handle)
    assert HIDDEN in written(handle)


def test_live_keys_are_hidden_in_tracebacks(handle: LogHandle, redactor: Redactor) -> None:
    redactor.add(KEY)
    log_failure(ValueError(KEY.reveal()))
    assert f"ValueError: {HIDDEN}" in written(handle)
    assert "battery" not in written(handle)


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer abcdef0123456789",
        "headers {'x-api-key': 'abcdef0123456789'}",
        "api_key=abcdef0123456789",
        "Incorrect API key provided: sk-proj-abcdef0123456789",
        "Incorrect API key provided: sk-admin-****6789 (abc)".replace("6789", "*0123456789"),
        "proxy http://ann:abcdef0123456789@proxy.example",
        "key AIzaabcdef0123456789abcdef0123456789",
        "token eyJhbGciOiJ9.abcdef0123456789.x",
    ],
)
def test_what_looks_like_a_key_is_hidden_without_being_known(redactor: Redactor, text: str) -> None:
    assert "0123456789" not in redactor.redact(text)
    assert HIDDEN in redactor.redact(text)


@pytest.mark.parametrize(
    "text",
    ["asks for an sk-admin- key", "basic facts", "https://api.example/v1/costs?page=2", "api key missing"],
)
def test_ordinary_words_stay(redactor: Redactor, text: str) -> None:
    assert redactor.redact(text) == text


def test_a_key_that_two_providers_share_is_hidden_until_both_let_go(redactor: Redactor) -> None:
    redactor.add(KEY)
    redactor.add(Secret(KEY.reveal()))
    redactor.remove(KEY)
    assert redactor.redact(KEY.reveal()) == HIDDEN
    redactor.remove(KEY)
    assert redactor.redact(KEY.reveal()) == KEY.reveal()


def test_a_key_too_short_to_be_one_does_not_riddle_the_log(redactor: Redactor) -> None:
    redactor.add(Secret("a"))
    redactor.add(Secret(""))
    assert redactor.redact("a banana") == "a banana"


# --- bridges --------------------------------------------------------------------------------------


def test_what_qt_says_is_logged(handle: LogHandle) -> None:
    qt_message("warning", "QPainter::begin: %s\nfailed")
    qt_message("debug", "chatter")
    qt_message("never heard of", "still told")
    assert r"WARNING  qt: QPainter::begin: %s\nfailed" in written(handle)
    assert "chatter" not in written(handle)
    assert "still told" in written(handle)


def test_what_no_task_waited_for_is_logged_with_its_traceback(handle: LogHandle) -> None:
    loop = asyncio.new_event_loop()
    asyncio_trouble(loop, {"message": "Task exception was never retrieved", "exception": OSError("gone")})
    asyncio_trouble(loop, {})
    loop.close()
    assert "asyncio: Task exception was never retrieved" in written(handle)
    assert "    | OSError: gone" in written(handle)


def test_what_nobody_caught_is_logged(handle: LogHandle, capsys: pytest.CaptureFixture[str]) -> None:
    uncaught(RuntimeError, RuntimeError("odd"), None)
    uncaught(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert "CRITICAL aimonitor: A fault of AIMonitor itself" in written(handle)
    assert "    | RuntimeError: odd" in written(handle)
    assert "KeyboardInterrupt" not in written(handle)
    assert "KeyboardInterrupt" in capsys.readouterr().err


def test_what_nobody_caught_in_a_thread_or_a_destructor_is_logged_without_the_key(
    handle: LogHandle, redactor: Redactor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for place, name in ((sys, "excepthook"), (threading, "excepthook"), (sys, "unraisablehook")):
        monkeypatch.setattr(place, name, getattr(place, name))
    hear_faults()
    redactor.add(KEY)

    class Odd:
        def __del__(self) -> None:
            raise ValueError(f"destroyed {KEY.reveal()}")

    def fail() -> None:
        raise ValueError(f"in a thread {KEY.reveal().upper()}")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    Odd()
    assert f"    | ValueError: in a thread {HIDDEN}" in written(handle)
    assert f"    | ValueError: destroyed {HIDDEN}" in written(handle)
    assert capsys.readouterr().err == ""


def test_levels_between_the_usual_ones_are_logged(handle: LogHandle) -> None:
    log.log(25, "notice")
    assert "notice" in written(handle)


# --- life -------------------------------------------------------------------------------------------


def test_the_console_is_used_in_development(
    tmp_path: Path, redactor: Redactor, capsys: pytest.CaptureFixture[str]
) -> None:
    handle = start_logging(folder=tmp_path / "logs", console=True, redactor=redactor)
    log.info("here")
    handle.close()
    assert capsys.readouterr().err.endswith("aimonitor.test: here\n")
    assert handle.file is None
    assert not (tmp_path / "logs").exists()


def test_without_a_folder_and_a_console_nothing_breaks(
    redactor: Redactor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    handle = start_logging(folder=None, redactor=redactor)
    log.info("nobody hears")
    handle.close()


def test_a_folder_that_cannot_be_written_is_no_reason_not_to_start(
    tmp_path: Path, redactor: Redactor, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").write_text("in the way", encoding="utf-8")
    handle = start_logging(folder=tmp_path / "logs", redactor=redactor)
    log.info("here")
    handle.close()
    told = capsys.readouterr().err
    assert "No log file can be written" in told
    assert "here" in told


def test_lines_that_cannot_be_written_are_lost_with_one_word_and_then_it_goes_on(
    tmp_path: Path, redactor: Redactor, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = start_logging(folder=tmp_path / "logs", redactor=redactor)
    log.warning("before")
    with monkeypatch.context() as full:
        full.setattr("loguru._file_sink.FileSink.write", _no_room)
        for number in range(20):
            log.warning("number %d", number)
        log.error("with a traceback", exc_info=ValueError("odd"))
    log.warning("after")
    assert capsys.readouterr().err == "The log cannot be written: No space left on device.\n"
    with monkeypatch.context() as full:
        full.setattr("loguru._file_sink.FileSink.write", _no_room)
        full.setattr(sys, "stderr", None)
        log.warning("told to nobody")
    log.warning("at last")
    assert [line.rpartition(" ")[2] for line in written(handle).splitlines()] == ["before", "after", "last"]
    handle.close()


def _no_room(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_closing_lets_go_of_everything(tmp_path: Path, redactor: Redactor) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    handle = start_logging(folder=tmp_path, level="debug", redactor=redactor)
    handle.close()
    handle.close()
    log.error("too late")
    assert (root.level, root.handlers) == before
    assert "too late" not in written(handle)


def test_importing_logs_imports_neither_loguru_nor_asyncio() -> None:
    program = "import sys, aimonitor.logs; print(*sorted({'loguru', 'asyncio'} & set(sys.modules)))"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=90, check=True
    )
    assert done.stdout.strip() == ""
