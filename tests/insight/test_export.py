from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta, timezone
from decimal import Decimal

import pytest
from msgspec.structs import replace

from aimonitor.domain.history import ExportRow
from aimonitor.domain.money import Money
from aimonitor.domain.state import ModelUsage
from aimonitor.domain.usage import DayCost, Provenance
from aimonitor.insight.export import COLUMNS, as_csv, as_json, records
from tests.insight.facts import NOW

DAY = date(2026, 11, 14)


def cost(
    amount: str,
    *,
    item: str = "input",
    currency: str = "USD",
    complete: bool = True,
) -> DayCost:
    return DayCost(
        day=DAY,
        model="gpt",
        item=item,
        money=Money(amount=Decimal(amount), currency=currency),
        provenance=Provenance.BILLED,
        complete=complete,
    )


def row(
    *costs: DayCost,
    input_tokens: int | None = None,
    output_tokens: int | None = None,
    requests: int | None = None,
) -> ExportRow:
    return ExportRow(
        provider_id="abc",
        provider_name="Work",
        provider_type="openai",
        usage=ModelUsage(
            model="gpt", input_tokens=input_tokens, output_tokens=output_tokens, requests=requests
        ),
        day=DAY,
        complete=True,
        costs=costs,
    )


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_line_of_cost_each_then_one_of_tokens() -> None:
    made = list(records([row(cost("1.5"), cost("0.25", item="output"), input_tokens=7, requests=0)]))
    assert [(one["item"], one["cost"], one["input_tokens"]) for one in made] == [
        ("input", "1.5", None),
        ("output", "0.25", None),
        (None, None, 7),
    ]
    assert all(list(one) == list(COLUMNS) for one in made)
    assert made[2]["requests"] == 0
    assert made[2]["output_tokens"] is None


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "0"),
        ("-0.000000001", "-0.000000001"),
        ("10.37525377", "10.37525377"),
        ("1E+3", "1000"),
        ("1.50", "1.5"),
        ("99999999.123456789", "99999999.123456789"),
    ],
)
def test_amounts_are_exact_digits(amount: str, text: str) -> None:
    (line,) = read(as_csv([row(cost(amount))]))
    assert line["cost"] == text
    document = json.loads(as_json([row(cost(amount))], now=NOW))
    assert document["days"][0]["cost"] == text
    assert document["totals"] == {"USD": text}


def test_unknown_is_empty_or_null_and_zero_is_zero() -> None:
    rows = [row(output_tokens=0)]
    (line,) = read(as_csv(rows))
    assert (line["output_tokens"], line["input_tokens"], line["cost"]) == ("0", "", "")
    (told,) = json.loads(as_json(rows, now=NOW))["days"]
    assert (told["output_tokens"], told["input_tokens"], told["cost"]) == (0, None, None)


def test_a_day_of_which_nothing_is_known_is_no_line() -> None:
    assert list(records([row()])) == []
    assert read(as_csv([row()])) == []


def test_currencies_are_never_added() -> None:
    rows = [row(cost("1"), cost("2", currency="CNY")), row(cost("0.1"))]
    assert json.loads(as_json(rows, now=NOW))["totals"] == {"CNY": "2", "USD": "1.1"}


def test_each_line_says_whether_it_is_complete() -> None:
    made = read(as_csv([row(cost("1", complete=False), cost("2", item="output"), input_tokens=1)]))
    assert [one["complete"] for one in made] == ["false", "true", "true"]


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+1", "-1", "@SUM(A1)", "|calc", "%x", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20x"),
        *("  =1+1", "\t=1+1", "\r\n=1+1", "\x00=1", "\xa0@x"),
    ],
)
@pytest.mark.parametrize("place", ["provider", "model", "item"])
def test_no_text_from_outside_is_a_formula(text: str, place: str) -> None:
    made = row(cost("1", item=text if place == "item" else "input"))
    if place == "provider":
        made = replace(made, provider_name=text)
    if place == "model":
        made = replace(made, usage=replace(made.usage, model=text))
    (line,) = read(as_csv([made]))
    assert line[place].startswith("'")
    assert line[place].lstrip("' \xa0") == text.lstrip("\t\r\n\x00 \xa0")
    assert json.loads(as_json([made], now=NOW))["days"][0][place] == text


def test_a_negative_amount_is_a_number_and_no_formula() -> None:
    (line,) = read(as_csv([row(cost("-3.2"))]))
    assert line["cost"] == "-3.2"


def test_quotes_commas_and_lines_in_a_name_stay_in_their_cell() -> None:
    name = 'a "b", c;\nd\x1b[0m'
    made = as_csv([replace(row(cost("1")), provider_name=name)])
    (line,) = read(made)
    assert line["provider"] == 'a "b", c; d [0m'
    assert made.count("\r\n") == made.count("\n") == 2


def test_the_time_of_export_is_utc() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=9)))
    assert json.loads(as_json([], now=there))["exported_at"] == "2026-11-15T14:30:00Z"


def test_nothing_is_a_header_and_an_empty_document() -> None:
    assert as_csv([]) == ",".join(COLUMNS) + "\r\n"
    assert json.loads(as_json([], now=NOW)) == {
        "schema": 1,
        "exported_at": "2026-11-15T14:30:00Z",
        "totals": {},
        "days": [],
    }


def test_rows_may_come_one_by_one() -> None:
    document = json.loads(as_json(iter([row(cost("1")), row(cost("2"))]), now=NOW))
    assert (document["totals"], len(document["days"])) == ({"USD": "3"}, 2)
