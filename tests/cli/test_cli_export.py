from __future__ import annotations

import csv
import io
import stat
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from aimonitor.demo import cast
from aimonitor.demo.servers import DemoServers
from tests.cli.running import Commands, Done

CAST = (cast.PRODUCTION, cast.RESEARCH, cast.ROUTER)


@pytest.fixture
def polled(cli: Commands, servers: DemoServers) -> DemoServers:
    for member in CAST:
        cli.add(member, "--no-test")
    assert cli("poll").code == 0
    return servers


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def sums(rows: list[dict[str, Any]]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for row in rows:
        if row["cost"]:
            assert row["currency"] == "USD"
            found[row["provider"]] = found.get(row["provider"], Decimal(0)) + Decimal(row["cost"])
    return found


@pytest.mark.usefixtures("polled")
def test_a_month_sums_up_to_the_servers_own_figure(cli: Commands, polled: DemoServers) -> None:
    month = {member.name: polled.expected(member.name).month for member in CAST}
    for file_format in ("csv", "json"):
        done = cli("export", "--format", file_format, "--from", "2026-11-01", "--to", "2026-11-15")
        rows = rows_of(done.out) if file_format == "csv" else done.document["days"]
        assert (done.code, done.err) == (0, "")
        assert sums(rows) == month
        assert {row["day"] for row in rows} <= {f"2026-11-{day:02}" for day in range(1, 16)}


@pytest.mark.usefixtures("polled")
def test_csv_and_json_hold_the_same_rows(cli: Commands) -> None:
    table = rows_of(cli("export", "--format", "csv").out)
    document = cli("export", "--format", "json").document
    told = [
        {
            name: "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
            for name, value in row.items()
        }
        for row in document["days"]
    ]
    assert table == told
    assert document["schema"] == 1
    assert document["exported_at"] == "2026-11-15T14:30:00Z"
    total = sum(sums(table).values(), Decimal(0))
    assert Decimal(document["totals"]["USD"]) == total


@pytest.mark.usefixtures("polled")
def test_one_end_may_stay_open(cli: Commands) -> None:
    def days(done: Done) -> list[str]:
        return sorted({row["day"] for row in rows_of(done.out)})

    every = days(cli("export", "--format", "csv"))
    since = days(cli("export", "--format", "csv", "--from", "2026-11-10"))
    until = days(cli("export", "--format", "csv", "--to", "2026-11-09"))
    assert until + since == every
    assert since[0] == "2026-11-10"
    assert days(cli("export", "--format", "csv", "--from", "2031-01-01")) == []
    one = days(cli("export", "--format", "csv", "--from", "2026-11-10", "--to", "2026-11-10"))
    assert one == ["2026-11-10"]


@pytest.mark.usefixtures("polled")
def test_a_file_is_the_same_bytes_and_private(cli: Commands, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    printed = cli("export", "--format", "csv").out
    done = cli("export", "--format", "csv", "--output", str(target))
    assert (done.code, done.out) == (0, "")
    assert done.err == f"Wrote {target}.\n"
    assert target.read_bytes().decode() == printed
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert printed.count("\r\n") == printed.count("\n") > 100
    assert cast.PRODUCTION.name in printed


@pytest.mark.usefixtures("polled")
def test_a_name_that_is_a_formula_is_defused(cli: Commands) -> None:
    name = '=HYPERLINK("http://127.0.0.1","x")'
    cli("providers", "rename", cast.PRODUCTION.name, name)
    names = {row["provider"] for row in rows_of(cli("export", "--format", "csv").out)}
    assert f"'{name}" in names
    assert name not in names
    assert name in {row["provider"] for row in cli("export", "--format", "json").document["days"]}


def test_nothing_stored_is_a_header_alone(cli: Commands) -> None:
    assert cli("export", "--format", "csv").out.count("\r\n") == 1
    assert cli("export", "--format", "json").document["days"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--format", "csv", "--from", "2026-11-05", "--to", "2026-11-04"], "ends before it starts"),
        (["--format", "csv", "--from", "2026-02-30"], "a date looks like 2026-11-01"),
        (["--format", "csv", "--from", "20261101"], "a date looks like 2026-11-01"),
        (["--format", "csv", "--to", "2026-W01-1"], "a date looks like 2026-11-01"),
        (["--format", "csv", "--to", "yesterday"], "a date looks like 2026-11-01"),
        (["--format", "xlsx"], "invalid choice"),
        ([], "--format"),
    ],
)
def test_what_makes_no_sense_is_2(cli: Commands, arguments: list[str], words: str) -> None:
    done = cli("export", *arguments)
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert done.err.startswith("usage: aimonitor export ")


def test_a_place_that_cannot_be_written_is_3(cli: Commands, tmp_path: Path) -> None:
    for target in (tmp_path, tmp_path / "no" / "folder.csv", Path()):
        done = cli("export", "--format", "csv", "--output", str(target))
        assert (done.code, done.out) == (3, ""), target
        assert "Choose another place." in done.err
