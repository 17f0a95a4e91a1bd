from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from aimonitor.domain.alert import Alert, AlertRule, Delivery
from aimonitor.domain.archive import ArchiveKind, BalanceReading, ExportOrder, LoggedPoll
from aimonitor.domain.money import NANO, Money, plain_text
from aimonitor.domain.notice import Notice, NoticeKind, Urgency
from aimonitor.domain.state import PollRecord
from aimonitor.domain.usage import Balance, BalanceRole, DayQuantity, PartFailure, Problem, Unit
from aimonitor.errors import ProblemKind
from aimonitor.insight.export import csv_pieces, json_pieces
from aimonitor.insight.export_records import COLUMNS, records
from aimonitor.insight.spreadsheet import defused
from tests.insight.contents import DAY, Made, cost, tokens
from tests.insight.facts import NOW

DAYS = ArchiveKind.DAYS
ALL = ExportOrder(kinds=tuple(ArchiveKind), file_format="json")
FORMULA_STARTS = "=+-@|%\uff1d\uff0b\uff0d\uff20"
PROBLEM = Problem(kind=ProblemKind.AUTH, message="=The key was refused.")
NOTICE = Notice(
    key="@key",
    kind=NoticeKind.FAILED,
    title="=title",
    body="+body",
    urgency=Urgency.NORMAL,
    raised_at=NOW,
    provider_id="abc",
)
ALERT = Alert(
    key="@key",
    rule=AlertRule.BALANCE_LOW,
    kind=NoticeKind.BALANCE,
    urgency=Urgency.NORMAL,
    raised_at=NOW,
    title="=title",
    body="-body",
    why="+$3.75 left",
    provider_id="abc",
    first=NOW.date(),
    last=NOW.date(),
    deliveries=(
        Delivery(channel="desktop", done=True, words="handed over"),
        Delivery(channel="webhook", done=False, words="no answer"),
    ),
)


def table(contents: Made, kind: ArchiveKind = DAYS) -> list[dict[str, str]]:
    text = "".join(csv_pieces(kind, contents))
    return list(csv.DictReader(io.StringIO(text, newline="")))


def document(contents: Made, order: ExportOrder = ALL) -> Any:  # noqa: ANN401
    return json.loads("".join(json_pieces(order, contents, now=NOW)))


def poll(**changes: Any) -> LoggedPoll:  # noqa: ANN401
    record = PollRecord(
        provider_id="abc", started_at=NOW, duration=timedelta(seconds=1, microseconds=20), requests=3
    )
    return LoggedPoll(
        poll=replace(record, **changes), taken_at=NOW, cost_days=((DAY, DAY + timedelta(days=1)),)
    )


def reading(amount: str) -> BalanceReading:
    money = Money(amount=Decimal(amount), currency="USD")
    return BalanceReading(taken_at=NOW, balance=Balance(role=BalanceRole.TOTAL, money=money))


def test_a_record_has_all_columns_in_their_order() -> None:
    contents = Made((cost("1"), tokens(requests=1)), (reading("1"),), (poll(),), (NOTICE,), (ALERT,))
    for kind in ArchiveKind:
        made = list(records(kind, contents))
        assert made
        assert all(tuple(one) == COLUMNS[kind] for one in made)


def test_costs_tokens_and_other_counts_are_records_of_their_own() -> None:
    images = DayQuantity(day=DAY, name="images", model=None, unit=Unit.IMAGES, quantity=Decimal("2.50"))
    made = document(Made((cost("1.5"), cost("0.25", item=""), tokens(input_tokens=7, requests=0), images)))[
        "days"
    ]
    assert [(one["item"], one["cost"], one["input_tokens"], one["quantity"]) for one in made] == [
        ("input", "1.5", None, None),
        (None, "0.25", None, None),
        (None, None, 7, None),
        ("images", None, None, "2.5"),
    ]
    assert (made[2]["requests"], made[2]["output_tokens"], made[3]["unit"]) == (0, None, "images")


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
    contents = Made((cost(amount),), (reading(amount),))
    assert table(contents)[0]["cost"] == table(contents, ArchiveKind.BALANCES)[0]["balance"] == text
    made = document(contents)
    assert made["days"][0]["cost"] == made["balances"][0]["balance"] == text
    assert made["totals"] == {"USD": text}


