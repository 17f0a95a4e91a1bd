"""Every place that shows a figure, held against the sums of the servers' own books."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt

from aimonitor.app.desktop import Desktop
from aimonitor.demo import cast
from aimonitor.demo.expected import Expected
from aimonitor.demo.servers import DemoServers
from aimonitor.qtmodels.records import Role
from tests.e2e.running import cents

NOTHING = {"—", "unknown"}
_MARKS = "≈*"
NO_MARK_UP = "\u2039"


@dataclass(frozen=True, slots=True)
class Books:
    """What each provider must show, and the sums of it."""

    of: Mapping[str, Expected]

    def total(self, figure: Callable[[Expected], Decimal | None]) -> Decimal:
        """The sum of what is known."""
        return sum((amount for one in self.of.values() if (amount := figure(one)) is not None), Decimal(0))


def books(servers: DemoServers, members: Iterable[cast.DemoProvider]) -> Books:
    """What the servers say at this moment."""
    return Books({member.name: servers.expected(member.name) for member in members})


def written(amount: Decimal | None) -> str | None:
    """An amount as JSON and CSV hold it: every digit, no zeros behind."""
    if amount is None:
        return None
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


# --- the window ---------------------------------------------------------------------------------


def check_table(desktop: Desktop, books: Books) -> None:
    """Native values, shown texts and tooltips of the provider table."""
    assert desktop.window.model.rowCount() == len(books.of)
    for name, expected in books.of.items():
        for column, amount in (
            ("today", expected.today),
            ("month", expected.month),
            ("balance", expected.balance),
        ):
            _check_money(desktop, name, column, amount)
        _check_tokens(desktop, name, expected.tokens_month)


def cell(desktop: Desktop, name: str, column: str, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
    """What a cell of the table as it is sorted and shown answers."""
    proxy, place = desktop.window.view.proxy, desktop.window.model.column_of(column)
    rows = [row for row in range(proxy.rowCount()) if proxy.index(row, 0).data() == name]
    assert len(rows) == 1, f"{name}: {len(rows)} rows"
    return proxy.index(rows[0], place).data(role)


def _check_money(desktop: Desktop, name: str, column: str, amount: Decimal | None) -> None:
    text, native = cell(desktop, name, column), cell(desktop, name, column, Role.SORT)
    if amount is None:
        assert text in NOTHING, (name, column, text)
        assert native is None
        return
    assert native == (False, "USD", amount), (name, column)
    assert text.strip(_MARKS) == cents(amount), (name, column)
    exact = written(amount)
    assert exact is not None
    assert exact in cell(desktop, name, column, Qt.ItemDataRole.ToolTipRole).replace(",", "")


def _check_tokens(desktop: Desktop, name: str, tokens: int | None) -> None:
    assert cell(desktop, name, "tokens", Role.SORT) == tokens, name
    if tokens is None:
        assert cell(desktop, name, "tokens") in NOTHING
    else:
        assert f"{tokens:,} tokens" in cell(desktop, name, "tokens", Qt.ItemDataRole.ToolTipRole)


def check_cards(desktop: Desktop, books: Books) -> None:
    """The sums over all."""
    cards = desktop.window.cards
    for card, total in (
        (cards.spent, books.total(lambda one: one.month)),
        (cards.today, books.total(lambda one: one.today)),
        (cards.balance, books.total(lambda one: one.balance)),
    ):
        assert card.face.value.text().strip(_MARKS) == cents(total), card.accessibleName()
        assert f"${written(total)}" in card.toolTip().replace(",", "")


def check_tray(desktop: Desktop, books: Books) -> None:
    """The sums again, at the icon."""
    icon = desktop.tray._icon
    assert icon is not None
    lines = [line.rstrip(_MARKS).replace("≈", "") for line in icon.toolTip().split("\n")]
    assert lines[:4] == [
        "AIMonitor",
        f"Today {cents(books.total(lambda one: one.today)).replace('<', NO_MARK_UP)}",
        f"Month {cents(books.total(lambda one: one.month))}",
        f"Balance {cents(books.total(lambda one: one.balance))}",
    ]


# --- the command line ---------------------------------------------------------------------------


def check_status(document: dict[str, Any], books: Books) -> None:
    """`status --json`."""
    told = {one["name"]: one for one in document["providers"]}
    assert set(told) == set(books.of)
    for name, expected in books.of.items():
        one = told[name]
        assert _usd(one["today"]["cost"]) == written(expected.today), name
        assert _usd(one["month"]["cost"]) == written(expected.month), name
        assert (one["cost_usd"], one["balance_usd"]) == (written(expected.month), written(expected.balance))
        assert one["today"]["tokens"] == expected.tokens_today, name
        assert one["month"]["tokens"] == one["tokens_used"] == expected.tokens_month, name
        _check_limit(one["windows"], expected.cap)
    for period, total in (
        ("today", books.total(lambda one: one.today)),
        ("month", books.total(lambda one: one.month)),
        ("balance", books.total(lambda one: one.balance)),
    ):
        assert document["totals"][period] == {"USD": written(total)}, period


def check_text(text: str, books: Books) -> None:
    """`status`: the totals, and the row of each provider."""
    lines = [re.split(" {2,}", line) for line in text.splitlines()]
    told = {words[0]: words[1].strip(_MARKS) for words in lines if len(words) > 1}
    assert told["Spent this month"] == cents(books.total(lambda one: one.month))
    assert told["Today (UTC)"] == cents(books.total(lambda one: one.today))
    assert told["Prepaid balance"] == cents(books.total(lambda one: one.balance))
    head = next(words for words in lines if words[0] == "State")
    rows = {words[1]: dict(zip(head, words, strict=True)) for words in lines if len(words) == len(head)}
    assert set(rows) == {"Name", *books.of}
    for name, expected in books.of.items():
        row = rows[name]
        for title, amount in (
            ("Today", expected.today),
            ("This month", expected.month),
            ("Balance", expected.balance),
        ):
            shown = row[title].strip(_MARKS)
            assert shown in NOTHING if amount is None else shown == cents(amount), (name, title)
        tokens = row["Tokens"]
        assert tokens in NOTHING if expected.tokens_month is None else tokens == f"{expected.tokens_month:,}"


def _usd(cost: dict[str, str] | None) -> str | None:
    return None if cost is None else cost.get("USD", "0")


def _check_limit(windows: list[dict[str, Any]], cap: Decimal | None) -> None:
    if cap is not None:
        assert written(cap) in [window["limit"] for window in windows if window["unit"] == "usd"]


# --- exports ------------------------------------------------------------------------------------


def csv_records(text: str) -> list[dict[str, str]]:
    """The records of an export as CSV."""
    return list(csv.DictReader(io.StringIO(text)))


def days_told(name: str, expected: Expected) -> Decimal | None:
    """USD of this month by days. The side project's service tells the month, but of its days only today."""
    return expected.today if name == cast.SIDE_PROJECT.name else expected.month


def sum_of_days(books: Books) -> Decimal:
    """USD of this month over all providers, as far as it is told by days."""
    told = (days_told(name, expected) for name, expected in books.of.items())
    return sum((amount for amount in told if amount is not None), Decimal(0))


def check_export(records: Iterable[Mapping[str, Any]], books: Books, month: str) -> None:
    """The days of this month in an export, summed up by a road of our own."""
    costs, tokens = _sums(records, month)
    for name, expected in books.of.items():
        assert costs.get(name) == days_told(name, expected), name
        assert tokens.get(name) == expected.tokens_month, name


def _sums(records: Iterable[Mapping[str, Any]], month: str) -> tuple[dict[str, Decimal], dict[str, int]]:
    costs: dict[str, Decimal] = {}
    tokens: dict[str, int] = {}
    for record in records:
        if not record["day"].startswith(month):
            continue
        name = record["provider"]
        if record["cost"] not in (None, ""):
            costs[name] = costs.get(name, Decimal(0)) + Decimal(record["cost"])
        if record["input_tokens"] not in (None, ""):
            read = int(record["input_tokens"]) + int(record["output_tokens"])
            tokens[name] = tokens.get(name, 0) + read
    return costs, tokens
