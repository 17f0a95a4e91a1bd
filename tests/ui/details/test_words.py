from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale

from aimonitor.domain.history import DayStatus, History, Series, SeriesDay
from aimonitor.domain.key_life import KeyLife
from aimonitor.domain.money import Money
from aimonitor.domain.periods import ONE_DAY
from aimonitor.domain.provider import Capability
from aimonitor.domain.state import Health, ProviderState
from aimonitor.domain.usage import Balance, BalanceRole, Problem
from aimonitor.errors import ProblemKind, Repair
from aimonitor.providers.builtin.codex.manifest import MANIFEST as CODEX
from aimonitor.providers.builtin.openai.manifest import MANIFEST
from aimonitor.qtmodels.records import Wording
from aimonitor.ui.details import words
from tests.ui.factories import refused, state
from tests.ui.histories import poll
from tests.ui.moments import NOW, TODAY

LOCALE = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
WORDING = Wording(locale=LOCALE, now=NOW)


def _failing(kind: ProblemKind = ProblemKind.SERVICE) -> ProviderState:
    problem = Problem(kind=kind, message="The service answered 503", retry_at=NOW + timedelta(minutes=3))
    return replace(state(), health=Health.STALE, problem=problem)


def _series(*notes: str | None) -> Series:
    """Days to today: None is known, "" a gap without a reason, else a gap with that reason."""
    days = tuple(
        SeriesDay(
            day=TODAY - (len(notes) - 1 - place) * ONE_DAY,
            status=DayStatus.KNOWN if note is None else DayStatus.MISSING,
            values=(Decimal(1),) if note is None else (),
            note=note or "",
        )
        for place, note in enumerate(notes)
    )
    return Series(unit="USD", labels=("a",), totals=(Decimal(1),), days=days)


@pytest.mark.parametrize("repair", list(Repair))
def test_every_repair_has_a_button(repair: Repair) -> None:
    assert words.REPAIRS[repair]


def test_a_problem_is_a_sentence_with_the_next_try() -> None:
    assert words.problem_words(_failing(), WORDING).startswith("The service answered 503. Next try at ")
    assert words.problem_words(state(), WORDING) == ""
    past = replace(WORDING, now=NOW + timedelta(hours=1))
    assert words.problem_words(_failing(), past) == "The service answered 503."


def test_a_key_that_cannot_read_cost_names_the_key_that_can() -> None:
    one = replace(state(), capabilities=frozenset({Capability.TOKENS}))
    said = words.no_spend_words(one, MANIFEST)
    able = [kind.name for kind in MANIFEST.key_kinds if Capability.COST in kind.can]
    assert all(name in said for name in able)
    assert "replace the key" in said


def test_what_is_read_without_a_key_speaks_of_none() -> None:
    one = replace(state(), capabilities=frozenset({Capability.LIMITS}), type_name="Codex")
    assert words.no_spend_words(one, CODEX) == "Codex does not tell cost."


def test_the_own_kind_of_key_is_named_where_it_is_known() -> None:
    unable = next(kind for kind in MANIFEST.key_kinds if Capability.COST not in kind.can)
    one = replace(state(), capabilities=frozenset())
    one = replace(one, provider=replace(one.provider, key_kind=unable.id))
    assert f"shows no cost to this key ({unable.name})." in words.no_spend_words(one, MANIFEST)


def test_a_service_that_tells_no_tokens_says_so() -> None:
    one = replace(state(), capabilities=frozenset({Capability.COST}))
    assert words.no_tokens_words(one, None) == "OpenAI does not tell tokens for this key."


def test_an_empty_tab_tells_the_problem_else_that_nothing_was_reported() -> None:
    assert words.no_spend_words(_failing(), None).endswith("; the reason stands above.")
    assert words.no_spend_words(state(), None) == "No cost was reported for these days."
    assert "has not been polled" in words.no_spend_words(replace(state(), last_poll=None), None)


def test_runs_of_gaps_are_told_as_spans_with_their_reasons() -> None:
    series = _series("503", None, "503", "503", "slow", None)
    assert words.gap_words(series, LOCALE) == (
        "no data on 17 Nov: 503",
        "no data on 19\u201320 Nov: 503",
        "no data on 21 Nov: slow",
    )


