"""Answers that an author writes down, in Python or in files."""

from __future__ import annotations

import json
from pathlib import Path

from aimonitor.testing import Case, LoopbackServer, Reply, cases_in
from aimonitor.testing.outcome import serve


def test_a_case_is_chosen_by_its_query() -> None:
    case = Case.of("/costs", {}, query={"page": 2, "group": ["a", "b"], "cursor": None})
    assert case.fits({"page": ["2"], "group": ["a", "b"], "more": ["1"]})
    assert not case.fits({"page": ["2"], "group": ["a"]})
    assert not case.fits({"page": ["2"], "group": ["a", "b"], "cursor": ["x"]})
    assert not case.fits({})


def test_an_error_is_no_good_answer_whatever_its_status() -> None:
    assert Case.of("/costs", {}).is_good
    assert not Case.of("/costs", {}, 500).is_good
    assert not Case.of("/costs", {}, expect={"error": "auth"}).is_good


def test_files_become_cases(tmp_path: Path) -> None:
    (tmp_path / "costs.json").write_text('{"usd": 1}', "utf-8")
    (tmp_path / "no.html").write_text("<html>", "utf-8")
    entries = [
        {"file": "costs.json", "path": "/costs", "expect": {"plan": "pro"}, "options": {"region": "EU"}},
        {
            "file": "no.html",
            "path": "/costs",
            "method": "POST",
            "status": 502,
            "query": {"page": 1},
            "response_headers": {"Content-Type": "text/html"},
        },
    ]
    (tmp_path / "index.json").write_text(json.dumps({"cases": entries}), "utf-8")
    costs, page = cases_in(tmp_path)
    assert (costs.name, costs.path, costs.method, costs.json) == ("costs", "/costs", "GET", {"usd": 1})
    assert (costs.expect, costs.options, costs.is_good) == ({"plan": "pro"}, {"region": "EU"}, True)
    assert page.reply == Reply(502, b"<html>", {"content-type": "text/html"})
    assert (page.method, page.query, page.is_good) == ("POST", {"page": 1}, False)


async def test_of_two_cases_that_fit_the_first_is_served() -> None:
    async with LoopbackServer() as server:
        serve(server, [Case.of("/a", 1), Case.of("/a", 2)])
        assert [rule.replies[0].body for rule in server._rules] == [b"1", b"2"]
