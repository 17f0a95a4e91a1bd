"""What holds for every client, whatever its service sends: tests that an author's class inherits."""

from __future__ import annotations

import asyncio
import json
import random
import traceback
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

import pytest

from aimonitor.domain.usage import UsageSnapshot
from aimonitor.errors import AppError, AuthError, NetworkError
from aimonitor.providers.base import Call, KeyReport, ProviderClient
from aimonitor.providers.manifest import BASE_URL
from aimonitor.testing.broken import (
    JUNK,
    ODD,
    CannedApi,
    as_bytes,
    fits_the_database,
    places,
    replaced,
    tells_nothing,
    zeros,
)
from aimonitor.testing.calling import NOW, asked, calling, read
from aimonitor.testing.case import Case
from aimonitor.testing.expectations import CHECKS, Check
from aimonitor.testing.manifests import ManifestContract, installed
from aimonitor.testing.outcome import Outcome, outcome_of, poll_case, serve
from aimonitor.testing.server import LoopbackServer, Reply

_TOO_BIG = "a figure that cannot be stored; read them with Amount and Count of aimonitor.providers.wire"
_TRIES = 150
_TELLING = (200, 400, 401, 402, 403, 404, 429, 500)


class ProviderContract(ManifestContract):
    """Tests of a manifest and its client, on a service that is played on this machine.

    A class `Test...` inherits them and names `provider_type`, a made-up `key`, and `cases`: answers of the
    service, with the figures in them. `options` as a user would set them, `now` the moment the cases are of,
    `checks` what words in their `expect` mean.
    """

    key: ClassVar[str]
    cases: ClassVar[Sequence[Case]]
    options: ClassVar[Mapping[str, str]] = {}
    now: ClassVar[datetime] = NOW
    checks: ClassVar[Mapping[str, Check]] = CHECKS

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """One test a case that says what it expects."""
        if "case" in metafunc.fixturenames:
            cases = [case for case in self.cases if case.expect]
            metafunc.parametrize("case", cases, ids=[case.name for case in cases])

    @property
    def client(self) -> ProviderClient:
        """The client as the app gets it."""
        return installed().client(self.manifest.type)

    @property
    def good(self) -> list[Case]:
        """The answers with figures in them."""
        return [case for case in self.cases if case.is_good]

    @property
    def asked(self) -> dict[str, str]:
        """All options that a user has to set."""
        return {
            name: text for name, text in {**asked(self.manifest), **self.options}.items() if name != BASE_URL
        }

    # --- figures -------------------------------------------------------------------------------------

    def test_a_good_service_is_read(self) -> None:
        """Else the tests of broken ones would pass on errors alone."""
        orders = (
            self.good,
            self.good[::-1],
        )  # of two answers for one path the last is given, and may be empty
        assert not all(tells_nothing(self._poll(order).told) for order in orders)

    def test_its_cases_say_what_they_expect(self) -> None:
        """Answers alone show that nothing crashes, and not that a figure is right."""
        assert [case.name for case in self.good if case.expect]

    def test_what_a_case_expects_is_told(self, case: Case) -> None:
        outcome = asyncio.run(
            poll_case(self.client, case, self.cases, self.key, now=self.now, options=self.asked)
        )
        assert case.path in {seen.path for seen in outcome.seen}, "The client did not ask for this path."
        for word, value in case.expect.items():
            self.checks[word](outcome, value)

    def test_figures_are_exact_and_can_be_stored(self) -> None:
        snapshot = self._poll(self.good).told
        counts = [window.used for window in snapshot.windows or ()]
        counts += [window.limit for window in snapshot.windows or ()]
        counts += [window.used_fraction for window in snapshot.windows or ()]
        counts += [window.left for window in snapshot.windows or ()]
        counts += [row.quantity for row in snapshot.day_quantities]
        assert {type(count) for count in counts} <= {Decimal, type(None)}
        assert all(type(row.input_tokens) in {int, type(None)} for row in snapshot.day_tokens)
        assert fits_the_database(snapshot), _TOO_BIG

    def test_what_is_left_is_told_where_the_whole_is_not_known(self) -> None:
        """Else it follows from limit and use, and is kept with them."""
        for window in self._poll(self.good).told.windows or ():
            assert window.left is None or window.limit is None, f"{window.id} has a limit, and what is left."

    def test_the_same_answers_are_the_same_figures(self) -> None:
        """A client keeps nothing between calls."""
        assert self._poll(self.good).told == self._poll(self.good).told

    def test_what_could_not_be_read_is_not_zero(self) -> None:
        known = zeros(self._poll(self.good).told)
        for path in {case.path for case in self.good}:
            rest = [case for case in self.good if case.path != path]
            for odd in (Reply.of({}, 500), Reply.of({})):
                outcome = self._poll([Case(name="broken", path=path, reply=odd), *rest])
                if outcome.snapshot is not None:
                    assert zeros(outcome.snapshot) <= known, f"{path} answered nothing of use"

    # --- broken services -----------------------------------------------------------------------------

    @pytest.mark.parametrize("world", ODD)
    def test_no_answer_however_odd_becomes_a_figure_or_a_crash(self, world: str) -> None:
        async def ask() -> None:
            async with LoopbackServer() as server:
                server.anything(ODD[world])
                outcome = await outcome_of(self.client, server, self.key, now=self.now, options=self.asked)
                assert outcome.error is not None or tells_nothing(outcome.told)
                assert outcome.error is None or _is_a_sentence(outcome.error)
                async with calling(self.client, server, self.key, now=self.now, options=self.asked) as call:
                    await report_or_error(self.client, call)

        asyncio.run(ask())

    def test_a_dead_server_is_a_network_error(self) -> None:
        async def ask() -> None:
            async with LoopbackServer() as server:
                pass
            async with calling(self.client, server, self.key, now=self.now, options=self.asked) as call:
                with pytest.raises(NetworkError):
                    await self.client.check_key(call)
                with pytest.raises(NetworkError):
                    await read(self.client, call)

        asyncio.run(ask())

    def test_an_answer_with_a_piece_replaced_never_crashes_it(self) -> None:
        rng = random.Random(self.provider_type)
        bodies = {case.path: case.reply.body for case in self.good}
        for _ in range(_TRIES):
            case = rng.choice(self.good)
            body = case.json
            where, junk = rng.choice(list(places(body))), rng.choice(JUNK)
            broken = {**bodies, case.path: as_bytes(replaced(body, where, junk))}
            where_it_is = f"{junk!r} in place of {list(where)} of the case {case.name}"
            try:
                snapshot = poll_canned(
                    self.client, broken, now=self.now, options={**self.asked, **case.options}
                )
            except Exception as error:
                raise AssertionError(where_it_is) from error
            assert snapshot is None or fits_the_database(snapshot), f"{where_it_is}: {_TOO_BIG}"

    # --- the key -------------------------------------------------------------------------------------

    def test_a_good_key_is_of_a_kind_that_the_manifest_names(self) -> None:
        async def ask() -> None:
            async with LoopbackServer() as server:
                serve(server, self.good)
                async with calling(self.client, server, self.key, now=self.now, options=self.asked) as call:
                    await report_or_error(self.client, call)

        asyncio.run(ask())

    def test_a_refused_key_is_said_to_be_refused(self) -> None:
        async def ask() -> None:
            async with LoopbackServer() as server:
                server.anything(Reply.of({"error": {"message": "no such key"}}, 401))
                async with calling(self.client, server, self.key, now=self.now, options=self.asked) as call:
                    with pytest.raises(AuthError):
                        await self.client.check_key(call)
                    with pytest.raises(AuthError):
                        await read(self.client, call)

        asyncio.run(ask())

    def test_the_key_travels_in_a_header_only(self) -> None:
        outcome = self._poll([], otherwise=Reply.of({}))
        assert outcome.seen
        for seen in outcome.seen:
            assert self.key not in seen.path
            assert self.key not in str(seen.query)
            assert self.key not in json.dumps(seen.body)
            assert sum(self.key in value for value in seen.headers.values()) == 1

    def test_the_key_follows_nobody_to_another_host(self) -> None:
        async def ask() -> None:
            async with LoopbackServer() as stranger, LoopbackServer() as server:
                server.anything(Reply(302, b"", {"location": f"{stranger.base_url}/costs"}))
                outcome = await outcome_of(self.client, server, self.key, now=self.now, options=self.asked)
                assert outcome.error is not None or tells_nothing(outcome.told)
                assert stranger.seen == []

        asyncio.run(ask())

    @pytest.mark.parametrize("status", _TELLING)
    def test_no_error_repeats_the_key(self, status: int) -> None:
        """Services like to say which key it was that they refuse."""
        words = f"Incorrect API key provided: {self.key}. Try another than Bearer {self.key}"
        for body in ({"error": {"message": words, "code": 1}, "message": words, "success": False}, words):
            outcome = self._poll([], otherwise=Reply.of(body, status))
            error = outcome.error
            assert self.key not in outcome.words
            assert self.key not in repr(outcome.snapshot)
            if error is not None:
                assert self.key not in "".join(traceback.format_exception(error)) + error.detail

    def _poll(self, cases: Iterable[Case], otherwise: Reply | None = None) -> Outcome:
        async def poll() -> Outcome:
            async with LoopbackServer() as server:
                serve(server, cases)
                if otherwise is not None:
                    server.anything(otherwise)
                return await outcome_of(self.client, server, self.key, now=self.now, options=self.asked)

        return asyncio.run(poll())


def _is_a_sentence(error: AppError) -> bool:
    return error.message.endswith((".", "?"))


async def report_or_error(client: ProviderClient, call: Call) -> None:
    """What a key is said to be is of the manifest's own kinds, or an error says why it is not known."""
    try:
        report = await client.check_key(call)
    except AppError:
        return
    assert isinstance(report, KeyReport)
    assert report.kind in {kind.id for kind in client.manifest.key_kinds}
    assert report.can <= client.manifest.capabilities


def poll_canned(
    client: ProviderClient,
    bodies: Mapping[str, bytes],
    *,
    now: datetime = NOW,
    options: Mapping[str, str] | None = None,
) -> UsageSnapshot | None:
    """What a read of these answers by path gives; None where it ends in an AppError."""
    since = now.date().replace(day=1)
    call = Call(api=CannedApi(bodies), now=now, since=since, options=options or {})
    try:
        asyncio.run(report_or_error(client, call))
        return asyncio.run(read(client, call))
    except AppError:
        return None
