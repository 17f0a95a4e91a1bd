"""Whatever is answered, whatever a recipe asks of it: figures or a sentence, and no zero that nobody told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aimonitor.domain.usage import QuotaWindow
from aimonitor.errors import AppError
from aimonitor.net.answer import Answer, Json
from aimonitor.net.decode import decode
from aimonitor.providers.assemble import assemble
from aimonitor.providers.base import Call, UsagePart
from aimonitor.providers.computer import NoService
from aimonitor.providers.recipes.client import RecipeClient
from aimonitor.providers.recipes.judge import RecipeJudge
from aimonitor.providers.recipes.reading import read_recipe
from aimonitor.providers.recipes.trial import told_lines, try_on
from tests.providers.recipes.samples import NOW, client, recipe

NAMES = ("a", "b", "left", "used", "at")
FEW = settings(
    max_examples=120,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

numbers = st.one_of(
    st.integers(-(10**30), 10**30),
    st.integers(-5, 5),
    st.decimals(allow_nan=False, allow_infinity=False, places=12, min_value=-(10**6), max_value=10**6).map(
        str
    ),
    st.sampled_from(
        ["0", "-0", "1e3", "12.5 %", "9" * 40, "NaN", "1e999", "2026-11-18T12:00:00Z", "", "soon"]
    ),
)
leaves = st.one_of(st.none(), st.booleans(), numbers, st.text(max_size=6))
answers = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=12,
)
steps = st.one_of(
    st.sampled_from([f".{name}" for name in NAMES]),
    st.sampled_from(["[0]", "[1]", "[-1]", "[?@.a == 1]", "[?@.left == 'x' && @.b == null]"]),
)
paths = st.lists(steps, min_size=1, max_size=3).map(lambda found: "$" + "".join(found))


@st.composite
def figures(draw: st.DrawFn, place: int) -> str:
    role = draw(st.sampled_from(["balance", "cost", "left", "count", "limit", "share"]))
    lines = {"role": "limit" if role == "share" else role}
    if role in {"left", "count", "limit", "share"}:
        lines |= {"id": f"row{place}", "name": f"Row {place}"}
    if role == "limit":
        for name in draw(
            st.sampled_from([("used", "limit"), ("limit", "remaining"), ("used", "limit", "remaining")])
        ):
            lines[name] = draw(paths)
        if draw(st.booleans()):
            lines["currency"] = draw(st.sampled_from(["USD", "GBP"]))
    elif role == "share":
        lines[draw(st.sampled_from(["used_percent", "remaining_percent"]))] = draw(paths)
    else:
        lines |= {"path": draw(paths), "sign": draw(st.sampled_from(["positive", "negative"]))}
    if role == "cost":
        lines["period"] = draw(st.sampled_from(["today", "this_month", "last_month", "ever"]))
    if role in {"balance", "cost"} and draw(st.booleans()):
        lines["currency_path"] = draw(paths)
    if role in {"limit", "share"} and draw(st.booleans()):
        lines |= {"resets_at": draw(paths)}
        lines["reset_format"] = draw(st.sampled_from(["iso", "s", "ms", "seconds_from_now"]))
    text = "\n".join(f"{name} = {json.dumps(value)}" for name, value in lines.items())
    if role != "share":
        text += f"\nscale = {draw(st.sampled_from(['1', '0.0001', '1000', '0.000000001']))}"
    return text + ("\noptional = true" if draw(st.booleans()) else "")


@st.composite
def recipes(draw: st.DrawFn) -> RecipeClient:
    found = [draw(figures(place)) for place in range(draw(st.integers(1, 3)))]
    text = recipe(*found)
    if draw(st.booleans()):
        text += f"\n[answer]\nok = {json.dumps(draw(paths))}\nok_values = [true, 0, 'ok']\n"
        text += f"error = {json.dumps(draw(paths))}\ncode = {json.dumps(draw(paths))}\nrefused_codes = [1]\n"
        text += f"plan = {json.dumps(draw(paths))}\n"
    return client(text)


def read(of: RecipeClient, answer: Json) -> UsagePart | None:
    """What the recipe makes of it; None where that is an AppError. Anything else is raised."""
    try:
        problem = RecipeJudge(of.recipe)(Answer(status=200, json=answer))
        if problem is not None:
            raise problem
        return of.parts(answer, Call(api=NoService(), now=NOW, since=NOW.date()))
    except AppError as error:
        assert error.message.endswith((".", "?", "!", "…"))  # noqa: PT017  a sentence, whichever error it is
        return None


def decoded(value: Any) -> Json:  # noqa: ANN401  any JSON
    return decode(json.dumps(value).encode())


def numbers_in(value: Json) -> Iterator[Decimal]:
    """All that may be read as a number somewhere in an answer."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from numbers_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from numbers_in(inner)
    elif isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        yield Decimal(value)
    elif isinstance(value, str) and re.fullmatch(
        r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]+)?\s*%?", value.strip(), re.IGNORECASE
    ):
        yield Decimal(value.strip().removesuffix("%").strip())


def zeros_of(part: UsagePart) -> Iterator[str]:
    """Where a figure is 0 that is not worked out from two others."""
    assert part.balance is not None
    yield from ("balance" for one in part.balance.balances or () if not one.money.amount)
    yield from ("spend" for one in part.spends or () if not one.money.amount)
    yield from (
        one.id for one in part.windows or () if _is_plain(one) and 0 in (one.used, one.limit, one.left)
    )


def _is_plain(window: QuotaWindow) -> bool:
    """A count or what is left: one number, without a limit to work it out from."""
    return window.used is None or window.limit is None


@FEW
@given(of=recipes(), answer=answers)
def test_any_answer_under_any_recipe_is_figures_or_a_sentence(of: RecipeClient, answer: Any) -> None:  # noqa: ANN401
    json_value = decoded(answer)
    part = read(of, json_value)
    if part is None:
        return
    snapshot = assemble(of.manifest, taken_at=NOW, usage=part, balance=part.balance)
    most = 2**63
    assert all(abs(one.money.nano) < most for one in snapshot.balances or ())
    assert all(abs(one.money.nano) < most for one in snapshot.spends or ())
    assert all(one.resets_at is None or one.resets_at.tzinfo is not None for one in snapshot.windows or ())
    list(told_lines(part))


@FEW
@given(of=recipes(), answer=answers)
def test_a_zero_was_told_by_somebody(of: RecipeClient, answer: Any) -> None:  # noqa: ANN401  any JSON
    json_value = decoded(answer)
    part = read(of, json_value)
    if part is not None and any(zeros_of(part)):
        assert 0 in {number.normalize() for number in numbers_in(json_value)}


@FEW
@given(of=recipes(), body=st.binary(max_size=60))
def test_no_bytes_end_a_trial(of: RecipeClient, body: bytes) -> None:
    trial = try_on(of, body, NOW + timedelta(days=1))
    assert trial.made or trial.problem


@FEW
@given(
    text=st.one_of(
        st.text(max_size=200),
        st.dictionaries(
            st.sampled_from(["schema", "id", "name", "base_url", "request", "figures", "auth", "keys"]),
            st.one_of(st.integers(), st.booleans(), st.text(max_size=8), st.lists(st.integers(), max_size=2)),
        ).map(lambda found: "\n".join(f"{name} = {json.dumps(value)}" for name, value in found.items())),
    )
)
def test_no_text_is_more_than_a_recipe_or_faults(text: str) -> None:
    read = read_recipe(text)
    assert (read.recipe is None) is bool(read.faults)
    assert all(fault.sentence("x.toml").startswith("x.toml") for fault in read.faults)
