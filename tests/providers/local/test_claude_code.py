from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimonitor.domain.state import FigureStatus, MoneyFigure
from aimonitor.errors import SchemaError, ServiceError
from aimonitor.insight.windows import filled
from aimonitor.providers.builtin.claude_code.statusline import statusline
from tests.providers.expectations import CHECKS, Outcome
from tests.providers.local.here import NOW, Here, poll

CONTRACT = Path(__file__).parent / "contracts" / "claude_code"
CASES = json.loads((CONTRACT / "index.json").read_text("utf-8"))["cases"]
NO_MONTH = MoneyFigure(status=FigureStatus.NOT_OFFERED)
FIVE_ENDS, WEEK_ENDS = 1795357800, 1795683600


def told(five: object = "23.5", week: object = "41.2", ends: object = FIVE_ENDS, **more: Any) -> bytes:  # noqa: ANN401
    limits = {
        "five_hour": {"used_percentage": five, "resets_at": ends},
        "seven_day": {"used_percentage": week, "resets_at": WEEK_ENDS},
    }
    return json.dumps({"model": {"display_name": "Opus 5"}, "rate_limits": limits, **more}).encode()


def kept(*statuses: bytes) -> str:
    """What is kept after these, one after the other."""
    text: str | None = None
    for minutes, status in enumerate(statuses):
        text = statusline(status, text, NOW + timedelta(minutes=minutes)).keep or text
    assert text is not None
    return text


