"""The records of an export as they come back: validated one by one, and turned into facts."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import Field, ValidationError, model_validator

from aimonitor.domain.archive import ArchiveKind, BalanceReading, DayFact, LoggedPoll
from aimonitor.domain.money import Money
from aimonitor.domain.notice import Notice
from aimonitor.domain.provider import AGREED, ASK_REF, Provider
from aimonitor.domain.state import PollRecord
from aimonitor.domain.usage import (
    Balance,
    BalanceRole,
    DayCost,
    DayQuantity,
    DayTokens,
    PartFailure,
    Problem,
    Provenance,
    Unit,
)
from aimonitor.errors import ConfigError, ProblemKind, Repair
from aimonitor.masking import HIDDEN, has_key, looks_like_key
from aimonitor.monitor.archive_alert import AlertRecord
from aimonitor.monitor.archive_fields import (
    LARGEST_COUNT,
    Amount,
    AmountOfMoney,
    Count,
    Currency,
    Day,
    Interval,
    Name,
    NoticeKindWord,
    Read,
    Seconds,
    Span,
    Text,
    Time,
    UrgencyWord,
)

ProvenanceWord = Annotated[Provenance, Field(strict=False)]
UnitWord = Annotated[Unit, Field(strict=False)]
BalanceRoleWord = Annotated[BalanceRole, Field(strict=False)]
ProblemKindWord = Annotated[ProblemKind, Field(strict=False)]
RepairWord = Annotated[Repair, Field(strict=False)]


R = TypeVar("R", bound="Read")


class _ProviderRecord(Read):
    id: Name
    name: Name
    provider_type: Name
    enabled: bool
    created_at: Time
    options: dict[Text, Text]
    key_kind: Text | None
    interval: Interval | None

    @model_validator(mode="after")
    def _holds_no_key(self) -> _ProviderRecord:
        if any(has_key(text) for text in (self.name, *self.options, *self.options.values())):
            raise ValueError("a key stands in its name or options; take it out of the file")
        return self

    def fact(self, position: int) -> Provider:
        return Provider(
            id=self.id,
            name=self.name,
            provider_type=self.provider_type,
            api_key_ref=ASK_REF,
            enabled=self.enabled,
            created_at=self.created_at,
            options={name: text for name, text in self.options.items() if name != AGREED},
            key_kind=self.key_kind,
            interval=self.interval,
            position=position,
        )


class _DayRecord(Read):
    day: Day
    provider_id: Name
    model: Name | None
    item: Name | None
    currency: Currency | None
    cost: AmountOfMoney | None
    provenance: ProvenanceWord | None
    input_tokens: Count | None
    cached_input_tokens: Count | None
    cache_write_tokens: Count | None
    output_tokens: Count | None
    requests: Count | None
    complete: bool
    quantity: Amount | None = None
    unit: UnitWord | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> _DayRecord:
        if (self.cost is None) != (self.currency is None) or (self.cost is None) != (self.provenance is None):
            raise ValueError("cost, currency and provenance go together")
        if (self.quantity is None) != (self.unit is None) or (self.quantity is not None and not self.item):
            raise ValueError("quantity, unit and item go together")
        if self.cost is not None and self.quantity is not None:
            raise ValueError("a record is either of a cost or of a quantity")
        return self

    def fact(self) -> DayFact:
        if self.cost is not None and self.currency is not None and self.provenance is not None:
            return DayCost(
                day=self.day,
                model=self.model,
                item=self.item or "",
                money=Money(amount=self.cost, currency=self.currency),
                provenance=self.provenance,
                complete=self.complete,
            )
        if self.quantity is not None and self.unit is not None:
            return DayQuantity(
                day=self.day,
                name=self.item or "",
                model=self.model,
                unit=self.unit,
                quantity=self.quantity,
                complete=self.complete,
            )
        return DayTokens(
            day=self.day,
            model=self.model,
            input_tokens=self.input_tokens,
            cached_input_tokens=self.cached_input_tokens,
            cache_write_tokens=self.cache_write_tokens,
            output_tokens=self.output_tokens,
            requests=self.requests,
            complete=self.complete,
        )


class _BalanceRecord(Read):
    taken_at: Time
    provider_id: Name
    role: BalanceRoleWord
    currency: Currency
    balance: AmountOfMoney
    provenance: ProvenanceWord

    def fact(self) -> BalanceReading:
        money = Money(amount=self.balance, currency=self.currency)
        balance = Balance(role=self.role, money=money, provenance=self.provenance)
        return BalanceReading(taken_at=self.taken_at, balance=balance)


class _ProblemRecord(Read):
    kind: ProblemKindWord
    message: Text
    retry_at: Time | None
    repair: RepairWord | None

    def problem(self) -> Problem:
        return Problem(kind=self.kind, message=self.message, retry_at=self.retry_at, repair=self.repair)


class _FailureRecord(_ProblemRecord):
    part: Text


class _PollRecord(Read):
    started_at: Time
    provider_id: Name
    taken_at: Time | None
    duration: Seconds
    requests: Annotated[int, Field(ge=0, le=LARGEST_COUNT)]
    problem: _ProblemRecord | None
    failures: list[_FailureRecord]
    warnings: list[Text]
    cost_days: list[Span]
    token_days: list[Span]
    quantity_days: list[Span]

    def fact(self) -> LoggedPoll:
        poll = PollRecord(
            provider_id=self.provider_id,
            started_at=self.started_at,
            duration=self.duration,
            requests=self.requests,
            problem=None if self.problem is None else self.problem.problem(),
            failures=tuple(PartFailure(part=one.part, problem=one.problem()) for one in self.failures),
            warnings=tuple(self.warnings),
        )
        return LoggedPoll(
            poll=poll,
            taken_at=self.taken_at,
            cost_days=tuple(self.cost_days),
            token_days=tuple(self.token_days),
            quantity_days=tuple(self.quantity_days),
        )


class _EventRecord(Read):
    raised_at: Time
    provider_id: Name | None
    kind: NoticeKindWord
    urgency: UrgencyWord
    title: Text
    body: Text
    key: Text

    def fact(self) -> Notice:
        return Notice(
            key=self.key,
            kind=self.kind,
            title=self.title,
            body=self.body,
            urgency=self.urgency,
            raised_at=self.raised_at,
            provider_id=self.provider_id,
        )


Fact = tuple[str, Any]
"""Whom it is about ("" : nobody's), and a `DayFact`, `BalanceReading`, `LoggedPoll`, `Notice` or `Alert`."""

_MODELS: dict[ArchiveKind, type[Read]] = {
    ArchiveKind.DAYS: _DayRecord,
    ArchiveKind.BALANCES: _BalanceRecord,
    ArchiveKind.POLLS: _PollRecord,
    ArchiveKind.EVENTS: _EventRecord,
    ArchiveKind.ALERTS: AlertRecord,
}


def provider_of(position: int, value: object) -> Provider:
    """A provider without its key. Raises ConfigError that names the place."""
    record = _checked(_ProviderRecord, "providers", position, value)
    return record.fact(position)


def fact_of(kind: ArchiveKind, position: int, value: object) -> Fact:
    """A fact and whom it is about. Raises ConfigError that names the place."""
    record: Any = _checked(_MODELS[kind], kind.value, position, value)
    return record.provider_id or "", record.fact()


def wrong(place: str, why: str) -> ConfigError:
    """That the file cannot be imported, and where it is wrong."""
    return ConfigError(f"The file cannot be imported: {place}: {why}. Nothing was changed.")


def _checked(model: type[R], name: str, position: int, value: object) -> R:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        steps = (HIDDEN if looks_like_key(str(step)) else str(step) for step in first["loc"])
        place = ".".join([f"{name}[{position}]", *steps])
        cause = first.get("ctx", {}).get("error")
        raise wrong(place, str(cause or first["msg"])) from None
