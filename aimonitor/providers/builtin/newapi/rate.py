"""How many points make a dollar at this gateway: it may be set to anything, so it is asked once a day."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from msgspec import Struct

from aimonitor.domain.money import plain_text
from aimonitor.domain.periods import utc_day
from aimonitor.domain.usage import Provenance
from aimonitor.errors import NetworkError, ProviderError, RateLimitError
from aimonitor.providers.base import Call
from aimonitor.providers.builtin.newapi.judge import judge
from aimonitor.providers.builtin.newapi.wire import Status, StatusAnswer
from aimonitor.providers.wire import decode

PATH = "/api/status"
_USUAL = Decimal(500_000)
_PER_UNIT, _SHOWN, _IN_MONEY, _ASKED = "quota_per_unit", "shown_in", "in_money", "rate_asked"
_DOLLARS = "USD"


class Rate(Struct, frozen=True, kw_only=True):
    """Points per dollar. `told` False: the gateway does not say, and the usual rate stands in.

    `asked`: the UTC day on which it was told.
    """

    per_unit: Decimal = _USUAL
    shown_in: str = _DOLLARS
    in_money: bool = True
    told: bool = True
    asked: str = ""

    @property
    def provenance(self) -> Provenance:
        """How sure money is that this rate made."""
        return Provenance.REPORTED if self.told else Provenance.ESTIMATED

    def warnings(self) -> tuple[str, ...]:
        """What the user should know of it."""
        if not self.told:
            usual = f"{_USUAL:,}"
            return (f"The gateway does not tell its rate; the usual {usual} points a dollar are taken.",)
        if self.shown_in != _DOLLARS:
            return (
                f"The gateway's own pages show {self.shown_in}; AIMonitor shows the dollars behind them.",
            )
        return ()

    def notes(self) -> Mapping[str, str]:
        """What is to be handed back, so that it is asked once a day."""
        if not self.told:
            return {}
        return {
            _PER_UNIT: plain_text(self.per_unit),
            _SHOWN: self.shown_in,
            _IN_MONEY: "1" if self.in_money else "",
            _ASKED: self.asked,
        }


async def read_rate(call: Call) -> Rate:
    """The gateway's rate, as it is known from today or is asked for now; else the one it told last.

    Raises NetworkError and RateLimitError: the request that follows would meet them as well.
    """
    known, today = _remembered(call.notes), utc_day(call.now).isoformat()
    if known is not None and known.asked == today:
        return known
    try:
        status = decode(StatusAnswer, await call.api.get(PATH, judge=judge), "its status").data
    except (NetworkError, RateLimitError):
        raise
    except ProviderError:
        return known or Rate(told=False)
    return _rate(status, today) or known or Rate(told=False)


def _rate(status: Status, today: str) -> Rate | None:
    if status.quota_per_unit <= 0:
        return None
    return Rate(
        asked=today,
        per_unit=status.quota_per_unit,
        shown_in=status.quota_display_type or _DOLLARS,
        in_money=status.display_in_currency,
    )


def _remembered(notes: Mapping[str, str]) -> Rate | None:
    """What the gateway told last, whenever that was: guessing another rate would move every balance."""
    try:
        per_unit = Decimal(notes.get(_PER_UNIT, ""))
    except InvalidOperation:
        return None
    if not per_unit.is_finite() or per_unit <= 0:
        return None
    return Rate(
        per_unit=per_unit,
        shown_in=notes.get(_SHOWN) or _DOLLARS,
        in_money=bool(notes.get(_IN_MONEY)),
        asked=notes.get(_ASKED, ""),
    )