amounts = some.integers(-(2**63), 2**63 - 1).map(lambda nano: Decimal(nano) * NANO)


@given(some.lists(amounts, min_size=1, max_size=5), some.integers(0, 10**15) | some.none())
def test_figures_read_back_are_exactly_the_same(found: list[Decimal], count: int | None) -> None:
    contents = Made(
        (*(cost(plain_text(one)) for one in found), tokens(input_tokens=count, requests=1)),
        tuple(reading(plain_text(one)) for one in found),
    )
    *costs, counted = table(contents)
    assert [Decimal(one["cost"]) for one in costs] == found
    assert counted["input_tokens"] == ("" if count is None else str(count))
    assert [Decimal(one["balance"]) for one in table(contents, ArchiveKind.BALANCES)] == found
    made = document(contents)
    assert [Decimal(one["cost"]) for one in made["days"][:-1]] == found
    assert made["days"][-1]["input_tokens"] == count
    assert Decimal(made["totals"]["USD"]) == sum(found, Decimal(0))


def test_unknown_is_empty_or_null_and_zero_is_zero() -> None:
    contents = Made((tokens(output_tokens=0),))
    (line,) = table(contents)
    assert (line["output_tokens"], line["input_tokens"], line["cost"]) == ("0", "", "")
    (told,) = document(contents)["days"]
    assert (told["output_tokens"], told["input_tokens"], told["cost"]) == (0, None, None)


def test_a_day_of_which_nothing_is_known_is_no_line() -> None:
    assert list(records(DAYS, Made((tokens(),)))) == []
    assert table(Made((tokens(),))) == []


def test_currencies_are_never_added() -> None:
    contents = Made((cost("1"), cost("2", currency="CNY"), cost("0.1")))
    assert document(contents)["totals"] == {"CNY": "2", "USD": "1.1"}


def test_each_line_says_whether_it_is_complete() -> None:
    made = table(Made((cost("1", complete=False), cost("2", item="output"), tokens(input_tokens=1))))
    assert [one["complete"] for one in made] == ["false", "true", "true"]


# --- text from outside --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *(f"{start}1" for start in FORMULA_STARTS),
        *("  =1+1", "\t=1+1", "\r\n=1+1", "\x00=1", "\xa0@x", "\u2028=1"),
    ],
)
@pytest.mark.parametrize("place", ["provider", "model", "item"])
def test_no_text_from_outside_is_a_formula(text: str, place: str) -> None:
    contents = Made(
        (cost("1", item=text if place == "item" else "input", model=text if place == "model" else "gpt"),)
    )
    if place == "provider":
        contents = contents.named(text)
    (line,) = table(contents)
    assert line[place].startswith("'")
    assert line[place].lstrip("' \xa0") == text.lstrip("\t\r\n\x00 \xa0\u2028")
    assert document(contents)["days"][0][place] == text


hostile = some.text(
    some.sampled_from("=+-@|%;,'\"\\\t\r\n\x00\x1b\x85\xa0\u2028\u202e\u200b\uff1d\U0001f4b8aÖ名 ")
    | some.characters(exclude_categories=["Cs"]),
    min_size=1,
    max_size=30,
)
texts = hostile | some.builds(lambda text, times: text * times, hostile, some.just(700))