async def shares(text: str) -> dict[str, Decimal | None]:
    snapshot = await poll("claude_code", Here({}, text), now=NOW + timedelta(hours=1))
    return {window.id: window.used for window in snapshot.windows or ()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
async def test_what_the_contract_expects_holds(case: dict[str, Any]) -> None:
    status = (CONTRACT / case["file"]).read_bytes()
    outcome = Outcome(snapshot=await poll("claude_code", Here({}, kept(status))))
    for word, value in case["expect"].items():
        CHECKS[word](outcome, value)


async def test_figures_are_as_old_as_the_use_they_come_from() -> None:
    text = kept(told())
    late = await poll("claude_code", Here({}, text), now=NOW + timedelta(hours=3))
    assert late.taken_at == NOW
    wrong_clock = await poll("claude_code", Here({}, text), now=NOW - timedelta(hours=3))
    assert wrong_clock.taken_at == NOW - timedelta(hours=3)


async def test_nothing_but_the_limits_is_kept() -> None:
    status = told(session_id="S", cwd="C", transcript_path="T", cost={"total_cost_usd": 0.42})
    assert set(json.loads(kept(status))) == {"told_at", "rate_limits"}
    assert "Opus" not in kept(status)


async def test_a_session_without_limits_leaves_what_is_known() -> None:
    for status in (b"{}", b'{"rate_limits": null}', b'{"rate_limits": {"five_hour": null}}'):
        assert statusline(status, kept(told()), NOW).keep is None


async def test_an_idle_session_does_not_turn_the_count_back() -> None:
    assert (await shares(kept(told("50"), told("23.5"))))["5h"] == 50
    assert (await shares(kept(told("23.5"), told("50"))))["5h"] == 50


def test_what_an_idle_session_repeats_is_as_old_as_it_was() -> None:
    first = statusline(told("50"), None, NOW).keep
    for later, told_at in ((told("23.5"), NOW), (told("51"), NOW + timedelta(hours=1))):
        again = statusline(later, first, NOW + timedelta(hours=1)).keep
        assert again is not None
        assert json.loads(again)["told_at"] == told_at.isoformat()


@pytest.mark.parametrize(
    ("five", "seven", "is_new"),
    [
        ("40", "20", False),  # what was true once, and nothing newer
        ("40", "10", False),
        ("50", "10", False),
        ("50", "20", True),  # it told the same again: it is so still
        ("40", "21", True),
        ("51", "10", True),
        ("51", "21", True),
    ],
)
def test_what_is_kept_is_as_old_as_the_newest_that_was_told(five: str, seven: str, *, is_new: bool) -> None:
    def status(five: str, seven: str) -> bytes:
        shares = {"five_hour": five, "seven_day": seven}
        limits = {name: {"used_percentage": share, "resets_at": FIVE_ENDS} for name, share in shares.items()}
        return json.dumps({"rate_limits": limits}).encode()

    later = NOW + timedelta(minutes=10)
    again = statusline(status(five, seven), statusline(status("50", "20"), None, NOW).keep, later).keep
    assert again is not None
    assert json.loads(again)["told_at"] == (later if is_new else NOW).isoformat()
    used = {name: one["used_percentage"] for name, one in json.loads(again)["rate_limits"].items()}
    assert used == {"five_hour": max(five, "50"), "seven_day": max(seven, "20")}


@pytest.mark.parametrize(
    ("told_at", "kept_at"),
    [
        ("2026-11-22T15:00:00Z", "2026-11-22T15:00:00Z"),
        (FIVE_ENDS, FIVE_ENDS),
        ("soon", None),
        ("2026-11-22T15:00:00." + "0" * 40 + "Z", None),
        (True, None),
        ([FIVE_ENDS], None),
        (None, None),
    ],
)
def test_a_moment_is_kept_as_it_was_told_and_nothing_that_is_none(told_at: object, kept_at: object) -> None:
    limits = {"five_hour": {"used_percentage": 5, "resets_at": told_at}}
    text = statusline(json.dumps({"rate_limits": limits}).encode(), None, NOW).keep
    assert text is not None
    assert json.loads(text)["rate_limits"]["five_hour"]["resets_at"] == kept_at


async def test_the_next_window_begins_at_its_own_count() -> None:
    later = told("1", ends=FIVE_ENDS + 5 * 3600)
    assert (await shares(kept(told("90"), later)))["5h"] == 1


async def test_a_window_that_is_over_does_not_come_back() -> None:
    over = told("90", ends=int(NOW.timestamp()) - 60)
    assert (await shares(kept(told("5"), over)))["5h"] == 5


async def test_another_login_is_another_count() -> None:
    other = told("7", ends=FIVE_ENDS - 3600)
    assert (await shares(kept(told("90"), other)))["5h"] == 7


async def test_a_window_that_was_reset_since_is_unknown_and_not_zero() -> None:
    snapshot = await poll("claude_code", Here({}, kept(told())), now=NOW + timedelta(hours=4))
    five = next(window for window in snapshot.windows or () if window.id == "5h")
    seen = filled(five, NO_MONTH, NOW + timedelta(hours=4))
    assert (seen.used, seen.used_fraction) == (None, None)


async def test_a_window_of_a_new_name_is_shown_under_it() -> None:
    status = json.dumps({"rate_limits": {"seven_day_big": {"used_percentage": 3, "resets_at": None}}})
    assert await shares(kept(status.encode())) == {"seven_day_big": Decimal(3)}


@pytest.mark.parametrize("status", [b"", b"[]", b"{", b"null", b"\xff\xfe", b'{"a": NaN}', b"[" * 100_000])
def test_what_is_no_status_is_refused(status: bytes) -> None:
    with pytest.raises(ServiceError, match="cannot be read"):
        statusline(status, None, NOW)


def test_the_line_names_model_and_shares() -> None:
    assert statusline(told(), None, NOW).line == "Opus 5 · 5 h 24 % · week 41 %"
    assert statusline(b"{}", None, NOW).line == "Claude Code"


def test_the_line_holds_nothing_that_a_terminal_obeys() -> None:
    status = json.dumps({"model": {"display_name": "\x1b[31mRed\x07\n\u202e" + "x" * 200}})
    line = statusline(status.encode(), None, NOW).line
    assert line.isprintable()
    assert len(line) < 50


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=5,
)


@given(JUNK, JUNK, JUNK)
def test_whatever_is_told_is_a_line_and_figures_or_a_refusal(
    used: object, ends: object, week: object
) -> None:
    limits = {"five_hour": {"used_percentage": used, "resets_at": ends}, "seven_day": week}
    status = json.dumps({"model": {"display_name": used}, "rate_limits": limits}).encode()
    try:
        bridged = statusline(status, kept(told()), NOW)
        if bridged.keep is not None:
            asyncio.run(poll("claude_code", Here({}, bridged.keep)))
    except (ServiceError, SchemaError):
        return
    assert bridged.line.isprintable()


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "\x00"])
async def test_a_damaged_file_is_said_in_words(text: str) -> None:
    with pytest.raises(ServiceError, match="is damaged"):
        await poll("claude_code", Here({}, text))


@pytest.mark.parametrize(
    "text",
    ["{}", '{"told_at": "yesterday", "rate_limits": {}}', '{"told_at": "2026-11-22T12:00:00Z"}'],
)
async def test_a_file_of_another_shape_is_an_error_and_no_figure(text: str) -> None:
    with pytest.raises(SchemaError):
        await poll("claude_code", Here({}, text))


async def test_before_anything_was_told_it_says_what_to_do() -> None:
    with pytest.raises(ServiceError, match="Put “aimonitor statusline” into its settings"):
        await poll("claude_code", Here({}))
