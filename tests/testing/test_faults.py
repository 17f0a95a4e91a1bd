"""Each fault of a plugin is found by the part of the contract that is about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

import pytest
from msgspec.structs import replace

from aimonitor.domain.money import Money
from aimonitor.domain.periods import utc_day
from aimonitor.domain.provider import Capability
from aimonitor.domain.usage import DayCost, DayTokens, Provenance, QuotaWindow, Unit
from aimonitor.errors import AppError, ServiceError
from aimonitor.providers.base import BalancePart, Call, KeyReport, ProviderClient, UsagePart
from aimonitor.providers.manifest import ProviderManifest
from aimonitor.providers.wire import WireModel, decode
from aimonitor.testing import Case, ManifestContract, Reply
from aimonitor.testing.manifests import installed
from tests.testing.toy import ALL, CASES, COSTS, KEY, MANIFEST, ToyClient, ToyContract, contract_of

Check = Callable[[ToyContract], None]


class Crashes(ToyClient):
    async def get_usage(self, call: Call) -> UsagePart:
        told = cast("Any", await call.api.get("/costs"))
        assert told["days"]
        return await super().get_usage(call)


class MakesUpADay(ToyClient):
    async def get_usage(self, call: Call) -> UsagePart:
        try:
            return await super().get_usage(call)
        except AppError:
            zero = Money(amount=Decimal(0), currency="USD")
            day = DayCost(day=utc_day(call.now), model=None, money=zero, provenance=Provenance.BILLED)
            return UsagePart(day_costs=(day,), spends=(), windows=())


class SwallowsARefusal(ToyClient):
    async def get_usage(self, call: Call) -> UsagePart:
        try:
            return await super().get_usage(call)
        except AppError:
            return UsagePart()

    async def get_balance(self, call: Call) -> BalancePart:
        try:
            return await super().get_balance(call)
        except AppError:
            return BalancePart()


class SaysTheKey(ToyClient):
    async def get_usage(self, call: Call) -> UsagePart:
        try:
            return await super().get_usage(call)
        except AppError as error:
            raise ServiceError("The answer could not be used.", detail=f"asked with {KEY}") from error


class MumblesInErrors(ToyClient):
    async def get_usage(self, call: Call) -> UsagePart:
        try:
            return await super().get_usage(call)
        except AppError as error:
            raise ServiceError("no luck") from error


class SendsTheKeyInTheAddress(ToyClient):
    async def get_usage(self, call: Call) -> UsagePart:
        await call.api.get("/costs", {"key": KEY})
        return await super().get_usage(call)


class SendsTheKeyTwice(ToyClient):
    @classmethod
    def headers(cls, api_key: str) -> dict[str, str]:
        return {"x-key": api_key, "x-api-key": api_key}


class Remembers(ToyClient):
    polls = 0

    async def get_usage(self, call: Call) -> UsagePart:
        type(self).polls += 1
        return replace(await super().get_usage(call), warnings=(f"Poll {self.polls}.",))


class NamesAnotherKind(ToyClient):
    async def check_key(self, call: Call) -> KeyReport:
        return replace(await super().check_key(call), kind="other")


class CanMoreThanTheService(ToyClient):
    async def check_key(self, call: Call) -> KeyReport:
        return replace(await super().check_key(call), can=ALL | {Capability.MODELS})


class AsksNobody(ToyClient):
    async def check_key(self, call: Call) -> KeyReport:
        del call
        return KeyReport(kind="any", can=ALL)


class Rounds(ToyClient):
    async def get_usage(self, call: Call) -> UsagePart:
        used = cast("Decimal", 0.3)
        window = QuotaWindow(id="plan", name="Plan", unit=Unit.REQUESTS, used=used)
        return replace(await super().get_usage(call), windows=(window,))


class TellsLeftBesideALimit(ToyClient):
    async def get_usage(self, call: Call) -> UsagePart:
        used, most = Decimal(10), Decimal(100)
        window = QuotaWindow(
            id="plan", name="Plan", unit=Unit.REQUESTS, used=used, limit=most, left=most - used
        )
        return replace(await super().get_usage(call), windows=(window,))


class CountsBelowZero(ToyClient):
    async def get_usage(self, call: Call) -> UsagePart:
        part = await super().get_usage(call)
        return replace(part, day_tokens=tuple(replace(row, input_tokens=-1) for row in part.day_tokens))


class TakesAnyNumber(ToyClient):
    async def get_usage(self, call: Call) -> UsagePart:
        told = decode(_Anything, await call.api.get("/costs"), "costs")
        rows = [(day, row) for day, rows in told.days.items() for row in rows]
        tokens = tuple(DayTokens(day=day, model=row.model, input_tokens=row.tokens) for day, row in rows)
        return UsagePart(day_tokens=tokens, spends=(), windows=())


class _AnyDay(WireModel):
    model: str | None = None
    tokens: int


class _Anything(WireModel):
    days: dict[date, list[_AnyDay]]


class LosesTokens(ToyClient):
    async def get_usage(self, call: Call) -> UsagePart:
        part = await super().get_usage(call)
        return replace(part, day_tokens=part.day_tokens[1:])


class ReadsNothing(ToyClient):
    async def get_usage(self, call: Call) -> UsagePart:
        await call.api.get("/costs")
        return UsagePart(spends=(), windows=())

    async def get_balance(self, call: Call) -> BalancePart:
        del call
        return BalancePart(balances=())


def odd(world: str) -> Check:
    return lambda contract: contract.test_no_answer_however_odd_becomes_a_figure_or_a_crash(world)


def telling(status: int) -> Check:
    return lambda contract: contract.test_no_error_repeats_the_key(status)


def expects(word: str, *rows: object) -> Check:
    case = Case.of("/costs", COSTS, expect={word: list(rows)})
    return lambda contract: contract.test_what_a_case_expects_is_told(case)


FAULTS: list[tuple[type[ProviderClient], Check]] = [
    (Crashes, odd("an empty object")),
    (Crashes, ToyContract.test_an_answer_with_a_piece_replaced_never_crashes_it),
    (MakesUpADay, ToyContract.test_what_could_not_be_read_is_not_zero),
    (SwallowsARefusal, ToyContract.test_a_refused_key_is_said_to_be_refused),
    (SwallowsARefusal, ToyContract.test_a_dead_server_is_a_network_error),
    (SaysTheKey, telling(500)),
    (MumblesInErrors, odd("a fault")),
    (SendsTheKeyInTheAddress, ToyContract.test_the_key_travels_in_a_header_only),
    (SendsTheKeyTwice, ToyContract.test_the_key_travels_in_a_header_only),
    (Remembers, ToyContract.test_the_same_answers_are_the_same_figures),
    (NamesAnotherKind, ToyContract.test_a_good_key_is_of_a_kind_that_the_manifest_names),
    (CanMoreThanTheService, ToyContract.test_a_good_key_is_of_a_kind_that_the_manifest_names),
    (AsksNobody, ToyContract.test_a_refused_key_is_said_to_be_refused),
    (Rounds, ToyContract.test_figures_are_exact_and_can_be_stored),
    (TellsLeftBesideALimit, ToyContract.test_what_is_left_is_told_where_the_whole_is_not_known),
    (TakesAnyNumber, ToyContract.test_an_answer_with_a_piece_replaced_never_crashes_it),
    (CountsBelowZero, ToyContract.test_figures_are_exact_and_can_be_stored),
    (LosesTokens, expects("tokens", {"day": "2026-11-13", "input": 9})),
    (ReadsNothing, ToyContract.test_a_good_service_is_read),
]


@pytest.mark.parametrize(("faulty", "check"), FAULTS, ids=[faulty.__name__ for faulty, _ in FAULTS])
def test_a_fault_of_a_client_is_found(faulty: type[ProviderClient], check: Check) -> None:
    check(contract_of(ToyClient))
    with pytest.raises((AssertionError, KeyError, pytest.fail.Exception)):
        check(contract_of(faulty))


def test_a_number_that_is_too_big_is_told_with_its_place_and_what_reads_it() -> None:
    check = ToyContract.test_an_answer_with_a_piece_replaced_never_crashes_it
    with pytest.raises(
        AssertionError, match=r"in place of \['days'.*'tokens'\] .*read them with Amount and Count"
    ):
        check(contract_of(TakesAnyNumber))


WRONG: list[tuple[dict[str, Any], Check]] = [
    ({"summary": "Costs"}, ManifestContract.test_its_words_can_be_shown),
    ({"type": "To y"}, ManifestContract.test_its_words_can_be_shown),
    ({"base_url": "http://toy.example"}, ManifestContract.test_a_key_goes_to_named_hosts_over_tls),
    ({"base_url": "https://other.example"}, ManifestContract.test_a_key_goes_to_named_hosts_over_tls),
    ({"options": ()}, ManifestContract.test_a_key_goes_to_named_hosts_over_tls),
    ({"base_url_env": "TOY"}, ManifestContract.test_a_key_goes_to_named_hosts_over_tls),
    ({"needs_key": False}, ManifestContract.test_a_key_goes_to_named_hosts_over_tls),
    ({"key_kinds": ()}, ManifestContract.test_no_kind_of_key_promises_what_the_service_has_not),
    (
        {"key_kinds": MANIFEST.key_kinds * 2},
        ManifestContract.test_no_kind_of_key_promises_what_the_service_has_not,
    ),
    ({"capabilities": frozenset()}, ManifestContract.test_no_kind_of_key_promises_what_the_service_has_not),
    ({"min_interval": timedelta(seconds=1)}, ManifestContract.test_the_service_is_not_asked_too_often),
    ({"dashboard": "http://toy.example"}, ManifestContract.test_links_lead_over_tls),
]


@pytest.mark.parametrize(("change", "check"), WRONG, ids=[str(list(change)) for change, _ in WRONG])
def test_a_fault_of_a_manifest_is_found(change: dict[str, Any], check: Check) -> None:
    class Changed(ToyClient):
        manifest: ProviderManifest = replace(MANIFEST, **change)  # type: ignore[misc]

    check(contract_of(ToyClient))
    with pytest.raises(AssertionError):
        check(contract_of(Changed))


def test_cases_without_expectations_are_not_enough() -> None:
    class Mute(ToyContract):
        cases = tuple(Case.of(case.path, case.json) for case in CASES)

    contract_of(ToyClient).test_its_cases_say_what_they_expect()
    with pytest.raises(AssertionError):
        Mute().test_its_cases_say_what_they_expect()


def test_a_case_of_an_address_that_is_never_asked_is_found() -> None:
    case = Case.of("/nowhere", {}, expect={"plan": None})
    with pytest.raises(AssertionError, match="did not ask for this path"):
        contract_of(ToyClient).test_what_a_case_expects_is_told(case)


def test_a_plugin_that_the_app_does_not_find_is_named_with_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Lost(ManifestContract):
        provider_type = "lost"

    registry = installed()
    monkeypatch.setattr(registry, "_problems", [])
    registry.register("lost", "tests.testing.no_such:PLUGIN")
    with pytest.raises(AssertionError, match=r"does not find lost. The plugin lost is left out"):
        Lost().test_the_app_finds_it()


def test_a_redirect_to_another_host_is_not_followed() -> None:
    contract = contract_of(ToyClient)
    contract.test_the_key_follows_nobody_to_another_host()
    assert Reply(302).status == 302