@given(texts, texts, texts)
def test_hostile_text_stays_in_its_cell_and_is_no_formula_in_any_language(
    name: str, model: str, item: str
) -> None:
    contents = Made(
        (cost("-1.5", model=model, item=item),), told=(replace(NOTICE, title=name, body=item),)
    ).named(name)
    for kind in (DAYS, ArchiveKind.EVENTS):
        text = "".join(csv_pieces(kind, contents))
        assert text.count("\r\n") == text.count("\n") == text.count("\r") == 2
        (line,) = csv.DictReader(io.StringIO(text, newline=""))
        assert None not in line
        for column, cell in line.items():
            if column != "cost":
                assert not cell.lstrip().startswith(tuple(FORMULA_STARTS)), (column, cell)
        assert not any(
            ord(letter) < 0x20 or 0x7F <= ord(letter) < 0xA0 for letter in text.replace("\r\n", "")
        )
        # A spreadsheet that separates by semicolons cuts there, and takes quotes at the start of a piece off
        for piece in text.splitlines()[1].split(";")[1:]:
            assert not piece.lstrip().lstrip("\"' \xa0").startswith(tuple(FORMULA_STARTS)) or "'" in piece, (
                piece
            )
    made = document(contents)
    assert (made["days"][0]["model"], made["days"][0]["item"], made["providers"][0]["name"]) == (
        model,
        item,
        name,
    )
    assert line["title"].replace("'", "").replace(" ", "") == defused(name).replace("'", "").replace(" ", "")


@pytest.mark.parametrize("text", ["a;=1+1", "a; =1", 'a;"=1"', "a;\t@x", "a;;-1", "a;\uff1d1"])
def test_what_a_semicolon_would_cut_off_is_no_formula_either(text: str) -> None:
    start = defused(text).split(";")[-1]
    assert start.startswith("'")


def test_a_semicolon_in_a_sentence_stays_as_it_is() -> None:
    assert defused("First; then 2 = 1 + 1") == "First; then 2 = 1 + 1"


def test_a_negative_amount_is_a_number_and_no_formula() -> None:
    contents = Made((cost("-3.2"),), (reading("-3.2"),))
    assert table(contents)[0]["cost"] == table(contents, ArchiveKind.BALANCES)[0]["balance"] == "-3.2"


def test_quotes_commas_and_lines_in_a_name_stay_in_their_cell() -> None:
    contents = Made((cost("1"),)).named('a "b", c;\nd\x1b[0m')
    (line,) = table(contents)
    assert line["provider"] == 'a "b", c; d [0m'


def test_json_drives_no_terminal_and_loses_nothing() -> None:
    contents = Made((cost("1"),)).named("a\x9b31m\u202eb\x7f")
    text = "".join(json_pieces(ALL, contents, now=NOW))
    assert not {"\x9b", "\u202e", "\x7f"} & set(text)
    assert json.loads(text)["days"][0]["provider"] == "a\x9b31m\u202eb\x7f"


# --- the other kinds ----------------------------------------------------------------------------


def test_a_poll_says_all_in_json_and_the_same_in_words_in_csv() -> None:
    failure = PartFailure(part="costs", problem=PROBLEM)
    contents = Made(log=(poll(problem=PROBLEM, failures=(failure, failure), warnings=("one", "two")),))
    (told,) = document(contents)["polls"]
    refused = {"kind": "auth", "message": "=The key was refused.", "retry_at": None, "repair": None}
    assert told["problem"] == refused
    assert told["failures"] == [{"part": "costs", **refused}] * 2
    assert (told["duration"], told["cost_days"]) == ("1.00002", ["2026-11-14/2026-11-15"])
    (line,) = table(contents, ArchiveKind.POLLS)
    assert line["problem"] == "'=The key was refused. (auth)"
    assert line["failures"] == "; ".join(["costs: =The key was refused. (auth)"] * 2)
    assert (line["warnings"], line["cost_days"], line["token_days"]) == (
        "one; two",
        "2026-11-14/2026-11-15",
        "",
    )


def test_an_event_of_a_provider_that_is_gone_is_told_all_the_same() -> None:
    contents = Made(told=(NOTICE, replace(NOTICE, provider_id="gone"), replace(NOTICE, provider_id=None)))
    made = document(contents)["events"]
    assert [(one["provider_id"], one["provider"]) for one in made] == [
        ("abc", "Work"),
        ("gone", None),
        (None, None),
    ]
    assert [one["title"] for one in table(contents, ArchiveKind.EVENTS)] == ["'=title"] * 3


