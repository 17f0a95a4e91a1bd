"""Every client that comes with the app keeps the contract that plugins are held to, on all its fixtures."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aimonitor.errors import ServiceError
from aimonitor.testing import ManifestContract, ProviderContract
from aimonitor.testing.broken import CannedApi, as_bytes, fits_the_database, places, replaced, tells_nothing
from aimonitor.testing.calling import asked
from aimonitor.testing.contract import poll_canned
from tests.providers.canned import KEYS, REGISTRY
from tests.providers.contract_cases import INDEXES, cases_of
from tests.providers.expectations import CHECKS


class BuiltIn(ProviderContract):
    """The contract in the words of our fixtures."""

    checks = CHECKS

    @pytest.fixture(autouse=True)
    def utc(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """Fixtures are written for a computer whose local time is UTC."""
        with monkeypatch.context() as patch:
            patch.setenv("TZ", "UTC")
            _set_zone()
            yield
        _set_zone()


def _set_zone() -> None:
    if hasattr(time, "tzset"):
        time.tzset()


def contract_of(name: str) -> type[ManifestContract]:
    """The class of tests of one service."""
    title = f"Test{name.title()}"
    if name not in KEYS:
        return type(title, (ManifestContract,), {"provider_type": name})
    cases = cases_of(name)
    now = {"now": cases[0].now} if name in INDEXES else {}
    return type(title, (BuiltIn,), {"provider_type": name, "key": KEYS[name], "cases": cases, **now})


CONTRACTS = {name: contract_of(name) for name in (one.type for one in REGISTRY.manifests())}
globals().update({contract.__name__: contract for contract in CONTRACTS.values()})
"""pytest finds them by name."""


def test_every_service_with_a_key_keeps_the_contract() -> None:
    assert set(KEYS) == {manifest.type for manifest in REGISTRY.manifests() if manifest.needs_key}
    assert set(INDEXES) <= set(KEYS)
    assert sum(len([case for case in cases_of(name) if case.expect]) for name in KEYS) > len(INDEXES)


# --- fixtures with a piece of them replaced ------------------------------------------------------

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(["NaN", "1e999", "-0", "\ud800", "9" * 40, "2026-11-31T00:00:00Z", "null"]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


GOOD = {name: [case for case in cases_of(name) if case.is_good] for name in KEYS}


@pytest.mark.parametrize("name", list(KEYS))
@given(data=st.data())
@settings(
    max_examples=120,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_fixture_with_junk_in_it_never_crashes_a_client(name: str, data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(GOOD[name]), label="fixture")
    body = case.json
    where = data.draw(st.sampled_from(list(places(body))), label="where")
    body = replaced(body, where, data.draw(JUNK, label="junk"))
    bodies = {found.path: found.reply.body for found in GOOD[name]} | {case.path: as_bytes(body)}
    client = REGISTRY.client(name)
    snapshot = poll_canned(client, bodies, options=asked(client.manifest))
    assert snapshot is None or fits_the_database(snapshot)


def test_the_canned_service_is_read_when_nothing_is_broken() -> None:
    """Else the test above would pass on errors alone."""
    for name in KEYS:
        client = REGISTRY.client(name)
        told = [
            poll_canned(
                client, {case.path: case.reply.body for case in order}, options=asked(client.manifest)
            )
            for order in (GOOD[name], GOOD[name][::-1])
        ]
        assert any(snapshot is not None and not tells_nothing(snapshot) for snapshot in told)


def test_a_canned_404_is_an_error() -> None:
    with pytest.raises(ServiceError):
        asyncio.run(CannedApi({}).get("/nowhere"))