def test_many_gaps_are_counted_by_reason() -> None:
    series = _series("a", None, "b", None, "a", None, "a", None)
    assert words.gap_words(series, LOCALE) == (
        "no data on 3 of 8 days: a",
        "no data on 1 of 8 days: b",
    )


def test_a_gap_without_a_reason_and_no_gap() -> None:
    assert words.gap_words(_series("", None), LOCALE) == ("no data on 21 Nov",)
    assert words.gap_words(_series(None), LOCALE) == ()


def test_lighter_days_are_explained() -> None:
    series = _series(None)
    partial = replace(series.days[0], status=DayStatus.PARTIAL, note="today is still growing")
    assert words.partial_words(replace(series, days=(partial,)), LOCALE) == (
        "22 Nov: today is still growing",
    )
    spread = [replace(partial, day=TODAY - 2 * place * ONE_DAY) for place in range(5)]
    assert words.partial_words(replace(series, days=tuple(spread)), LOCALE) == (
        "5 of 5 days are not complete",
    )


@pytest.mark.parametrize(
    ("one", "part"),
    [
        (replace(state(), polling=True), "being read just now"),
        (replace(state(), health=Health.PAUSED), "paused until you resume it"),
        (refused(0), "waits until you have mended"),
        (replace(state(), next_poll_at=None), "No next poll is planned."),
        (replace(state(), last_poll=None), "because it has not been polled yet."),
        (state(), "because the last poll was good and it is read about every 6 min."),
        (_failing(ProblemKind.RATE_LIMIT), "because the service asked for a pause."),
        (_failing(ProblemKind.NETWORK), "because the last poll got no answer."),
        (_failing(ProblemKind.DATABASE), "because the last poll failed."),
    ],
)
def test_the_next_poll_is_explained(one: ProviderState, part: str) -> None:
    assert part in words.next_poll_words(one, WORDING)


def test_an_interval_of_ones_own_is_told() -> None:
    one = state()
    one = replace(one, provider=replace(one.provider, interval=timedelta(hours=2)))
    assert words.next_poll_words(one, WORDING).endswith("because you want it read every 2 h.")


def test_warnings_stand_beside_the_next_poll() -> None:
    assert words.polls_note(replace(state(), warnings=("One page\nwas empty",)), WORDING).endswith(
        " One page was empty."
    )


def test_balances_are_told_with_their_provenance() -> None:
    balances = tuple(
        Balance(role=role, money=Money(amount=Decimal(amount), currency="USD"))
        for role, amount in ((BalanceRole.TOTAL, "7.5"), (BalanceRole.GRANTED, "2.5"))
    )
    assert words.balance_words(balances, WORDING) == (
        "Prepaid balance: $7.50 in all (reported), $2.50 granted (reported)."
    )
    assert words.balance_words((), WORDING) == ""


def test_when_the_key_ends_is_told_where_its_service_tells_it() -> None:
    assert words.key_words(None, WORDING) == ""
    assert words.key_words(KeyLife(), WORDING) == "The key does not expire."
    ends = KeyLife(expires_at=NOW + timedelta(days=2))
    assert words.key_words(ends, WORDING) == "The key expires on 24 Nov 2026 (UTC)."
    ended = KeyLife(expires_at=NOW - timedelta(days=2))
    assert words.key_words(ended, WORDING) == "The key expired on 20 Nov 2026 (UTC)."


def test_other_quantities_are_told_with_the_models() -> None:
    found = History(
        provider_id="p0",
        first=TODAY,
        last=TODAY,
        spend=(),
        tokens=None,
        models=(),
        quantities=(
            ("web search", "searches", Decimal(1204)),
            ("images", "images", Decimal(3)),
            ("speech", "characters", Decimal(0)),
        ),
    )
    assert words.models_note(found, LOCALE) == (
        "22 Nov, UTC days. Also counted: web search 1,204 searches, images 3."
    )


def test_limits_that_were_not_read_differ_from_none() -> None:
    able = replace(state(), capabilities=frozenset({Capability.LIMITS}))
    assert words.no_limits_words(replace(able, last_poll=None)) == words.LIMITS_UNREAD
    assert words.no_limits_words(replace(able, last_poll=poll())) == words.NO_LIMITS