def test_an_alert_says_what_fired_when_why_and_what_became_of_it() -> None:
    contents = Made(fired=(ALERT, replace(ALERT, provider_id=None, deliveries=(), ended_at=NOW)))
    mine, nobodys = document(contents)["alerts"]
    assert mine == {
        "raised_at": "2026-11-15T14:30:00Z",
        "provider_id": "abc",
        "provider": "Work",
        "provider_type": "openai",
        "rule": "balance_low",
        "kind": "balance",
        "urgency": "normal",
        "title": "=title",
        "body": "-body",
        "why": "+$3.75 left",
        "first": "2026-11-15",
        "last": "2026-11-15",
        "fate": "told",
        "deliveries": [
            {"channel": "desktop", "done": True, "words": "handed over"},
            {"channel": "webhook", "done": False, "words": "no answer"},
        ],
        "ended_at": None,
        "key": "@key",
    }
    assert (nobodys["provider_id"], nobodys["provider"], nobodys["ended_at"]) == (
        None,
        None,
        "2026-11-15T14:30:00Z",
    )


def test_no_text_of_an_alert_runs_in_a_spreadsheet() -> None:
    (line,) = table(Made(fired=(ALERT,)), ArchiveKind.ALERTS)
    assert (line["title"], line["body"], line["why"], line["key"]) == (
        "'=title",
        "'-body",
        "'+$3.75 left",
        "'@key",
    )
    assert line["deliveries"] == "desktop: handed over; webhook: no answer (not delivered)"
    hostile = Delivery(channel="=cmd", done=True, words="a;=b")
    (line,) = table(Made(fired=(replace(ALERT, deliveries=(hostile,)),)), ArchiveKind.ALERTS)
    assert line["deliveries"] == "'=cmd: a;'=b"


def test_a_document_holds_what_was_ordered_and_nothing_else() -> None:
    contents = Made((cost("1"),), (reading("1"),), (poll(),), (NOTICE,))
    order = ExportOrder(
        kinds=(ArchiveKind.EVENTS, ArchiveKind.POLLS), file_format="json", first=date(2026, 11, 1)
    )
    assert list(document(contents, order)) == [
        "schema",
        "exported_at",
        "period",
        "providers",
        "polls",
        "events",
    ]
    assert document(contents, order)["period"] == {"first": "2026-11-01", "last": None}


def test_no_key_and_no_place_of_one_is_in_a_document() -> None:
    contents = Made(providers=(replace(Made().providers[0], api_key_ref="env:SECRET_PLACE"),))
    assert "SECRET_PLACE" not in "".join(json_pieces(ALL, contents, now=NOW))


def test_the_time_of_export_is_utc() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=9)))
    assert json.loads("".join(json_pieces(ALL, Made(), now=there)))["exported_at"] == "2026-11-15T14:30:00Z"


def test_nothing_is_a_header_and_an_empty_document() -> None:
    nothing = Made(providers=())
    for kind in ArchiveKind:
        assert "".join(csv_pieces(kind, nothing)) == ",".join(COLUMNS[kind]) + "\r\n"
    assert document(nothing) == {
        "schema": 1,
        "exported_at": "2026-11-15T14:30:00Z",
        "period": {"first": None, "last": None},
        "totals": {},
        "providers": [],
        **{kind.value: [] for kind in ArchiveKind},
    }


def test_each_record_is_a_piece_and_is_counted() -> None:
    contents = Made((cost("1"), cost("2"), tokens(requests=1)))
    counted: list[int] = []
    pieces = csv_pieces(DAYS, contents, lambda: counted.append(len(counted)))
    assert next(pieces).startswith("day,")
    assert counted == []
    assert len(list(pieces)) == len(counted) == 3
    counted.clear()
    list(json_pieces(ALL, contents, now=NOW, on_record=lambda: counted.append(0)))
    assert len(counted) == 3
