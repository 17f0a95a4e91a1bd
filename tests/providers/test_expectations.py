"""Services that repeat pieces of a key in what they say: no sentence of ours has them."""

from __future__ import annotations

import pytest

from aimonitor.providers.registry import Registry
from aimonitor.testing import Case, poll_case
from tests.providers.contract_cases import INDEXES, cases_of

KEY = "sk-TEST0000-abcd"
REFUSALS = [(name, case) for name in sorted(INDEXES) for case in cases_of(name) if case.reply.status >= 400]


@pytest.mark.parametrize(("name", "case"), REFUSALS, ids=[case.name for _, case in REFUSALS])
async def test_no_sentence_repeats_a_piece_of_a_key(name: str, case: Case) -> None:
    outcome = await poll_case(Registry().client(name), case, cases_of(name), KEY)
    for piece in ("abcd", "sk-T", "0000", KEY):
        assert piece not in outcome.words
