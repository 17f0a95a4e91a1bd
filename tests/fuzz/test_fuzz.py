"""A short fuzz of each type's client, always the same; the long one is `python -m tests.fuzz`."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from aimonitor.domain.money import Money
from aimonitor.domain.usage import Balance, BalanceRole, DayTokens, UsageSnapshot
from aimonitor.providers.registry import Registry
from tests.fuzz.damage import damaged, destroyed
from tests.fuzz.judge import WrongError, check, check_lost, figures
from tests.fuzz.run import Fuzz
from tests.fuzz.sources import SOURCES, Source
from tests.providers.calling import NOW, TODAY

RUNS = 600


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_damaged_answers_end_in_true_figures_or_in_words(source: Source) -> None:
    tally = Fuzz(source).run(iter(range(RUNS)))
    assert tally.wrong == []
    assert tally.runs == RUNS
    assert tally.read


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_the_good_answers_tell_figures(source: Source) -> None:
    """Else nothing could be lost."""
    assert any(value is not None for value in figures(source.read(dict(source.answers))).values())


def test_every_built_in_type_is_fuzzed() -> None:
    assert {source.name for source in SOURCES} == {manifest.type for manifest in Registry().manifests()}


def test_the_same_number_damages_the_same_way() -> None:
    body = b'{"data": [{"amount": 1.5, "tokens": 7}]}'
    hands = [(damaged(random.Random(n), body), destroyed(random.Random(n), body)) for n in range(40)]
    assert hands == [(damaged(random.Random(n), body), destroyed(random.Random(n), body)) for n in range(40)]
    assert len(set(hands)) > 20
    assert destroyed(random.Random(1), b'{"data": ["none"]}') is None


def test_what_must_not_be_is_noticed() -> None:
    few = DayTokens(day=TODAY, model=None, input_tokens=-1)
    with pytest.raises(WrongError, match="not a count"):
        check(UsageSnapshot(taken_at=NOW, day_tokens=(few,)))
    with pytest.raises(WrongError, match="a float"):
        check(UsageSnapshot(taken_at=NOW, day_tokens=(DayTokens(day=TODAY, model=None, requests=1.5),)))  # type: ignore[arg-type]
    vast = Balance(role=BalanceRole.TOTAL, money=Money(amount=Decimal(10) ** 12, currency="USD"))
    with pytest.raises(WrongError, match="more than"):
        check(UsageSnapshot(taken_at=NOW, balances=(vast,)))
    with pytest.raises(WrongError, match="a naive time"):
        check(UsageSnapshot(taken_at=NOW.replace(tzinfo=None)))
    with pytest.raises(WrongError, match="became 3"):
        check_lost({("a",): 2}, {}, {("a",): 3})
