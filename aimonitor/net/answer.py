"""What a service answered, and who judges it. No aiohttp here: clients and tests use it as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from aimonitor.errors import AppError

Json = dict[str, "Json"] | list["Json"] | str | int | Decimal | bool | None
"""Parsed with every fractional number as a Decimal; NaN and Infinity are refused."""

Params = Mapping[str, str | int | Sequence[str]]
"""Query parameters; a sequence is a repeated parameter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One HTTP answer. `json` is None where the body is not JSON; header names are lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Json = None
    is_json: bool = True
    text: str = ""
    retry_after: float | None = None


Judge = Callable[[Answer], AppError | None]
"""Turns an answer that is not usable into the error it stands for; None: usable."""


class Api(Protocol):
    """A service as one provider's key may call it: its base URL, its hosts, its pauses."""

    @property
    def requests(self) -> int:
        """Requests sent so far, retries included."""

    async def get(self, path: str, params: Params | None = None, *, judge: Judge | None = None) -> Json:
        """The JSON that GET `path` (joined to the base URL) answers.

        Raises NetworkError, RateLimitError, ServiceError, AuthError, BillingError, SchemaError.
        """

    async def post(self, path: str, body: Json, *, judge: Judge | None = None) -> Json:
        """As `get`, for a POST that only reads."""
