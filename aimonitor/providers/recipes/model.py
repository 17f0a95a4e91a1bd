"""A recipe, validated: what the service is, what is asked, and where in the answer each figure stands."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from aimonitor.domain.usage import BalanceRole, Unit
from aimonitor.providers.recipes.fields import (
    Address,
    Body,
    CountedUnit,
    CurrencyCode,
    HeaderName,
    HeaderText,
    IconFile,
    Id,
    JsonPath,
    Line,
    Link,
    Parameter,
    Part,
    Prefix,
    Route,
    RowId,
    Scale,
    Sendable,
    Variable,
)
from aimonitor.providers.recipes.words import BARE, SCHEMA

_ONE = Decimal(1)

ResetFormat = Literal["iso", "s", "ms", "seconds_from_now"]


class Auth(Part):
    """How the key is sent: `header: scheme key`."""

    header: HeaderName = "Authorization"
    scheme: HeaderText = Field("Bearer", description='The word before the key; "none" for the key alone.')
    placeholder: Line = Field("…", description="What a key looks like, such as sk-…")
    refused: Line | None = Field(None, description="The sentence for a key that the service refuses.")
    forbidden: Line | None = Field(None, description="The sentence for a key that may not read this.")

    def headers(self, api_key: str) -> dict[str, str]:
        """The header with the key."""
        return {self.header: api_key if self.scheme == BARE else f"{self.scheme} {api_key}"}


class Kind(Part):
    """A kind of key, recognised by how it begins."""

    id: Id
    name: Line
    prefixes: list[Prefix] = Field(default_factory=list)
    advice: Line | None = None
    reads: bool = Field(
        default=True, description="false: this key reads nothing here, and advice says which one does."
    )

    @model_validator(mode="after")
    def _says_what_helps(self) -> Self:
        if not self.reads and self.advice is None:
            raise ValueError("a key that reads nothing needs advice: which key does?")
        return self


class Option(Part):
    """Something that the user enters beside the key; `{id}` stands for it in the request."""

    id: Id
    label: Line
    help: Line | None = None
    placeholder: Line | None = None
    default: Line | None = None
    required: bool = False


class Request(Part):
    """The one request."""

    method: Literal["GET", "POST"] = "GET"
    path: Route
    params: dict[Sendable, Parameter] = Field(default_factory=dict)
    headers: dict[HeaderName, HeaderText] = Field(default_factory=dict)
    body: Body | None = None

    @model_validator(mode="after")
    def _has_a_body_where_one_is_sent(self) -> Self:
        if self.method == "GET" and self.body is not None:
            raise ValueError('a GET has no body: write method = "POST", or leave the body out')
        if self.method == "POST" and self.params:
            raise ValueError("a POST has no params: write them into the body")
        return self


class Reply(Part):
    """How an answer says whether it is good, also where it comes with status 200."""

    ok: JsonPath | None = None
    ok_values: list[bool | int | str] = Field(default_factory=lambda: list[bool | int | str]((True,)))
    error: JsonPath | None = Field(None, description="Where a failure's own words stand.")
    code: JsonPath | None = Field(None, description="Where a failure's code stands.")
    refused_codes: list[int | str] = Field(default_factory=list, description="Codes of a refused key.")
    plan: JsonPath | None = Field(None, description="Where the name of the plan stands.")


class _Figure(Part):
    optional: bool = Field(default=False, description="true: an answer without it is no fault.")


class _Amount(_Figure):
    path: JsonPath
    scale: Scale = _ONE
    sign: Literal["positive", "negative"] = Field(
        "positive", description='"negative": the service tells it with its sign turned.'
    )


class _MoneyAmount(_Amount):
    currency: CurrencyCode | None = None
    currency_path: JsonPath | None = None

    @model_validator(mode="after")
    def _has_one_currency(self) -> Self:
        if self.currency is not None and self.currency_path is not None:
            raise ValueError("name the currency with currency or with currency_path, not with both")
        return self


class BalanceFigure(_MoneyAmount):
    """Prepaid money that is left, or a part of it."""

    role: Literal["balance"]
    part: BalanceRole = Field(BalanceRole.TOTAL, strict=False)
    stops_at_zero: bool = Field(
        default=False, description="true: with nothing left the service answers no more."
    )


class CostFigure(_MoneyAmount):
    """Money that was spent in a period (UTC), as the service states it."""

    role: Literal["cost"]
    period: Literal["today", "this_month", "last_month", "ever"]


class LeftFigure(_Amount):
    """What is left of something that is no money: credits, points."""

    role: Literal["left"]
    id: RowId
    name: Line
    unit: CountedUnit = Unit.CREDITS
    stops_at_zero: bool = False


class CountFigure(_Amount):
    """What was used of something that has no limit."""

    role: Literal["count"]
    id: RowId
    name: Line
    unit: CountedUnit = Unit.COUNT


class LimitFigure(_Figure):
    """A limit: two of used, limit and remaining, or a percentage."""

    role: Literal["limit"]
    id: RowId
    name: Line
    unit: CountedUnit = Unit.COUNT
    currency: CurrencyCode | None = Field(None, description="For a limit of money, in the place of unit.")
    scale: Scale = _ONE
    used: JsonPath | None = None
    limit: JsonPath | None = None
    remaining: JsonPath | None = None
    used_percent: JsonPath | None = None
    remaining_percent: JsonPath | None = None
    resets_at: JsonPath | None = None
    reset_format: ResetFormat = "iso"
    every_hours: Annotated[int, Field(ge=1, le=24 * 366)] | None = Field(
        None, description="How long it is from one reset to the next."
    )
    scope: Line | None = Field(None, description="What it counts for, such as one model.")

    @model_validator(mode="after")
    def _tells_something(self) -> Self:
        counted = [one for one in (self.used, self.limit, self.remaining) if one is not None]
        shares = [one for one in (self.used_percent, self.remaining_percent) if one is not None]
        if not (len(counted) >= 2 and not shares) and not (len(shares) == 1 and not counted):  # noqa: PLR2004
            raise ValueError(
                "a limit names two of used, limit and remaining, or one of used_percent and remaining_percent"
            )
        return self


Figure = Annotated[
    BalanceFigure | CostFigure | LeftFigure | CountFigure | LimitFigure, Field(discriminator="role")
]


class Recipe(Part):
    """A service, and how its one answer is read."""

    model_config = ConfigDict(title="AIMonitor recipe")

    format: Literal[1] = Field(SCHEMA, alias="schema", description="The version of this format.")
    id: Id
    name: Line
    summary: Line | None = None
    base_url: Address = Field(description="Where the key is sent: https, or this computer.")
    key_help: Link | None = Field(None, description="The page where a key is made.")
    dashboard: Link | None = Field(None, description="The service's own page about money.")
    env_keys: list[Variable] = Field(default_factory=list)
    icon: IconFile | None = Field(None, description="An SVG file beside the recipe.")
    currency: CurrencyCode = "USD"
    every_minutes: Annotated[int, Field(ge=1, le=720)] = Field(
        1, description="Asked no more often than this."
    )
    auth: Auth = Auth()
    keys: list[Kind] = Field(default_factory=list)
    options: list[Option] = Field(default_factory=list)
    request: Request
    answer: Reply = Reply()
    figures: Annotated[list[Figure], Field(min_length=1, max_length=40)]
